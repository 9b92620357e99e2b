"""Ids: 128 random bits, primary key and public id in one, shown as 22 characters."""

import base64
import binascii
import secrets
import uuid


def new_id() -> uuid.UUID:
    # Not uuid4: that fixes six bits, and every bit here is from the system's source.
    return uuid.UUID(bytes=secrets.token_bytes(16))


def short(id: uuid.UUID) -> str:
    """The 22 characters by which an id appears in an address."""
    return base64.urlsafe_b64encode(id.bytes).rstrip(b"=").decode()


def from_short(text: str) -> uuid.UUID:
    """Read what short() wrote. Raises ValueError, also for a second spelling of the same id."""
    try:
        id = uuid.UUID(bytes=base64.urlsafe_b64decode(text + "=="))
    except (binascii.Error, ValueError) as error:
        raise ValueError("not an id") from error
    if short(id) != text:
        raise ValueError("not an id")
    return id


class ShortIdConverter:
    """The URL converter `<id:pk>`."""

    regex = r"[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> uuid.UUID:
        return from_short(value)

    def to_url(self, value: uuid.UUID) -> str:
        return short(value)
