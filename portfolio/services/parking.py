"""Keeping a posted page that could not be saved, until it is shown again and saved."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from people import kept
from people.kept import Fields
from people.models import User
from portfolio.logs import LOGS
from portfolio.models import Cycle, ParkedForm, ReflectiveAccount
from portfolio.signed import SIGNED_FORMS

# What a page may be about, by the name of the page.
_THINGS: dict[str, Any] = {
    "cycle": Cycle,
    "account": ReflectiveAccount,
    **{key: log.model for key, log in LOGS.items()},
    **{f"file-{key}": log.model for key, log in LOGS.items()},
    **dict.fromkeys(SIGNED_FORMS, Cycle),  # of a cycle each: the form may not be there yet
}


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
    if owner is None or (about_id and not _is_there(page, owner, about_id)):
        return False
    return kept.park_for(owner, ParkedForm, page, fields, alone=alone, shown=shown, about=about_id)


def _is_there(page: str, owner: User, id: uuid.UUID) -> bool:
    thing = _THINGS[page]
    whose = "cycle__owner" if thing is ReflectiveAccount else "owner"
    found: bool = thing.objects.filter(**{whose: owner}, pk=id).exists()
    return found


def drop_stale() -> int:
    return kept.drop_stale(ParkedForm.objects.all())
