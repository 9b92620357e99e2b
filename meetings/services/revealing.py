"""The answers become readable: by the facilitator, or by everybody; and one is set aside.

Only while the meeting goes on, in front of those who wrote; and five at least, each time
anew. Looking at them, in whatever way, ends the writing: an answer
that came in later would be known as the newest, and so perhaps by whose hand.
"""

import uuid

from django.db import transaction
from django.utils import timezone

from meetings.models import ENOUGH, Asking, Meeting
from meetings.pots import Card, Pot
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


def readable(asking: Asking, *, hidden: bool = False) -> list[Card]:
    """What whoever leads the meeting may read of an asking right now; with what is `hidden`
    from the others also that."""
    pot = asking.answers
    if not asking.is_closed or pot.count < ENOUGH:
        return []
    return [*pot.cards, *pot.hidden_cards] if hidden else pot.cards


@transaction.atomic
def set_aside(*, asking_id: uuid.UUID, actor: User, name: str) -> bool:
    """Discard a card. What was on it is gone; that there was one is counted. If fewer than
    five answers stay, all are hidden again. Says whether it was there."""
    meeting, asking = _led(asking_id, actor)
    pot = asking.answers
    if not readable(asking) or not pot.set_aside(name):
        return False
    if not pot.bring_back(name):  # hidden on the wall, it is counted already
        asking.set_aside += 1
    _put(meeting, asking, pot)
    return True


@transaction.atomic
def hide(*, asking_id: uuid.UUID, actor: User, name: str) -> bool:
    """Take a card off the wall and the phones at once. It can be brought back until the meeting
    is over, if that tells nobody which lines came from one device; otherwise it is gone."""
    meeting, asking = _led(asking_id, actor)
    pot = asking.answers
    if not meeting.is_running or not readable(asking) or not pot.hide(name):
        return False
    asking.set_aside += 1
    _put(meeting, asking, pot)
    return True


@transaction.atomic
def bring_back(*, asking_id: uuid.UUID, actor: User, name: str) -> bool:
    meeting, asking = _led(asking_id, actor)
    pot = asking.answers
    if not meeting.is_running or not pot.bring_back(name):
        return False
    asking.set_aside -= 1
    _put(meeting, asking, pot)
    return True


def _put(meeting: Meeting, asking: Asking, pot: Pot) -> None:
    """What may be brought back stays hidden, the rest is thrown away.

    Were every line brought back after a try, whoever leads could try which lines, both gone,
    leave four answers: those are of one device. So that number is never reached by trying: each
    line set aside counts as a whole answer here, unless each answer is but one.
    """
    if not pot.is_one_each and pot.came - asking.set_aside < ENOUGH:
        pot.drop_hidden()
    asking.pot = pot.stored()
    asking.save(update_fields=["pot", "set_aside"])
    _changed(meeting)


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
