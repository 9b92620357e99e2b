"""What of a portfolio goes when its owner erases their journal: all of it."""

from __future__ import annotations

from django.db import transaction

from people.models import User
from portfolio.logs import LOGS
from portfolio.models import (
    Attachment,
    Confirmation,
    Cycle,
    Discussion,
    ParkedForm,
    ReflectiveAccount,
)


@transaction.atomic
def erase_portfolio(*, person: User) -> None:
    """Nobody else has a part in any of it. The caller holds the person."""
    ParkedForm.objects.filter(owner=person).delete()
    Attachment.objects.filter(owner=person).delete()
    for log in LOGS.values():
        own = log.model.objects.filter(owner=person)
        # Locked first: a change under way is either in before or finds nothing after.
        list(own.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))
        own.delete()
    for form in (Discussion, Confirmation):
        form.objects.filter(cycle__owner=person).delete()
    ReflectiveAccount.objects.filter(cycle__owner=person).delete()
    Cycle.objects.filter(owner=person).delete()
