"""The form of one prompt version: every question's fields, read question by question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from people.models import User
from prompts.answers import GONE_ITEM, items_for, size
from prompts.kinds import (
    DamagedRows,
    Item,
    Part,
    Place,
    StandardChoice,
    WordsField,
    kind_of,
    posted_list,
    refuse_too_long,
)
from prompts.kinds.base import answer_limit, as_dict
from prompts.models import PromptVersion, Standard
from prompts.schema import Asked, Standards

MOST_ITEMS = 200
DAMAGED = gettext_lazy(
    "This part of the page arrived damaged, so it was not saved. "
    "Please copy your words, open the page again and paste them."
)


@dataclass
class Slot:
    """Where one answer stands, and the names of its fields by part."""

    place: Place
    names: dict[str, str]


@dataclass
class Group:
    """One question with its bound fields."""

    question: Asked
    parts: list[Part]
    number: int  # among the questions that can be answered; 0 for reading matter
    problems: list[str] = field(default_factory=list)  # of the question as a whole
    notices: list[str] = field(default_factory=list)  # what was changed in what was typed

    @property
    def fields(self) -> list[BoundField]:
        return [bound for part in self.parts for bound in part.fields.values()]

    @property
    def template(self) -> str:
        return f"prompts/kinds/{kind_of(self.question).template}.html"

    @property
    def is_fieldset(self) -> bool:
        return bool(self.question.for_each) or kind_of(self.question).is_grouped(self.question)

    @property
    def has_errors(self) -> bool:
        return bool(self.problems) or any(bound.errors for bound in self.fields)

    @property
    def described_by(self) -> str:
        """The ids of what a fieldset's help and errors say."""
        id = f"id_q-{self.question.key}"
        main = None if self.question.for_each or not self.parts else self.parts[0].fields.get("")
        wrong = self.problems or (main is not None and main.errors)
        said = [(self.question.help, f"{id}_helptext"), (wrong, f"{id}_error")]
        return " ".join(name for is_said, name in said if is_said)

    @property
    def items_name(self) -> str:
        return f"q-{self.question.key}-items"


class QuestionsForm(forms.Form):
    """Fields for every question of a version.

    `read(keys)` gives the answers of the questions that are in order; `problems_of(key)` says
    what is wrong with another. A blank is never wrong: every question may be skipped.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        version: PromptVersion,
        answers: Mapping[str, Any] | None = None,
        spellcheck: bool = False,
        reader: User | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.version = version
        self.questions: list[Asked] = list(version.asked)
        self.answers = dict(answers or {})
        self.spellcheck = spellcheck
        self.reader = reader
        self.asked = posted_list(data, "asked") if data is not None else []
        self.whole: dict[str, list[str]] = {}  # problems of a question that no one field has
        self.good: dict[str, Any] = {}
        self.slots: dict[str, list[Slot]] = {}
        for question in self.questions:
            self._add_fields(question)

    def read(self, keys: Iterable[str] | None = None) -> dict[str, Any]:
        """The answers to the named questions (all that were posted), those in order only."""
        self.is_valid()
        wanted = self.asked if keys is None else keys
        return {key: self.good[key] for key in wanted if key in self.good}

    def problems_of(self, key: str) -> list[str]:
        """Everything wrong with one question, in the order of the page."""
        self.is_valid()
        names = [name for slot in self.slots.get(key, []) for name in slot.names.values()]
        own = [error for name in names for error in self.errors.get(name, [])]
        return [str(problem) for problem in [*self.whole.get(key, []), *own]]

    @property
    def problems(self) -> dict[str, list[str]]:
        """What is wrong, by question. Empty when every posted answer can be saved."""
        found = {question.key: self.problems_of(question.key) for question in self.questions}
        return {key: problems for key, problems in found.items() if problems}

    @property
    def notices(self) -> dict[str, list[str]]:
        """What was changed in what was typed, by question: nothing is changed silently."""
        self.is_valid()
        return {
            question.key: notices
            for question in self.questions
            if (notices := self._notices_of(question))
        }

    @cached_property
    def groups(self) -> list[Group]:
        self.is_valid()
        found, number = [], 0
        for question in self.questions:
            number += question.kind != "read"
            found.append(
                Group(
                    question,
                    [self._part(question, slot) for slot in self.slots[question.key]],
                    0 if question.kind == "read" else number,
                    self.whole.get(question.key, []),
                    self._notices_of(question),
                )
            )
        return found

    def group(self, key: str) -> Group:
        return next(group for group in self.groups if group.question.key == key)

    def clean(self) -> dict[str, Any]:
        for question in self.questions:
            self._read_question(question)
        return self.cleaned_data

    def _add_fields(self, question: Asked) -> None:
        slots = []
        try:
            for place in self._places(question):
                made = kind_of(question).fields(question, place)
                self.fields.update({place.name(part): made[part] for part in made})
                slots.append(Slot(place, {part: place.name(part) for part in made}))
        except DamagedRows:
            self.whole[question.key] = [str(DAMAGED)]
            slots = []
        self.slots[question.key] = slots

    def _places(self, question: Asked) -> list[Place]:
        posted = self.data if self.is_bound and question.key in self.asked else None
        prefix, answer = f"q-{question.key}", self.answers.get(question.key)
        shared: dict[str, Any] = {
            "posted": posted,
            "spellcheck": self.spellcheck,
            "standards": self._standards(question),
        }
        if not question.for_each:
            return [Place(prefix, answer, **shared)]
        return [
            Place(f"{prefix}-i-{item.id}", as_dict(answer).get(item.id), item=item, **shared)
            for item in self._items(question, posted)
        ]

    def _items(self, question: Asked, posted: Mapping[str, Any] | None) -> list[Item]:
        """The things asked about: as saved, and those that the posted page already showed."""
        found = items_for(question, self.answers, self.questions)
        known = {item.id for item in found}
        for id in posted_list(posted or {}, f"q-{question.key}-items"):
            if id in known:
                continue
            if len(id) > 90 or not id.isprintable() or len(known) >= MOST_ITEMS:
                raise DamagedRows
            found.append(Item(id, str(GONE_ITEM)))
            known.add(id)
        return found

    def _standards(self, question: Asked) -> tuple[StandardChoice, ...]:
        if not isinstance(question, Standards):
            return ()
        rows = Standard.objects.for_picker(self.reader, question.framework, timezone.localdate())
        columns = ("framework__key", "code", "heading", "theme", "framework__short_name")
        return tuple(
            StandardChoice(key, code, heading, theme, name if key != question.framework else "")
            for key, code, heading, theme, name in rows.values_list(*columns)
        )

    def _read_question(self, question: Asked) -> None:
        """Put the question's answer, or what is wrong with it, where `read` finds it."""
        slots, kind = self.slots[question.key], kind_of(question)
        names = [name for slot in slots for name in slot.names.values()]
        if question.key in self.whole or any(self.has_error(name) for name in names):
            return
        try:
            answer = None
            if question.for_each:
                each = {slot.place.item: self._answer(question, slot) for slot in slots}
                answer = {
                    item.id: one
                    for item, one in each.items()
                    if item and not kind.is_blank(question, one)
                }
            elif slots:
                answer = self._answer(question, slots[0])
            refuse_too_long(size(answer), answer_limit())
        except ValidationError as error:
            self.whole[question.key] = error.messages
        else:
            self.good[question.key] = answer

    def _answer(self, question: Asked, slot: Slot) -> Any:
        values = {part: self.cleaned_data[name] for part, name in slot.names.items()}
        return kind_of(question).answer(question, slot.place, values)

    def _part(self, question: Asked, slot: Slot) -> Part:
        bound = {part: self[name] for part, name in slot.names.items()}
        return Part(slot.place, bound, kind_of(question).layout(question, slot.place, bound))

    def _notices_of(self, question: Asked) -> list[str]:
        names = [name for slot in self.slots[question.key] for name in slot.names.values()]
        words = [self.fields[name] for name in names]
        left_out = sum(one.left_out for one in words if isinstance(one, WordsField))
        if not left_out:
            return []
        return [left_out_notice(left_out)]


def left_out_notice(count: int) -> str:
    return ngettext(
        "%(count)s character that cannot be shown was left out.",
        "%(count)s characters that cannot be shown were left out.",
        count,
    ) % {"count": count}
