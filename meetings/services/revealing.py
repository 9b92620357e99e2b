"""The answers become readable: by the facilitator, or by everybody; and one is set aside.

Only while the meeting goes on, in front of those who wrote; and five at least, each time
anew. Looking at them, in whatever way, ends the writing: an answer
that came in later would be known as the newest, and so perhaps by whose hand.
"""

import uuid

from django.db import transaction
from django.utils import timezone

from meetings.models import ENOUGH, Asking, Meeting
from meetings.pots import Card
from people.models import User


class TooFewError(Exception):
    """Fewer than five answers: nobody is shown any."""


class NotRunning(Exception):
    """The meeting has not begun, or is over: nothing is opened now."""


@transaction.atomic
def look_first(*, asking_id: uuid.UUID, actor: User) -> list[Card]:
    """What the facilitator may read before the others do. Raises NotRunning, TooFewError."""
    meeting, asking = _led(asking_id, actor)
    _close(meeting, asking)
    return asking.answers.cards


@transaction.atomic
def reveal(*, asking_id: uuid.UUID, actor: User) -> None:
    """Show the answers to everybody in the meeting. Raises NotRunning, TooFewError."""
    meeting, asking = _led(asking_id, actor)
    _close(meeting, asking)
    if not asking.is_revealed:
        asking.revealed_at = timezone.now()
        asking.save(update_fields=["revealed_at"])
        _changed(meeting)


def readable(asking: Asking) -> list[Card]:
    """What whoever leads the meeting may read of an asking right now."""
    return asking.answers.cards if asking.is_closed and asking.answers.count >= ENOUGH else []


@transaction.atomic
def set_aside(*, asking_id: uuid.UUID, actor: User, name: str) -> bool:
    """Discard a card. What was on it is gone; that there was one is counted. If fewer than
    five answers stay, all are hidden again. Says whether it was there."""
    meeting, asking = _led(asking_id, actor)
    pot = asking.answers
    if not readable(asking) or not pot.set_aside(name):
        return False
    asking.pot = pot.stored()
    asking.set_aside += 1
    asking.save(update_fields=["pot", "set_aside"])
    _changed(meeting)
    return True


def _led(asking_id: uuid.UUID, actor: User) -> tuple[Meeting, Asking]:
    """Both locked, the meeting first, as everywhere."""
    meeting_id = Asking.objects.values_list("meeting_id", flat=True).get(pk=asking_id)
    meeting = Meeting.objects.led_by(actor).locked().get(pk=meeting_id)
    return meeting, Asking.objects.select_for_update(no_key=True).get(pk=asking_id)


def _close(meeting: Meeting, asking: Asking) -> None:
    if not meeting.is_running:
        raise NotRunning
    if asking.answers.count < ENOUGH:
        raise TooFewError
    if not asking.is_closed:
        asking.closed_at = timezone.now()
        asking.save(update_fields=["closed_at"])
        _changed(meeting)


def _changed(meeting: Meeting) -> None:
    meeting.version += 1
    meeting.save(update_fields=["version"])
