"""What a person says about themselves, and the end of their first days."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import User


@transaction.atomic
def save_profile(*, user: User, changed: Sequence[str]) -> None:
    """Keep the named fields of the person as they now are."""
    if not changed:
        return
    user.save(update_fields=changed)
    audit.record(person=user, actor=user, action=audit.Action.PROFILE_CHANGED)


@transaction.atomic
def settle_in(*, user: User, changed: Sequence[str]) -> None:
    """The last page of the first days: their details, and that they have been welcomed."""
    save_profile(user=user, changed=changed)
    user.welcomed_at = timezone.now()
    user.save(update_fields=["welcomed_at"])
