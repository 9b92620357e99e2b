"""Keeping a posted page that could not be saved, until it is shown again and saved."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction

from people import kept
from people.kept import Fields
from people.models import User
from promises.models import ParkedForm, Promise


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
    owner = kept.lock_owner(owner_id)
    if owner is None:
        return False
    promise = Promise.objects.filter(owner=owner, pk=about_id).first() if about_id else None
    if about_id and promise is None:
        return False
    return kept.park_for(owner, ParkedForm, page, fields, alone=alone, shown=shown, promise=promise)


def unpark(*, owner: User, shown: Iterable[str]) -> None:
    """Let go of a parked page: what it held has been saved."""
    kept.shown_on(ParkedForm.objects.filter(owner=owner), shown).delete()


def drop_stale() -> int:
    return kept.drop_stale(ParkedForm.objects.all())
