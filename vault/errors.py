"""What can go wrong with sealed text. No message ever holds any of it."""

from django.core.exceptions import FieldError


class SealError(Exception):
    """The base of all of these."""


class KeyMissing(SealError):
    """There is no key where one is needed."""


class WrongKey(SealError):
    """Keys are there, but not the one this was sealed with."""


class TamperedText(SealError):
    """Altered, cut, moved from another row or field, or sealed with another key.

    Authenticated encryption cannot tell these apart, so the text is refused as a whole.
    """


class UnsealableText(SealError, ValueError):
    """A value that could not be read back exactly as it is: half a character, NaN, a wrong type."""


class NotOpened(SealError, TypeError):
    """Sealed text was used as if it were text."""


class CopyRefused(SealError):
    """Sealed text cannot be carried to another row unopened: it would be unreadable there."""


class PlainTextRefused(SealError, FieldError):
    """The database was asked to compare, sort or store a private field in clear."""
