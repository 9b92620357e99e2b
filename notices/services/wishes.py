"""What a person wants to be told of by mail."""

from datetime import date

from django.db import transaction

from notices.models import Wish
from people import audit
from people.models import User


def wish_of(person: User) -> Wish:
    """Their wish, or what stands for it until they say something: no mail."""
    return Wish.objects.filter(person=person).first() or Wish(person=person)


@transaction.atomic
def save_wish(*, person: User, mail: str, paused_until: date | None, unwanted: list[str]) -> None:
    wishes = {"mail": mail, "paused_until": paused_until, "unwanted": unwanted}
    Wish.objects.update_or_create(person=person, defaults=wishes)
    audit.record(person=person, actor=person, action=audit.Action.PROFILE_CHANGED)
