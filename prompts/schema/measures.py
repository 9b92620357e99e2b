"""What a file may say about an instrument: as a shape without statements, and as the thing itself.

A shape is shipped: how many statements, in which sub-scales, answered how. The statements
belong to others. Who is licensed for an instrument brings a file of their own with them in.
"""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from .programmes import Source, Title
from .questions import Key, Label, Line, Paragraph, Slug, Strict


def _once(keys: list[str], what: str) -> None:
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(f'two {what} have the key "{twice[0]}"')


class Steps(Strict):
    """The numbers that a statement is answered with, and the words for the two ends."""

    least: int = Field(ge=-10, le=10)
    most: int = Field(ge=-10, le=20)
    ends: list[Label] = Field(min_length=2, max_length=2)
    words: list[Label] = Field(default=[], max_length=11)  # one for each number, or none

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        numbers = self.most - self.least + 1
        if not 2 <= numbers <= 11:
            raise ValueError('from "least" to "most" there must be 2 to 11 numbers')
        if self.words and len(self.words) != numbers:
            raise ValueError(f'"words" needs one for each of the {numbers} numbers, or none')
        return self

    @property
    def numbers(self) -> range:
        return range(self.least, self.most + 1)


class ShapeScale(Strict):
    key: Key
    title: Title
    about: Line
    items: int | None = Field(default=None, ge=1, le=100)  # none: the sources do not say
    numbers: list[int] = Field(default=[], max_length=100)  # places in the order, where known

    @model_validator(mode="after")
    def _counted(self) -> Self:
        if self.numbers and len(self.numbers) != self.items:
            raise ValueError('"numbers" must name as many statements as "items" says')
        return self


class MeasureShape(Strict):
    key: Slug
    title: Title
    about: Line
    source: Source
    items: int = Field(ge=1, le=200)
    steps: int | None = Field(default=None, ge=2, le=11)  # none: the sources do not say
    ends: list[Label] = Field(default=[], max_length=2)
    scales: list[ShapeScale] = Field(min_length=1, max_length=20)
    notes: list[Paragraph] = Field(min_length=1, max_length=8)  # what differs, what is disputed

    @model_validator(mode="after")
    def _sound(self) -> Self:
        _once([scale.key for scale in self.scales], "sub-scales")
        counts = [scale.items for scale in self.scales if scale.items is not None]
        if len(counts) == len(self.scales) and sum(counts) != self.items:
            raise ValueError(f"the sub-scales have {sum(counts)} statements and not {self.items}")
        places = sorted(number for scale in self.scales for number in scale.numbers)
        if places and places != list(range(1, self.items + 1)):
            raise ValueError('"numbers" must name every statement once')
        return self


class SubScale(Strict):
    key: Key
    title: Title
    about: str = Field(default="", max_length=300)


class Item(Strict):
    key: Key
    text: Line
    scale: Key
    reverse: bool = False


class MeasureFile(Strict):
    key: Slug
    title: Title
    about: Line
    source: Source
    licence: Paragraph  # who let whom use it, and how far
    licensed_until: date | None = None
    shape: Slug | None = None  # one of those that are shipped; then this must fit it
    intro: str = Field(default="", max_length=600)
    steps: Steps
    scales: list[SubScale] = Field(min_length=1, max_length=20)
    items: list[Item] = Field(min_length=1, max_length=200)
    score: Literal["sum", "mean"] = "sum"
    missing: int = Field(default=0, ge=0, le=50)  # unanswered statements a sub-scale may have
    total: Title | None = None  # what the sum or mean of everything is called, if there is one

    @model_validator(mode="after")
    def _sound(self) -> Self:
        _once([scale.key for scale in self.scales], "sub-scales")
        _once([item.key for item in self.items], "statements")
        known = {scale.key for scale in self.scales}
        for item in self.items:
            if item.scale not in known:
                raise ValueError(
                    f'statement "{item.key}": there is no sub-scale "{item.scale}" in this file'
                )
        for scale in self.scales:
            count = len(self.items_of(scale.key))
            if not count:
                raise ValueError(f'the sub-scale "{scale.key}" has no statements')
            if self.missing * 2 > count:
                raise ValueError(
                    f'"missing" is {self.missing}: of the {count} statements of "{scale.key}" '
                    "at least half must be answered"
                )
        return self

    def items_of(self, scale: str) -> list[Item]:
        return [item for item in self.items if item.scale == scale]


def faults_of_shape(file: MeasureFile, shape: MeasureShape) -> list[str]:
    """Why this is not the instrument whose shape it names: a name is not given to another thing."""
    faults = []
    if len(file.items) != shape.items:
        faults.append(f"{shape.title} has {shape.items} statements, and this has {len(file.items)}")
    numbers = len(file.steps.numbers)
    if shape.steps is not None and numbers != shape.steps:
        faults.append(f"{shape.title} is answered in {shape.steps} steps, and this in {numbers}")
    theirs, ours = {one.key for one in shape.scales}, {one.key for one in file.scales}
    if ours != theirs:
        faults.append(f"the sub-scales of {shape.title} are {', '.join(sorted(theirs))}")
        return faults
    places = {item.key: place for place, item in enumerate(file.items, start=1)}
    for scale in shape.scales:
        found = [places[item.key] for item in file.items_of(scale.key)]
        if scale.numbers and found != sorted(scale.numbers):
            wanted = ", ".join(str(number) for number in sorted(scale.numbers))
            faults.append(f'the sub-scale "{scale.key}" is made of the statements {wanted}')
        elif scale.items is not None and len(found) != scale.items:
            faults.append(
                f'the sub-scale "{scale.key}" has {scale.items} statements, and here {len(found)}'
            )
    return faults
