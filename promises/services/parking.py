"""Keeping a posted page that could not be saved, until it is shown again and saved."""

from __future__ import annotations

import re
import uuid

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from people.models import User
from promises.models import ParkedForm, Promise

Fields = dict[str, list[str]]

MOST_PARKED = 5  # pages of one kind
MOST_CHARACTERS = 500_000  # of one page: far more than all its fields may have


@transaction.atomic
def park(
    *, owner_id: uuid.UUID, page: str, promise_id: uuid.UUID | None, fields: Fields, shown: str = ""
) -> bool:
    """Keep it, instead of the parked page that it showed. Says whether there was room."""
    if sum(len(value) for values in fields.values() for value in values) > MOST_CHARACTERS:
        return False
    # Locked: the journal may be erased just now, and nothing may be parked under it.
    people = User.objects.select_for_update(of=("self",), no_key=True)
    owner = people.filter(pk=owner_id, is_active=True).first()
    if owner is None:
        return False
    promise = Promise.objects.filter(owner=owner, pk=promise_id).first() if promise_id else None
    if promise_id and promise is None:
        return False
    unpark(owner=owner, shown=shown)
    theirs = ParkedForm.objects.filter(owner=owner, page=page)
    if theirs.count() >= MOST_PARKED:
        return False
    ParkedForm.objects.create(
        owner=owner, key_holder_id=owner.key_holder_id, page=page, promise=promise, fields=fields
    )
    return True


def unpark(*, owner: User, shown: str) -> None:
    """Let go of a parked page: what it held has been saved, or parked anew."""
    if (id := id_in(shown)) is not None:
        ParkedForm.objects.filter(owner=owner, pk=id).delete()


def id_in(shown: str) -> uuid.UUID | None:
    return uuid.UUID(hex=shown) if re.fullmatch("[0-9a-f]{32}", shown) else None


def drop_stale() -> int:
    """What nobody came back for in the time of a bin."""
    old = ParkedForm.objects.filter(parked_at__lte=timezone.now() - settings.BIN_TIME)
    count: int = old.delete()[0]
    return count
