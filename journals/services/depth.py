"""Turning words for depth on and off: the writer alone does."""

from django.db import transaction
from django.utils import timezone

from journals.models import DepthWish
from people import audit
from people.models import User


@transaction.atomic
def turn_depth(*, person: User, on: bool) -> bool:
    """Says whether it stood otherwise. Off, nobody sees those given before either."""
    wish, _made = DepthWish.objects.select_for_update(no_key=True).get_or_create(person=person)
    if on == (wish.on_since is not None):
        return False
    wish.on_since = timezone.now() if on else None
    wish.save(update_fields=["on_since"])
    audit.record(person=person, actor=person, action=audit.Action.DEPTH_TURNED)
    return True
