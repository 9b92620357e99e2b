"""The token that ties a page about a meeting to one person and that meeting.

A computer in a meeting room changes hands: a page left open by one person and sent after
another has signed in is kept for the first, and neither saved nor shown under the second.
"""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing

from meetings.models import Meeting
from people.models import User
from vault.ids import from_short, short

SALT = "meetings.binding"
LASTS = timedelta(days=30)  # as long as the longest session


@dataclass(frozen=True)
class Binding:
    person_id: uuid.UUID
    meeting_id: uuid.UUID


def bind(meeting: Meeting, person: User) -> str:
    return signing.dumps([short(person.pk), short(meeting.pk)], salt=SALT)


def read_binding(token: str) -> Binding | None:
    """Whose page this was; None for a token that is forged, torn or too old."""
    try:
        person, meeting = signing.loads(token, salt=SALT, max_age=LASTS)
        return Binding(from_short(person), from_short(meeting))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def digest(value: Any) -> str:
    """What a page has seen of something, in short: another value, another digest."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def derived(base: uuid.UUID, *words: str) -> uuid.UUID:
    """An id that follows from another one, which is random, and from a few words."""
    text = "\x1f".join(words).encode()
    return uuid.UUID(bytes=hashlib.sha256(base.bytes + text).digest()[:16])
