"""The forms of the discussion and of the confirmation: kept, changed, and erased."""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

from django.db import transaction

from people import audit
from people.locks import lock_person
from people.models import User
from portfolio.models import Cycle, ParkedForm, SignedForm
from portfolio.services.trails import note

F = TypeVar("F", bound=SignedForm)


@transaction.atomic
def keep_form(model: type[F], *, cycle_id: uuid.UUID, actor: User, **values: Any) -> F:
    """One for each cycle: made the first time, changed after that."""
    lock_person(actor)
    cycle = Cycle.objects.visible_to(actor).get(pk=cycle_id)
    rows: Any = model._default_manager
    own = rows.visible_to(actor).select_related("key_holder")
    found: F | None = own.filter(cycle=cycle).first()
    row = found or model(cycle=cycle, key_holder_id=actor.key_holder_id)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if found and not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    row.save()
    action = audit.Action.PORTFOLIO_CHANGED if found else audit.Action.PORTFOLIO_ADDED
    note(actor, actor, action, model.kind, row.pk)
    return row


@transaction.atomic
def erase_form(model: type[F], *, cycle_id: uuid.UUID, actor: User) -> None:
    """For good, with what it says of somebody else. The cycle stays as it is."""
    lock_person(actor)
    rows: Any = model._default_manager
    row: F | None = rows.visible_to(actor).filter(cycle=cycle_id).only("pk").first()
    ParkedForm.objects.filter(owner=actor, page=model.kind, about=cycle_id).delete()
    if row is not None:
        note(actor, actor, audit.Action.PORTFOLIO_DELETED, model.kind, row.pk)
        row.delete()
