"""The codes by which a device joins. Without one, a meeting lets nobody else in."""

import uuid

from django.db import transaction

from meetings.models import Meeting
from people.models import User
from people.tokens import new_code, tidied

SIZE = 8  # 32 letters each: a million million, so that nobody finds one that is open


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


def give_new_code(*, meeting_id: uuid.UUID, actor: User) -> None:
    """Who is in stays in; others need the new code. It also lets in as many as the first."""
    _put_code(meeting_id, actor, make_join_code())


def let_nobody_else_in(*, meeting_id: uuid.UUID, actor: User) -> None:
    """Who is in stays in. Beforehand nobody is shut out: then it would be of no use to plan."""
    _put_code(meeting_id, actor, "")


@transaction.atomic
def _put_code(meeting_id: uuid.UUID, actor: User, code: str) -> None:
    """Raises Meeting.DoesNotExist for whoever does not lead it. Once it is over: nothing."""
    meeting = Meeting.objects.led_by(actor).locked().get(pk=meeting_id)
    if meeting.is_over or not (code or meeting.is_running):
        return
    meeting.join_code = code
    meeting.version += 1
    meeting.save(update_fields=["join_code", "version"])
