"""What the pages about a worry show: whom to turn to, its course, and when its writer is told."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journals.models import Concern, ConcernStep, Share
from journals.models.concerns import ConcernQuerySet, opened_by
from journals.models.shares import ShareQuerySet
from people.models import Organisation, User
from prompts.schema import SupportFile
from prompts.shelf import support_files

NOW = "now"
MORNING = time(8)  # of the day that is set: nobody is told in the night
SHOWN = 200
BEFORE = timedelta(days=180)  # how long what was taken back is named
ROUTES = ("danger", "harm", "safeguarding", "speaking_up")

Kind = ConcernStep.Kind
SAID_TO_WRITER = {
    Kind.PUT_OFF: gettext_lazy("asked to tell you later"),
    Kind.SET: gettext_lazy("decided when you are told"),
    Kind.TOLD: gettext_lazy("told you"),
    Kind.DAY_CAME: gettext_lazy("the day had come, and you were told"),
    Kind.LAPSED: gettext_lazy("closed by itself, ninety days after you were told"),
}

POLICE = gettext_lazy("The police asked to wait")


def reasons_for(leads: list[User]) -> list[tuple[str, Any]]:
    """Why a writer is told later. Where there is no safeguarding lead, none can have asked."""
    return [
        (value, POLICE if value == Concern.Reason.ASKED and not leads else label)
        for value, label in Concern.Reason.choices
    ]


def to_be_raised(reader: User, share_id: uuid.UUID) -> Share | None:
    """What the reader may be worried about, with `is_readable` and `concern_id`, its open one."""
    given = Share.objects.open_to(reader)
    own = Concern.objects.visible_to(reader).raised_by(reader).open()
    rows = opened_by(reader).select_related("author", "reader", "supervision__organisation")
    own_columns: Any = rows  # for the type checker: the model names them
    marked: ShareQuerySet = own_columns.annotate(
        is_readable=Exists(given.filter(pk=OuterRef("pk"))),
        concern_id=Subquery(own.filter(share=OuterRef("pk")).values("pk")[:1]),
    )
    return marked.defer("snapshot").filter(pk=share_id).first()


def with_concern(shares: ShareQuerySet, writer: User) -> ShareQuerySet:
    """The writer's shares with `concern_id`: the newest worry about each that they know of."""
    told = Concern.objects.visible_to(writer).told_to(writer).filter(share=OuterRef("pk"))
    marks = {"concern_id": Subquery(told.newest_first().values("pk")[:1])}
    return shares.annotate(**marks)


@dataclass(frozen=True)
class Concerns:
    """What one person has to do with: as safeguarding lead, as reader."""

    to_decide: list[Concern]
    decided: list[Concern]
    raised: list[Concern]
    taken_back: list[Share]


def concerns_of(person: User) -> Concerns:
    own = Concern.objects.visible_to(person)
    asked = list(own.put_to(person).named().to_decide_first()[:SHOWN])
    raised = own.raised_by(person).named().newest_first()
    return Concerns(
        to_decide=[one for one in asked if one.is_delayed],
        decided=[one for one in asked if not one.is_delayed],
        raised=list(raised[:SHOWN]),
        taken_back=list(_taken_back(person)[:SHOWN]),
    )


def _taken_back(person: User) -> ShareQuerySet:
    """Opened once and shut since: its reader may know of a danger, and reads it no more."""
    since = timezone.now() - BEFORE
    readable = Share.objects.open_to(person)
    raised = Concern.objects.visible_to(person).raised_by(person).filter(share=OuterRef("pk"))
    rows = opened_by(person).filter(shared_at__gt=since).exclude(pk__in=readable.values("pk"))
    rows = rows.exclude(Exists(raised)).select_related("author").defer("snapshot")
    return rows.newest_first()


@dataclass(frozen=True)
class Line:
    """One step, for whoever looks."""

    at: datetime
    who: str
    what: str
    reason: str
    until: datetime | None


def lines_of(concern: Concern, viewer: User) -> list[Line]:
    steps = ConcernStep.objects.visible_to(viewer).filter(concern=concern.pk)
    is_writer = concern.writer_id == viewer.pk
    return [
        Line(
            step.at,
            _who(step, viewer),
            _what(step, is_writer),
            _why(step, concern),
            step.until,
        )
        for step in steps.select_related("by")
    ]


def _who(step: ConcernStep, viewer: User) -> str:
    if step.is_by_itself:
        return ""
    if step.by is None or step.by.has_left:
        return _("Somebody who has left")
    return _("You") if step.by_id == viewer.pk else str(step.by)


def _why(step: ConcernStep, concern: Concern) -> str:
    is_asked = step.kind == Kind.PUT_OFF and step.reason == Concern.Reason.ASKED
    if is_asked and not step.asked_a_lead(concern):
        return str(POLICE)
    return str(step.get_reason_display()) if step.reason else ""


def _what(step: ConcernStep, is_writer: bool) -> str:
    said = SAID_TO_WRITER.get(Kind(step.kind)) if is_writer else None
    return str(said or step.get_kind_display())


@dataclass(frozen=True)
class Days:
    """Between which days a lead may choose, as the page offers them."""

    first: date
    last: date
    chosen: date
    is_second: bool  # one more time, and later than the first


def days_for(concern: Concern, lead: User) -> Days | None:
    """None when nothing is to be decided any more."""
    now = timezone.now()
    if not concern.is_delayed or concern.tell_after is None or concern.tell_after <= now:
        return None
    steps = ConcernStep.objects.visible_to(lead).filter(concern=concern.pk)
    decided = steps.decisions().count()
    set_on = timezone.localdate(concern.tell_after)
    first = set_on if decided else timezone.localdate(now)
    first, last = first + timedelta(days=1), timezone.localdate(concern.latest)
    if decided > 1 or first > last:
        return None
    return Days(first, last, min(max(set_on, first), last), bool(decided))


def moment_of(day: date, concern: Concern) -> datetime:
    """In the morning of that day where the person is, and never beyond the latest moment."""
    morning = datetime.combine(day, MORNING, tzinfo=timezone.get_current_timezone())
    return min(morning, concern.latest) if day == timezone.localdate(concern.latest) else morning


@dataclass(frozen=True)
class Routes:
    """Whom to turn to, in a country."""

    country: str
    checked_on: date
    needs: list[Any]  # as the library has them, danger first


def routes_in(organisation: Organisation | None) -> Routes:
    file = _support_of(organisation)
    needs = sorted(
        (need for need in file.needs if need.key in ROUTES), key=lambda n: ROUTES.index(n.key)
    )
    return Routes(file.country, file.checked_on, needs)


def _support_of(organisation: Organisation | None) -> SupportFile:
    """The organisation's country's; where the library has none of it, or nobody knows, the
    one that fits anywhere."""
    files = {file.key: file for file in support_files()}
    key = organisation.country.lower() if organisation else "international"
    return files.get(key) or files["international"]


def of_writer(person: User) -> ConcernQuerySet:
    return Concern.objects.visible_to(person).told_to(person).named()


def handled_by(person: User) -> ConcernQuerySet:
    return Concern.objects.visible_to(person).handled_by(person).named()
