"""What supervision a person had or gave in a year: time by function, theirs to print.

For a revalidation or an appraisal. It counts what was recorded and where they were there, and
names nobody whom they supervise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import User
from supervision.functions import NAMES, Function, known
from supervision.models import SessionPart, SupervisionSession

MOST_DAYS = 3 * 366  # a registration period


@dataclass(frozen=True)
class Held:
    """One session in which the person was there."""

    at: datetime
    minutes: int
    functions: list[Function]
    kind: str
    as_supervisor: bool
    company: str  # their supervisor by name; of those they supervise, how many

    @property
    def function_names(self) -> str:
        return ", ".join(str(NAMES[one]) for one in self.functions)


@dataclass(frozen=True)
class Row:
    """How many minutes were for a function: a session's, shared out evenly."""

    name: str
    had: int
    gave: int

    @property
    def had_time(self) -> str:
        return clock(self.had)

    @property
    def gave_time(self) -> str:
        return clock(self.gave)


@dataclass(frozen=True)
class Year:
    first: date
    last: date
    sessions: list[Held] = field(default_factory=list)

    @property
    def had(self) -> list[Held]:
        return [one for one in self.sessions if not one.as_supervisor]

    @property
    def gave(self) -> list[Held]:
        return [one for one in self.sessions if one.as_supervisor]

    @property
    def time_had(self) -> str:
        return clock(sum(one.minutes for one in self.had))

    @property
    def time_gave(self) -> str:
        return clock(sum(one.minutes for one in self.gave))

    @property
    def rows(self) -> list[Row]:
        had, gave = _by_function(self.had), _by_function(self.gave)
        return [Row(str(NAMES[one]), had[one], gave[one]) for one in Function]


def year_of(person: User, first: date, last: date) -> Year:
    """Both days are in it, by the person's own calendar. One query."""
    there = SessionPart.objects.filter(session=OuterRef("pk"), person=person, attended=True)
    own: Any = SupervisionSession.objects.visible_to(person)  # the model names `came`
    rows = (
        own.filter(Exists(there), state=SupervisionSession.State.HELD, recorded_at__isnull=False)
        .filter(starts_at__date__gte=first, starts_at__date__lte=last)
        .annotate(came=Count("parts", filter=Q(parts__attended=True)))
        .select_related("supervisor", "key_holder")
        .order_by("starts_at", "pk")
    )
    return Year(first, last, [_held(row, person) for row in rows])


def last_year() -> tuple[date, date]:
    """The twelve months up to today."""
    today = timezone.localdate()
    try:
        before = today.replace(year=today.year - 1)
    except ValueError:  # the 29th of February
        before = today.replace(year=today.year - 1, day=28)
    return before + timedelta(days=1), today


def _held(session: SupervisionSession, person: User) -> Held:
    leads = session.supervisor_id == person.pk
    others = session.came - 1
    if not leads:
        company = str(session.supervisor)
    elif others == 0:
        company = _("a session to which nobody came")
    elif session.is_of_a_pair:
        company = _("one person")
    else:
        company = ngettext("%d person", "%d people", others) % others
    functions = known(session.record.get("functions"))
    kind = session.get_kind_display()
    return Held(session.starts_at, session.minutes or 0, functions, kind, leads, company)


def _by_function(sessions: Iterable[Held]) -> dict[Function, int]:
    """In whole minutes, so that the parts add up to the whole as they are printed."""
    found = dict.fromkeys(Function, 0)
    for one in sessions:
        for number, function in enumerate(one.functions):
            share, left = divmod(one.minutes, len(one.functions))
            found[function] += share + (number < left)
    return found


def clock(minutes: int) -> str:
    """Hours and minutes, as `1:05`."""
    return f"{minutes // 60}:{minutes % 60:02}"
