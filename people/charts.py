"""Small pictures, mostly of a few months: bars with numbers on them, and the same in words.

Drawn by templates/includes/chart.html as SVG; beside each group of them stands a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _

Key = tuple[int, int]  # a year and a month


def months_until_now(number: int) -> list[date]:
    """The first days of so many months up to this one, by the reader's own calendar."""
    first, found = timezone.localdate().replace(day=1), []
    for _number in range(number):
        found.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return found[::-1]


def month_of(moment: datetime) -> Key:
    day = timezone.localdate(moment)
    return day.year, day.month


def month_name(first: date) -> str:
    return formats.date_format(first, "F Y")


def month_labels(months: Sequence[date]) -> list[tuple[str, str]]:
    return [(formats.date_format(first, "M"), month_name(first)) for first in months]


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
    """One row of bars on a scale of its own."""

    key: str
    name: str
    bars: list[Bar]
    words: str  # the same, for who cannot see it
    step: int

    BAR, STEP, BASE, TALLEST = 22, 36, 84, 60

    @property
    def width(self) -> int:
        return self.step * len(self.bars)

    @classmethod
    def of(
        cls,
        key: str,
        name: str,
        values: Sequence[int | None],
        labels: Sequence[tuple[str, str]],
        *,
        step: int = STEP,
    ) -> Chart:
        """`labels`: under each bar, and in words. A value of None is not known, and no nought."""
        top = max([value or 0 for value in values] + [1])
        named = list(zip(values, labels, strict=True))
        bars = [
            cls._bar(place * step + (step - cls.BAR) // 2, value, top, short)
            for place, (value, (short, _long)) in enumerate(named)
        ]
        said = [f"{long}: {_('none') if value is None else value}" for value, (_s, long) in named]
        return cls(key, name, bars, ", ".join(said), step)

    @classmethod
    def _bar(cls, x: int, value: int | None, top: int, label: str) -> Bar:
        height = round(cls.TALLEST * (value or 0) / top)
        return Bar(x, cls.BASE - height, height, value, label)
