"""How it went: what a person promised and came back with, month by month, for them alone.

No target, no share of a whole, nobody beside them: it counts, and measures nobody by it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.utils.translation import gettext as _

from people.charts import Chart, Key, month_labels, month_of, months_until_now
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
        labels = month_labels([month.first for month in self.months])
        return [Chart.of(key, name, values, labels) for key, name, values in rows]


def trend_of(own: list[Promise]) -> Trend:
    """The months up to this one, by the person's own calendar."""
    made: Counter[Key] = Counter(month_of(promise.made_at) for promise in own)
    came_back: dict[Key, list[Promise]] = {}
    for promise in own:
        if promise.is_answered and promise.answered_at:
            came_back.setdefault(month_of(promise.answered_at), []).append(promise)
    return Trend([_month(first, made, came_back) for first in months_until_now(MONTHS)])


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
