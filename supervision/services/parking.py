"""Keeping a posted page that could not be saved, until it is shown again and saved."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction

from people import kept
from people.kept import Fields
from people.models import User
from supervision.models import ParkedSheet


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
    return kept.park_for(owner, ParkedSheet, page, fields, alone=alone, shown=shown, about=about_id)


def drop_stale() -> int:
    return kept.drop_stale(ParkedSheet.objects.all())


def erase_parked(*, person: User) -> None:
    """Within the caller's transaction: the journal is erased, and its key with it."""
    ParkedSheet.objects.filter(owner=person).delete()
