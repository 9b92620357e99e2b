"""The token that ties a written page to one person and one entry.

A ward computer changes hands: a page left open by one nurse and sent after another
has signed in must neither be saved under the second nor be shown to her.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from journals.models import Entry
from vault.ids import from_short, short

SALT = "journals.binding"
LASTS = timedelta(days=30)  # as long as the longest session


@dataclass(frozen=True)
class Binding:
    author_id: uuid.UUID
    entry_id: uuid.UUID


def bind(entry: Entry) -> str:
    return signing.dumps([short(entry.author_id), short(entry.pk)], salt=SALT)


def read_binding(token: str) -> Binding | None:
    """Whose page this was; None for a token that is forged, torn or too old."""
    try:
        author, entry = signing.loads(token, salt=SALT, max_age=LASTS)
        return Binding(from_short(author), from_short(entry))
    except (signing.BadSignature, ValueError, TypeError):
        return None
