"""A meeting under way: it starts, goes from one thing to the next, and is over."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from meetings import news
from meetings.models import ENOUGH, AgendaItem, Asking, Meeting
from meetings.pots import Pot
from meetings.services.codes import make_join_code
from meetings.tallies import counted, voters
from people import disk, limits
from people.models import User

MOST_MORE = timedelta(hours=1)  # that one thing may take longer, press by press
WHATEVER = uuid.UUID(int=0)  # is on the screen


@transaction.atomic
def start_meeting(*, meeting_id: uuid.UUID, actor: User) -> Meeting:
    """Put the first thing on the screen. Pressed twice, or once it is over: nothing happens."""
    meeting = _led(meeting_id, actor)
    if meeting.state != Meeting.State.PLANNED:
        return meeting
    meeting.state, meeting.started_at = Meeting.State.RUNNING, timezone.now()
    meeting.join_code = meeting.join_code or make_join_code()
    _show(meeting, next(iter(meeting.items.all()), None))
    return meeting


class Opened(RuntimeError):
    """Answers were looked at: there is no going back to before that."""


@transaction.atomic
def back_to_planned(*, meeting_id: uuid.UUID, actor: User) -> Meeting:
    """Undo the start, as long as no answer was opened. What came in stays. Raises Opened."""
    meeting = _led(meeting_id, actor)
    if not meeting.is_running:
        return meeting
    if meeting.askings.exclude(closed_at=None).exists():
        raise Opened
    meeting.state, meeting.started_at = Meeting.State.PLANNED, None
    meeting.join_code = meeting.join_code or make_join_code()
    _show(meeting, None)
    return meeting


@transaction.atomic
def move(
    *, meeting_id: uuid.UUID, actor: User, by: int, seen: uuid.UUID | None = None
) -> AgendaItem | None:
    """Go `by` things on (or back) from the one that the presser had `seen`: a press that comes
    twice moves once. What is on the screen then."""
    meeting = _led(meeting_id, actor)
    items = list(meeting.items.all())
    if not meeting.is_running or not items or meeting.item_id != seen:
        return meeting.item
    ids = [item.pk for item in items]
    place = ids.index(meeting.item_id) + by if meeting.item_id in ids else 0
    _show(meeting, items[max(0, min(place, len(items) - 1))])
    return meeting.item


@transaction.atomic
def more_time(*, meeting_id: uuid.UUID, actor: User, minutes: int = 1) -> datetime | None:
    """Let what is on the screen take longer. When it ends then."""
    meeting = _led(meeting_id, actor)
    if not meeting.is_running or meeting.item is None:
        return meeting.item_ends_at
    now = timezone.now()
    ends_at = max(meeting.item_ends_at or now, now) + timedelta(minutes=minutes)
    meeting.item_ends_at = min(ends_at, now + MOST_MORE)
    meeting.version += 1
    meeting.save(update_fields=["item_ends_at", "version"])
    return meeting.item_ends_at


class NotBegun(RuntimeError):
    """It is still to come: whoever wants it gone calls it off."""


def end_meeting(
    *, meeting_id: uuid.UUID, actor: User, seen: uuid.UUID | None = WHATEVER
) -> Meeting:
    """It is over: its code is dead, and nothing says any more what came from which device.

    From a page that had `seen` something else on the screen, nothing happens. Raises NotBegun.
    """
    with transaction.atomic():
        meeting = _led(meeting_id, actor)
        if not meeting.has_begun:
            raise NotBegun
        if seen not in (WHATEVER, meeting.item_id):
            return meeting
        _end(meeting)
    disk.drop_old_rows()
    return meeting


def end_left_open() -> int:
    """End what nobody ended, a day after it began."""
    count = 0
    for pk in list(Meeting.objects.left_open().values_list("pk", flat=True)):
        with transaction.atomic():
            # Asked again: it may have been called off, or moved to another day, meanwhile.
            meeting = Meeting.objects.left_open().locked().filter(pk=pk).first()
            count += meeting is not None and _end(meeting)
    if count:
        disk.drop_old_rows()
    return count


def _led(meeting_id: uuid.UUID, actor: User) -> Meeting:
    """The meeting, locked. Raises Meeting.DoesNotExist for whoever does not lead it."""
    return Meeting.objects.led_by(actor).locked().get(pk=meeting_id)


def _show(meeting: Meeting, item: AgendaItem | None) -> None:
    if item is not None and item.block == AgendaItem.Block.COMMIT:
        _close_votes(meeting)
    meeting.item = item
    minutes = timedelta(minutes=item.minutes) if item else timedelta(0)
    meeting.item_ends_at = timezone.now() + minutes if item else None
    meeting.version += 1
    names = ["state", "started_at", "join_code", "item", "item_ends_at", "version"]
    meeting.save(update_fields=names)


def _close_votes(meeting: Meeting) -> None:
    """For good, now that numbers are shown: by how they grew, who chose next would be known."""
    tips = Asking.objects.filter(meeting=meeting, form=Asking.Form.TIPS, votes_closed_at=None)
    for asking in tips.select_for_update(no_key=True):
        if voters(asking) >= ENOUGH:
            asking.votes_closed_at = timezone.now()
            asking.save(update_fields=["votes_closed_at"])


def _end(meeting: Meeting) -> bool:
    if meeting.is_over:
        return False
    askings = Asking.objects.filter(meeting=meeting).select_for_update(no_key=True)
    for asking in askings:
        _forget_devices(asking)
    meeting.state, meeting.ended_at = Meeting.State.OVER, timezone.now()
    meeting.join_code, meeting.devices = "", []
    meeting.item = meeting.item_ends_at = None
    meeting.version += 1
    meeting.save()
    news.over(meeting)
    limits.tidy()
    return True


def _forget_devices(asking: Asking) -> None:
    """Keep what everybody was shown, without its marks; nothing of what they were not: nobody
    reads afterwards what its writers thought was never opened."""
    asking.votes = counted(asking)
    asking.pot = (asking.answers.without_marks() if asking.is_shown else Pot()).stored()
    asking.save(update_fields=["pot", "votes"])
