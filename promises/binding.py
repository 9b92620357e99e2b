"""The token that ties a page about a promise to one person, and to one promise.

A ward computer changes hands: a page left open by one leader and sent after another has
signed in must neither be saved under the second nor be shown to them. On the page for a new
promise it names the id which that promise will have, so that a second press makes no second.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from people.models import User
from vault.ids import from_short, short

SALT = "promises.binding"
LASTS = timedelta(days=30)  # as long as the longest session


@dataclass(frozen=True)
class Binding:
    person_id: uuid.UUID
    promise_id: uuid.UUID


def bind(person: User, promise_id: uuid.UUID) -> str:
    return signing.dumps([short(person.pk), short(promise_id)], salt=SALT)


def read_binding(token: str) -> Binding | None:
    """Whose page this was; None for a token that is forged, torn or too old."""
    try:
        person, promise = signing.loads(token, salt=SALT, max_age=LASTS)
        return Binding(from_short(person), from_short(promise))
    except (signing.BadSignature, ValueError, TypeError):
        return None
