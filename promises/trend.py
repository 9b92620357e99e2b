"""How it went: what a person promised and came back with, month by month, for them alone.

No target, no share of a whole, nobody beside them: it counts, and measures nobody by it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from promises.models import Answer, Promise

MONTHS = 6
Key = tuple[int, int]  # a year and a month


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


def trend_of(own: list[Promise]) -> Trend:
    """The months up to this one, by the person's own calendar."""
    made: Counter[Key] = Counter(_month_of(promise.made_at) for promise in own)
    came_back: dict[Key, list[Promise]] = {}
    for promise in own:
        if promise.is_answered and promise.answered_at:
            came_back.setdefault(_month_of(promise.answered_at), []).append(promise)
    return Trend([_month(first, made, came_back) for first in _months()])


def _month(first: date, made: Counter[Key], came_back: dict[Key, list[Promise]]) -> Month:
    key = (first.year, first.month)
    of_month = came_back.get(key, [])
    said = [promise.outcome for promise in of_month]
    took = [promise.days_taken or 0 for promise in of_month]
    return Month(
        first=first,
        made=made[key],
        yes=said.count(Answer.YES),
        no=said.count(Answer.NO),
        days=round(median(took)) if took else None,
    )


def _month_of(moment: datetime) -> Key:
    day = timezone.localdate(moment)
    return day.year, day.month


def _months() -> list[date]:
    first, found = timezone.localdate().replace(day=1), []
    for _number in range(MONTHS):
        found.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return found[::-1]
