"""The token that ties a posted page to one person, and to what the page is about.

A ward computer changes hands: a page left open by one person and sent after another has
signed in is kept for the first, and neither saved nor shown under the second. Each kind of
page signs with a salt of its own, so that no token of one is one of another.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from vault.ids import from_short, short

LASTS = timedelta(days=30)  # as long as the longest session


@dataclass(frozen=True)
class Binding:
    person_id: uuid.UUID
    thing_id: uuid.UUID


def bind(person_id: uuid.UUID, thing_id: uuid.UUID, *, salt: str) -> str:
    return signing.dumps([short(person_id), short(thing_id)], salt=salt)


def read(token: str, *, salt: str) -> Binding | None:
    """Whose page this was; None for a token that is forged, torn or too old."""
    try:
        person, thing = signing.loads(token, salt=salt, max_age=LASTS)
        return Binding(from_short(person), from_short(thing))
    except (signing.BadSignature, ValueError, TypeError):
        return None
