"""Somebody's row as it is now, held until the transaction ends: one after the other.

What a person makes is made under it, so that a page sent twice at once makes one thing; and
nobody's journal is erased meanwhile. `no_key`: rows that point to them can still be written.
"""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from people.models import User


def lock_person(person: User) -> User:
    """Raises User.DoesNotExist."""
    return _locked().get(pk=person.pk)


def lock_if_there(person_id: uuid.UUID) -> User | None:
    """Nobody, if they have erased their journal or cannot sign in any more."""
    return _locked().filter(pk=person_id, is_active=True).first()


def lock_people(ids: set[uuid.UUID]) -> None:
    """Several, in one order whoever asks. Who is gone is not waited for."""
    for pk in sorted(ids):
        _locked().filter(pk=pk).first()


def _locked() -> QuerySet[User]:
    return User.objects.select_for_update(of=("self",), no_key=True)
