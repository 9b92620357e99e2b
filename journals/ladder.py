"""A ladder: where somebody said to be with each statement of a scale, time after time.

For that person alone. Small multiples, one for each statement, drawn here as plain numbers: no
script, no style attribute. The same stands as a table beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from journals.models import Entry
from people.models import User
from prompts.schema import Scale


class Asked(NamedTuple):
    """A question of the kind "scale" with a word for every step."""

    programme: str
    question: str
    answers: int  # looked back at


# Of the drawing, in its own units.
LEFT, TOP, RUNG, WIDTH, RIGHT = 10, 10, 18, 150, 10
DAYS = 14  # the height of a line of days


@dataclass(frozen=True)
class Mark:
    """One answer: on which day, which rung (1 is the lowest), and where that is drawn."""

    day: date
    rung: int
    said: str
    x: float
    y: int


@dataclass(frozen=True)
class Practice:
    key: str
    name: str
    marks: list[Mark]

    @property
    def line(self) -> str:
        """The points of a polyline."""
        return " ".join(f"{mark.x:g},{mark.y}" for mark in self.marks)

    @property
    def summary(self) -> str:
        """What a reader of the screen hears in place of the drawing."""
        first, last = self.marks[0], self.marks[-1]
        if len({mark.rung for mark in self.marks}) == 1:
            return _("“%(rung)s”.") % {"rung": last.said}
        return _("From “%(first)s” to “%(last)s”.") % {"first": first.said, "last": last.said}


@dataclass(frozen=True)
class Ladder:
    rungs: list[str]  # the lowest first
    practices: list[Practice]
    days: list[date]

    @property
    def width(self) -> int:
        return LEFT + WIDTH + RIGHT

    @property
    def height(self) -> int:
        return 2 * TOP + RUNG * (len(self.rungs) - 1)

    @property
    def days_at(self) -> int:
        """Where the first and the last day stand, below the lowest rung."""
        return self.height + DAYS - 4

    @property
    def drawn_height(self) -> int:
        return self.height + DAYS

    @property
    def lines(self) -> list[int]:
        """Where each rung is drawn."""
        return [_height(rung, self.rungs) for rung in range(1, len(self.rungs) + 1)]

    @property
    def right(self) -> int:
        return LEFT + WIDTH

    @property
    def rows(self) -> list[tuple[date, list[str]]]:
        """The table: a row for each day, newest first."""
        said = [{mark.day: mark.said for mark in one.marks} for one in self.practices]
        return [(day, [one.get(day, "") for one in said]) for day in reversed(self.days)]


def ladder_of(person: User, of: Asked) -> Ladder | None:
    """None for whom there is nothing to draw yet. One query."""
    own = Entry.objects.visible_to(person).welcome_back().written()
    own = own.filter(prompt_version__prompt__programme__key=of.programme).newest_first()
    rows = own.select_related("prompt_version").defer("ledger", "private_note")
    found = list(rows[: of.answers])
    asked = next((one for entry in found if (one := _question(entry, of.question))), None)
    if asked is None:
        return None
    said: dict[date, dict[str, int]] = {}
    for entry in reversed(found):
        if steps := _steps(entry, of.question, len(asked.steps)):
            said[entry.happened_on or timezone.localdate(entry.started_at)] = steps
    days = sorted(said)
    return Ladder(list(asked.steps), _practices(asked, days, said), days) if days else None


def _question(entry: Entry, key: str) -> Scale | None:
    for question in entry.prompt_version.asked:
        if question.key == key and isinstance(question, Scale):
            return question
    return None


def _steps(entry: Entry, key: str, highest: int) -> dict[str, int]:
    answer = entry.answers.get(key)
    if not isinstance(answer, dict):
        return {}
    return {k: v for k, v in answer.items() if isinstance(v, int) and 1 <= v <= highest}


def _practices(asked: Scale, days: list[date], said: dict[date, dict[str, int]]) -> list[Practice]:
    """By days and not by turns: a month without an answer is as wide as it was long."""
    first, span = days[0], max(1, (days[-1] - days[0]).days)
    practices = []
    for statement in asked.statements:
        marks = [
            Mark(
                day,
                rung,
                asked.steps[rung - 1],
                round(LEFT + WIDTH * (day - first).days / span, 1),
                _height(rung, asked.steps),
            )
            for day in days
            if (rung := said[day].get(statement.key))
        ]
        if marks:
            practices.append(Practice(statement.key, statement.text, marks))
    return practices


def _height(rung: int, rungs: list[str]) -> int:
    return TOP + RUNG * (len(rungs) - rung)
