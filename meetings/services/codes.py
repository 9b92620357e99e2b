"""The codes by which a device joins."""

from meetings.models import Meeting
from people.tokens import new_code, tidied

SIZE = 8  # 32 letters each: with the limits on guessing, nobody finds one that is open


def make_join_code() -> str:
    """A code that no meeting has. Codes that were read from a screen are soon dead again."""
    while True:
        code = new_code(1, SIZE)
        if not Meeting.objects.filter(join_code=code).exists():
            return code


def read_code(typed: str) -> str:
    """A code as somebody typed it: whatever case, spaces and hyphens."""
    code = tidied(typed)
    return code if len(code) == SIZE else ""
