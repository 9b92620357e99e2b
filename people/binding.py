"""The token that ties a posted page to one person, and to what the page is about.

A ward computer changes hands: a page left open by one person and sent after another has
signed in is kept for the first, and neither saved nor shown under the second. Each kind of
page signs with a salt of its own, so that no token of one is one of another.
"""

import uuid
from dataclasses import dataclass

from django.core import signing

from vault.ids import from_short, short


@dataclass(frozen=True)
class Binding:
    person_id: uuid.UUID
    thing_id: uuid.UUID


def bind(person_id: uuid.UUID, thing_id: uuid.UUID, *, salt: str) -> str:
    return signing.dumps([short(person_id), short(thing_id)], salt=salt)


def read(token: str, *, salt: str) -> Binding | None:
    """Whose page this was; None for a token that is forged or torn.

    It never grows too old: words typed long ago, or by a clock that has been wrong since, are
    still their writer's. All that it opens is a place where a few pages are kept for them.
    """
    try:
        person, thing = signing.loads(token, salt=salt)
        return Binding(from_short(person), from_short(thing))
    except (signing.BadSignature, ValueError, TypeError):
        return None
