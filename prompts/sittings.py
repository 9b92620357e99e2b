"""A page on which a measure is filled in: what it asks, what it posts, and whose it was."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people import binding
from people.access import signed_in
from people.binding import Binding
from people.models import User
from prompts.measures import Place, Score, scored
from prompts.models import Measure, Sitting
from prompts.schema import MeasureFile
from prompts.services.measures import keep_sitting_alone

SALT = "prompts.sittings"

PLACES: dict[Place, Promise] = {
    Place.LOW: _("in the lowest third"),
    Place.MIDDLE: _("in the middle third"),
    Place.HIGH: _("in the highest third"),
}


class Step(NamedTuple):
    number: int
    words: str
    chosen: bool


class Row(NamedTuple):
    name: str  # of its field on the page
    text: str
    steps: list[Step]


class Line(NamedTuple):
    """A score as the page says it."""

    score: Score
    about: str
    place: Promise | None


def rows_of(file: MeasureFile, answers: Mapping[str, int]) -> list[Row]:
    return [
        Row(
            _field(item.key),
            item.text,
            [
                Step(number, _words(file, number), answers.get(item.key) == number)
                for number in file.steps.numbers
            ],
        )
        for item in file.items
    ]


def _words(file: MeasureFile, number: int) -> str:
    steps = file.steps
    if steps.words:
        return f"{number} {steps.words[number - steps.least]}"
    ends = {steps.least: steps.ends[0], steps.most: steps.ends[1]}
    return f"{number} {ends.get(number, '')}".strip()


def _field(key: str) -> str:
    return f"answer-{key}"


def answers_in(file: MeasureFile, data: Mapping[str, str]) -> dict[str, int]:
    """Numbers of the scale alone; whatever else a post holds is left aside."""
    numbers = {str(number): number for number in file.steps.numbers}
    found = {item.key: numbers.get(data.get(_field(item.key), "")) for item in file.items}
    return {key: number for key, number in found.items() if number is not None}


def known_answers(sitting: Sitting) -> dict[str, int]:
    """What is stored, as far as the measure can count it."""
    file = sitting.measure.file
    keys, stored = {item.key for item in file.items}, sitting.answers
    return {
        key: number
        for key, number in stored.items()
        if key in keys and type(number) is int and number in file.steps.numbers
    }


def lines_of(sitting: Sitting) -> list[Line]:
    """The sub-scales in their order, and the total last, if there is one."""
    file = sitting.measure.file
    scores = scored(file, known_answers(sitting))
    about = {scale.key: scale.about for scale in file.scales}
    lines = [Line(one, about[one.key], _said(one)) for one in scores.scales]
    return [*lines, *([Line(scores.total, "", _said(scores.total))] if scores.total else [])]


def _said(score: Score) -> Promise | None:
    return PLACES[score.place] if score.place else None


def bind(person: User, sitting_id: uuid.UUID) -> str:
    return binding.bind(person.pk, sitting_id, salt=SALT)


def bound(request: HttpRequest) -> Binding | None:
    return binding.read(request.POST.get("binding", ""), salt=SALT)


def is_anothers(request: HttpRequest) -> bool:
    """Whether the posted page was opened by somebody else, who has left the computer since."""
    page = bound(request)
    return page is not None and page.person_id != signed_in(request).pk


def keep_refused(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    """Keep the answers of who is locked, held or signed out since: it is their page."""
    page = bound(request)
    if page is None:
        return None
    person = User.objects.filter(pk=page.person_id, is_active=True).first()
    measure = Measure.objects.visible_to(person).filter(pk=pk).first() if person else None
    if person is None or measure is None:
        return False
    answers = answers_in(measure.file, request.POST)
    return keep_sitting_alone(person=person, measure=measure, answers=answers)
