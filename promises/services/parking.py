"""Keeping a posted page that could not be saved, until it is shown again and saved."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction

from people import kept
from people.kept import Fields
from people.models import User
from promises.models import ParkedForm, Promise

MOST_CHARACTERS = 500_000  # of one page: far more than all its fields may have


@transaction.atomic
def park(
    *,
    owner_id: uuid.UUID,
    page: str,
    fields: Fields,
    about_id: uuid.UUID | None = None,
    alone: bool = False,
    shown: Iterable[str] = (),
) -> bool:
    """Keep it, instead of the parked page that it showed. Says whether there was room."""
    # Locked: the journal may be erased just now, and nothing may be parked under it.
    people = User.objects.select_for_update(of=("self",), no_key=True)
    owner = people.filter(pk=owner_id, is_active=True).first()
    if owner is None:
        return False
    promise = Promise.objects.filter(owner=owner, pk=about_id).first() if about_id else None
    if about_id and promise is None:
        return False
    return kept.park(
        ParkedForm.objects.filter(owner=owner, page=page, promise=promise),
        fields,
        characters=MOST_CHARACTERS,
        alone=alone,
        shown=shown,
        owner=owner,
        key_holder_id=owner.key_holder_id,
        page=page,
        promise=promise,
    )


def unpark(*, owner: User, shown: Iterable[str]) -> None:
    """Let go of a parked page: what it held has been saved."""
    kept.shown_on(ParkedForm.objects.filter(owner=owner), shown).delete()


def drop_stale() -> int:
    return kept.drop_stale(ParkedForm.objects.all())
