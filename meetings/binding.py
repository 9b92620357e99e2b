"""What ties a page about a meeting to one person and that meeting, and an id to where it began.

Of the first: see people.binding.
"""

import hashlib
import json
import uuid
from typing import Any

from meetings.models import Meeting
from people import binding
from people.binding import Binding
from people.models import User

SALT = "meetings.binding"


def bind(meeting: Meeting, person: User) -> str:
    return binding.bind(person.pk, meeting.pk, salt=SALT)


def read_binding(token: str) -> Binding | None:
    return binding.read(token, salt=SALT)


def digest(value: Any) -> str:
    """What a page has seen of something, in short: another value, another digest."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def derived(base: uuid.UUID, *words: str) -> uuid.UUID:
    """An id that follows from another one, which is random, and from a few words."""
    text = "\x1f".join(words).encode()
    return uuid.UUID(bytes=hashlib.sha256(base.bytes + text).digest()[:16])
