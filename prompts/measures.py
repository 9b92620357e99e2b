"""What the answers to an instrument come to. Pure: it reads a measure and numbers.

A statement that is scored in reverse counts from the other end. A sub-scale with no more
than `missing` unanswered statements takes the mean of its answered ones for them; with more
it has no score, and then there is no total either. Nothing here says whether a score is good.
"""

from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from prompts.schema.measures import Item, MeasureFile


class Place(Enum):
    """Where a score stands between the two ends, by thirds."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


class Score(NamedTuple):
    key: str
    title: str
    value: Fraction | None  # none: too few answers
    least: int
    most: int
    answered: int
    items: int

    @property
    def filled(self) -> int:
        """How many unanswered statements the mean stands in for."""
        return self.items - self.answered if self.value is not None else 0

    @property
    def rounded(self) -> str:
        """To one decimal, a half upwards (2.25 is 2.3), and without a nought behind the point."""
        if self.value is None:
            return ""
        tenths = (self.value * 10 + Fraction(1, 2)).__floor__()
        sign, (whole, tenth) = "-" if tenths < 0 else "", divmod(abs(tenths), 10)
        return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"

    @property
    def place(self) -> Place | None:
        if self.value is None:
            return None
        third = Fraction(self.most - self.least, 3)
        if self.value < self.least + third:
            return Place.LOW
        return Place.HIGH if self.value > self.most - third else Place.MIDDLE


class Scores(NamedTuple):
    scales: list[Score]
    total: Score | None  # none: the measure has none


def scored(measure: MeasureFile, answers: Mapping[str, int]) -> Scores:
    """Raises ValueError for an answer that is no number of the scale, or to no statement."""
    keys = {item.key for item in measure.items}
    for key, number in answers.items():
        if key not in keys:
            raise ValueError(f'there is no statement "{key}"')
        if type(number) is not int or number not in measure.steps.numbers:
            raise ValueError(f'"{key}" is answered with {number!r}, which is not on the scale')
    scales = [
        _score(measure, scale.key, scale.title, measure.items_of(scale.key), answers)
        for scale in measure.scales
    ]
    return Scores(scales, _total(measure, scales) if measure.total else None)


def _counted(measure: MeasureFile, item: Item, answer: int) -> int:
    return measure.steps.least + measure.steps.most - answer if item.reverse else answer


def _score(
    measure: MeasureFile, key: str, title: str, items: list[Item], answers: Mapping[str, int]
) -> Score:
    counted = [_counted(measure, one, answers[one.key]) for one in items if one.key in answers]
    mean = None
    if counted and len(items) - len(counted) <= measure.missing:
        mean = Fraction(sum(counted), len(counted))
    return _in_range(measure, key, title, mean, len(counted), len(items))


def _total(measure: MeasureFile, scales: list[Score]) -> Score:
    """Of every statement alike: a long sub-scale weighs more than a short one."""
    items = sum(scale.items for scale in scales)
    mean = Fraction(0)
    whole = all(scale.value is not None for scale in scales)
    for scale in scales:
        value = scale.value or Fraction(0)
        mean += value / items if measure.score == "sum" else value * scale.items / items
    answered = sum(scale.answered for scale in scales)
    title = measure.total or ""
    return _in_range(measure, "total", title, mean if whole else None, answered, items)


def _in_range(
    measure: MeasureFile, key: str, title: str, mean: Fraction | None, answered: int, items: int
) -> Score:
    times = items if measure.score == "sum" else 1
    return Score(
        key=key,
        title=title,
        value=None if mean is None else mean * times,
        least=measure.steps.least * times,
        most=measure.steps.most * times,
        answered=answered,
        items=items,
    )
