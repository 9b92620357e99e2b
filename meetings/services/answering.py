"""What a device may do in a meeting: join, answer, choose.

All of these queue for the row of their meeting, and write nothing that says who, when or
after whom. Each may come twice, as from a network that dropped the answer, and counts once.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from meetings import slips
from meetings.devices import LASTS, Device, has_joined
from meetings.models import Asking, Meeting
from meetings.pots import Words
from meetings.slips import Slip
from meetings.tallies import MOST_CHOSEN, ballots
from people import limits
from people.patience import patiently

DEVICES_AT_MOST = 300  # in one meeting
# Brand-new devices from one network: a ward behind one address joins at once, a script does not.
NEW_DEVICES = limits.Limit("meeting-new-devices", 120, timedelta(minutes=10))
HELD = limits.Limit("meeting-held-words", 20, timedelta(minutes=10))


class Outcome(StrEnum):
    IN = "in"
    OUT = "out"  # taken back
    KEPT = "kept"  # not sent: there is something to look at first
    CLOSED = "closed"  # too late: kept for the device alone


class FullError(Exception):
    """Too many devices, in this meeting or from this network just now."""


@dataclass(frozen=True)
class Answered:
    outcome: Outcome
    count: int


def join(*, meeting: Meeting, device: Device, network: str) -> None:
    """Let a new device in. Raises FullError, and Meeting.DoesNotExist once it is over."""
    if len(meeting.devices) >= DEVICES_AT_MOST:
        raise FullError
    if limits.take(NEW_DEVICES, meeting.join_code, network) is None:
        raise FullError
    patiently(lambda: _join(meeting.pk, device))


@transaction.atomic
def _join(meeting_id: uuid.UUID, device: Device) -> None:
    meeting = _open_meeting(meeting_id)
    if has_joined(meeting, device):
        return
    if device.code != meeting.join_code:  # the door was shut, or has another code, just now
        raise Meeting.DoesNotExist
    meeting.devices = sorted([*meeting.devices, device.joined])
    meeting.version += 1
    meeting.save(update_fields=["devices", "version"])


def answer(
    *,
    meeting: Meeting,
    asking_id: uuid.UUID,
    device: Device,
    words: Words,
    send: bool,
    keep: bool = True,
) -> Answered:
    """Put a device's words into the pot, in the place of those that it sent before.

    Not to be sent yet, or too late, they are kept where only the device can open them; not
    what was sent, unless it is to `keep` that too. No words take the answer back.
    Raises Asking.DoesNotExist, Meeting.DoesNotExist.
    """
    done: Answered = patiently(lambda: _answer(meeting.pk, asking_id, device, words, send, keep))
    return done


@transaction.atomic
def _answer(
    meeting_id: uuid.UUID,
    asking_id: uuid.UUID,
    device: Device,
    words: Words,
    send: bool,
    keep: bool,
) -> Answered:
    meeting = _open_meeting(meeting_id)
    asking = _asking(meeting, asking_id)
    pot, mark = asking.answers, device.mark(asking)
    taken = send and not asking.is_closed and has_joined(meeting, device)
    if taken:
        pot.put(mark, words)
        asking.pot = pot.stored()
    slip = Slip({} if taken and not keep else words, is_in=taken and bool(words))
    asking.slips = slips.with_slip(asking, device, slip)
    asking.save(update_fields=["pot", "slips"])
    meeting.version += 1
    meeting.save(update_fields=["version"])
    if asking.is_closed:
        return Answered(Outcome.CLOSED, pot.count)
    if not taken:
        return Answered(Outcome.KEPT, pot.count)
    return Answered(Outcome.IN if words else Outcome.OUT, pot.count)


def hold(
    *, meeting: Meeting, asking_id: uuid.UUID, device: Device, words: Words, network: str
) -> bool:
    """Keep words for their device until it sends them again; of few that are not let in."""
    is_in = has_joined(meeting, device)
    if not is_in and limits.take(HELD, meeting.pk.hex, network) is None:
        return False
    answer(meeting=meeting, asking_id=asking_id, device=device, words=words, send=False)
    return True


def keep_late(*, meeting_id: uuid.UUID, asking_id: uuid.UUID, device: Device, words: Words) -> bool:
    """Keep words that came when the meeting was over, for their device alone: one that was
    let in, as its signed cookie says. There are no more of them than the meeting had."""
    kept: bool = patiently(lambda: _keep_late(meeting_id, asking_id, device, words))
    return kept


@transaction.atomic
def _keep_late(meeting_id: uuid.UUID, asking_id: uuid.UUID, device: Device, words: Words) -> bool:
    meeting = Meeting.objects.filter(pk=meeting_id, state=Meeting.State.OVER).first()
    if meeting is None or timezone.now() - (meeting.ended_at or meeting.starts_at) > LASTS:
        return False
    asking = _asking(meeting, asking_id)
    asking.slips = slips.with_slip(asking, device, Slip(words, is_in=False))
    asking.save(update_fields=["slips"])
    return True


def vote(*, meeting: Meeting, asking_id: uuid.UUID, device: Device, names: list[str]) -> bool:
    """Choose up to three tips, in the place of those chosen before. Says whether that counts."""
    counts: bool = patiently(lambda: _vote(meeting.pk, asking_id, device, names))
    return counts


@transaction.atomic
def _vote(meeting_id: uuid.UUID, asking_id: uuid.UUID, device: Device, names: list[str]) -> bool:
    meeting = _open_meeting(meeting_id)
    asking = _asking(meeting, asking_id)
    there = {card.name for card in asking.answers.cards}
    wanted = sorted(set(names))
    if not meeting.takes_votes(asking) or not has_joined(meeting, device):
        return False
    if len(wanted) > MOST_CHOSEN or not there.issuperset(wanted):
        return False
    by_mark = {**ballots(asking), device.vote_mark(asking): wanted}
    if not wanted:
        del by_mark[device.vote_mark(asking)]
    asking.votes = {"ballots": {mark: by_mark[mark] for mark in sorted(by_mark)}}
    asking.save(update_fields=["votes"])
    meeting.version += 1
    meeting.save(update_fields=["version"])
    return True


def _open_meeting(meeting_id: uuid.UUID) -> Meeting:
    rows = Meeting.objects.locked()
    return rows.filter(state__in=Meeting.OPEN).get(pk=meeting_id)


def _asking(meeting: Meeting, asking_id: uuid.UUID) -> Asking:
    # Locked as well: what is asked may be changed meanwhile, as long as nobody has answered.
    askings = Asking.objects.filter(meeting=meeting).exclude(questions=[])
    return askings.select_for_update(no_key=True).get(pk=asking_id)
