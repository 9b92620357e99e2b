"""How it went: what a person promised and came back with, month by month, for them alone.

No target, no share of a whole, nobody beside them: it counts, and measures nobody by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from people.models import User
from promises.models import Answer, Promise

MONTHS = 6


@dataclass(frozen=True)
class Month:
    """What was promised in a month, and what was come back with in it."""

    first: date
    made: int
    yes: int
    no: int
    days: int | None  # from the promise to the answer, the middle one of the month

    @property
    def name(self) -> str:
        return formats.date_format(self.first, "F Y")

    @property
    def short(self) -> str:
        return formats.date_format(self.first, "M")

    @property
    def kept(self) -> int:
        return self.yes + self.no


@dataclass(frozen=True)
class Trend:
    months: list[Month]

    def __bool__(self) -> bool:
        return any(month.made or month.kept for month in self.months)

    @property
    def kept(self) -> int:
        return sum(month.kept for month in self.months)

    @property
    def no(self) -> int:
        return sum(month.no for month in self.months)

    @property
    def charts(self) -> list[Chart]:
        """Small pictures of the same months, each on a scale of its own."""
        rows: list[tuple[str, str, list[int | None]]] = [
            ("made", _("Promises made"), [m.made for m in self.months]),
            ("yes", _("Answered “yes”"), [m.yes for m in self.months]),
            ("no", _("Answered “no”"), [m.no for m in self.months]),
            ("days", _("Days it took"), [m.days for m in self.months]),
        ]
        return [Chart.of(key, name, values, self.months) for key, name, values in rows]


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    height: int
    value: int | None
    label: str

    @property
    def middle(self) -> int:
        return self.x + Chart.BAR // 2

    @property
    def above(self) -> int:
        return self.y - 5


@dataclass(frozen=True)
class Chart:
    """A few bars with their numbers on them; templates/promises/includes/chart.html draws it."""

    key: str
    name: str
    bars: list[Bar]
    words: str  # the same, for who cannot see it

    BAR, STEP, BASE, TALLEST = 22, 36, 84, 60

    @classmethod
    def of(cls, key: str, name: str, values: list[int | None], months: list[Month]) -> Chart:
        top = max([value or 0 for value in values] + [1])
        bars = [
            cls._bar(place, value, top, month.short)
            for place, (value, month) in enumerate(zip(values, months, strict=True))
        ]
        said = [
            f"{m.name}: {_('none') if v is None else v}"
            for v, m in zip(values, months, strict=True)
        ]
        return cls(key, name, bars, ", ".join(said))

    @classmethod
    def _bar(cls, place: int, value: int | None, top: int, label: str) -> Bar:
        height = round(cls.TALLEST * (value or 0) / top)
        x = place * cls.STEP + (cls.STEP - cls.BAR) // 2
        return Bar(x, cls.BASE - height, height, value, label)


def trend_of(user: User) -> Trend:
    """The months up to this one, by the person's own calendar."""
    own = Promise.objects.visible_to(user)
    months = _months()
    since = timezone.make_aware(datetime.combine(months[0], time.min))
    made = _by_month(own.filter(made_at__gte=since).values_list("made_at", flat=True))
    answered: dict[tuple[int, int], list[tuple[Any, ...]]] = {}
    rows = own.answered().filter(answered_at__gte=since)
    for outcome, began, ended in rows.values_list("outcome", "made_at", "answered_at"):
        day = timezone.localdate(ended)
        took = (day - timezone.localdate(began)).days
        answered.setdefault((day.year, day.month), []).append((outcome, took))
    return Trend([_month(first, made, answered) for first in months])


def _month(first: date, made: dict[Any, int], answered: dict[Any, list[Any]]) -> Month:
    key = (first.year, first.month)
    of_month = answered.get(key, [])
    said = [outcome for outcome, _took in of_month]
    took = [took for _outcome, took in of_month]
    return Month(
        first=first,
        made=made.get(key, 0),
        yes=said.count(Answer.YES),
        no=said.count(Answer.NO),
        days=round(median(took)) if took else None,
    )


def _months() -> list[date]:
    first, found = timezone.localdate().replace(day=1), []
    for _number in range(MONTHS):
        found.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return found[::-1]


def _by_month(moments: Iterable[Any]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for moment in moments:
        day = timezone.localdate(moment)
        found[day.year, day.month] = found.get((day.year, day.month), 0) + 1
    return found
