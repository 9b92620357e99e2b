"""Writing the minutes, saying what became of earlier lines, and taking a promise on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from meetings.binding import derived
from meetings.lines import Line
from meetings.looking_back import OPEN_KINDS, SETTLE, Look
from meetings.models import Asking, Meeting, Minute
from people import audit
from people.models import User
from promises.models import Promise
from promises.services import make_promise
from vault.ids import short

MOST_LINES = 80  # of one meeting
TAKEN_AS = {Asking.Form.LINES: Minute.Kind.BARRIER, Asking.Form.TIPS: Minute.Kind.TIP}


class TooManyLines(ValueError):
    """Minutes are a page, and not a book."""


class NotBegun(RuntimeError):
    """There is nothing to write down yet."""


@dataclass
class Written:
    """What became of a page: how many lines were kept twice, since somebody else changed them."""

    twice: int = 0
    changed: int = 0


@transaction.atomic
def save_minutes(
    *,
    meeting_id: UUID,
    actor: User,
    lines: Sequence[Line],
    looks: Sequence[Look] = (),
    takes: Sequence[str] = (),
) -> Written:
    """Save what a page changed, line by line. Raises NotBegun and TooManyLines.

    A line that somebody changed meanwhile, in another tab or on another device, is not
    written over: both texts are kept, one below the other. Sent twice, it is saved once.
    """
    meeting = _locked(meeting_id, actor)
    minutes, looked_at = _lock_lines(meeting, looks, actor)
    written = Written()
    for position, line in enumerate(lines):
        _save_line(meeting, minutes, line, position, written)
    if takes:
        _take_over(meeting, minutes, takes, written)
    if len(minutes) > MOST_LINES:
        raise TooManyLines
    for look in looks:
        _look_back(meeting, looked_at.get(look.minute.pk), look, written)
    if written.changed:
        _record(meeting, actor)
    return written


def _locked(meeting_id: UUID, actor: User) -> Meeting:
    meeting = Meeting.objects.led_by(actor).locked().get(pk=meeting_id)
    if not meeting.has_begun:
        raise NotBegun
    return meeting


def _lock_lines(
    meeting: Meeting, looks: Sequence[Look], actor: User
) -> tuple[dict[UUID, Minute], dict[UUID, Minute]]:
    """The meeting's own lines, and those of the team's earlier ones that it looks back on.

    Another meeting may look back on these very lines at this moment: all are locked before any
    is read, and in one order, so that neither writes over the other or waits for it for ever.
    """
    pks = [look.minute.pk for look in looks if look.is_changed]
    earlier = Q(pk__in=pks, kind__in=OPEN_KINDS, meeting__team=meeting.team_id)
    rows = Minute.objects.visible_to(actor).filter(Q(meeting=meeting) | earlier)
    locked = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
    own = {one.pk: one for one in locked if one.meeting_id == meeting.pk}
    return own, {one.pk: one for one in locked if one.pk not in own}


def _save_line(
    meeting: Meeting, minutes: dict[UUID, Minute], line: Line, position: int, written: Written
) -> None:
    minute = minutes.get(line.key(meeting))
    if minute is None:
        if line.is_changed and line.text:
            # By a name and not by an id: one that is not in these minutes is somebody else's.
            _add(meeting, minutes, line, derived(meeting.pk, line.row), position, written)
        return
    now = Line.of(minute)
    if line.digest == line.was or line.digest == now.digest:
        _move(minute, position)
    elif now.digest != line.was:  # changed since the page was drawn
        if line.text:
            pk = derived(meeting.pk, line.row, line.digest)
            _add(meeting, minutes, line, pk, position, written)
            written.twice += 1
    elif line.text:
        minute.text, minute.due_on, minute.position = line.text, line.due_on, position
        looks = minute.details.get("looks")
        minute.details = line.details | ({"looks": looks} if looks else {})
        minute.save(update_fields=["text", "due_on", "position", "details"])
        written.changed += 1
    else:
        del minutes[minute.pk]
        minute.delete()
        written.changed += 1


def _add(
    meeting: Meeting,
    minutes: dict[UUID, Minute],
    line: Line,
    pk: UUID,
    position: int,
    written: Written,
) -> None:
    if pk in minutes:  # the same page, sent twice
        return
    minutes[pk] = Minute.objects.create(
        pk=pk,
        meeting=meeting,
        key_holder_id=meeting.key_holder_id,
        kind=line.kind,
        text=line.text,
        details=line.details,
        due_on=line.due_on,
        position=position,
    )
    written.changed += 1


def _move(minute: Minute, position: int) -> None:
    if minute.position != position:
        minute.position = position
        minute.save(update_fields=["position"])


def _take_over(
    meeting: Meeting, minutes: dict[UUID, Minute], takes: Sequence[str], written: Written
) -> None:
    """Take over lines that were answers: shown to all, and picked by who leads."""
    for asking in takeable(meeting):
        kind = TAKEN_AS[Asking.Form(asking.form)]
        for card in asking.answers.cards:
            if card.name in takes:
                line = Line(row=card.name, kind=kind, text=card.text)
                pk = derived(meeting.pk, "card", card.name)
                _add(meeting, minutes, line, pk, len(minutes), written)


def takeable(meeting: Meeting) -> list[Asking]:
    """The boards and tip cards that everybody in the meeting was shown."""
    askings = Asking.objects.filter(meeting=meeting, form__in=TAKEN_AS)
    return [one for one in askings.select_related("prompt_version") if one.is_shown]


def _look_back(meeting: Meeting, minute: Minute | None, look: Look, written: Written) -> None:
    """What this meeting says of a line of an earlier one. What others said of it stays."""
    if minute is None or not look.is_changed:
        return
    now = Look.of(minute, meeting)
    if now.digest == look.digest:
        return
    happened = look.happened
    if now.digest != look.was and now.happened:  # said otherwise meanwhile: both are kept
        happened = f"{now.happened}\n\n{happened}".strip()
        written.twice += 1
    looks = dict(minute.details.get("looks", {}))
    looks[short(meeting.pk)] = {"answer": look.answer, "happened": happened}
    if not look.answer:
        del looks[short(meeting.pk)]
    minute.details = {**minute.details, "looks": looks}
    settled = any(said["answer"] in SETTLE for said in looks.values())
    minute.settled_at = (minute.settled_at or timezone.now()) if settled else None
    minute.save(update_fields=["details", "settled_at"])
    written.changed += 1


@transaction.atomic
def promise_line(*, minute_id: UUID, meeting_id: UUID, actor: User) -> Promise | None:
    """Put a promise of the minutes on the list of who leads the meeting. Pressed twice: once.

    None when the line is gone, or is no promise.
    """
    meeting = _locked(meeting_id, actor)
    promised = Minute.objects.filter(meeting=meeting, kind=Minute.Kind.PROMISE)
    minute = promised.select_for_update(no_key=True).filter(pk=minute_id).first()
    if minute is None:
        return None
    return onto_list(minute, actor)


def onto_list(minute: Minute, actor: User) -> Promise:
    """The promise of this person's that a line becomes. The caller has asked whether it may."""
    return make_promise(
        owner=actor,
        what=minute.text,
        to_role=minute.details.get("role", ""),
        due_on=minute.due_on,
        actor=actor,
        id=promise_id(minute.pk, actor),
    )


def promise_id(minute_id: UUID, person: User) -> UUID:
    """Which promise of a person's a line became, if they pressed: no row has to say it."""
    return derived(minute_id, "promise", short(person.pk))


def _record(meeting: Meeting, actor: User) -> None:
    audit.record(
        person=actor,
        actor=actor,
        action=audit.Action.MINUTES_SAVED,
        object_type="meeting",
        object_id=meeting.pk,
    )
