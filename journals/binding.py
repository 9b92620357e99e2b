"""The token that ties a written page to one person and one entry, or one share.

A ward computer changes hands: a page left open by one nurse and sent after another
has signed in must neither be saved under the second nor be shown to her.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from journals.models import Entry, OutsideReader, Share
from people.models import User
from vault.ids import from_short, short

SALT = "journals.binding"
SHARE_SALT = "journals.binding.share"  # no token of an entry is one of a share
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


@dataclass(frozen=True)
class ShareBinding:
    person_id: uuid.UUID
    share_id: uuid.UUID


def bind_share(share: Share, person: User | OutsideReader) -> str:
    """For pages on which somebody writes about a share: its reader, or who gave it."""
    return signing.dumps([short(person.pk), short(share.pk)], salt=SHARE_SALT)


def read_share_binding(token: str) -> ShareBinding | None:
    """As `read_binding`."""
    try:
        person, share = signing.loads(token, salt=SHARE_SALT, max_age=LASTS)
        return ShareBinding(from_short(person), from_short(share))
    except (signing.BadSignature, ValueError, TypeError):
        return None
