"""Choosing: one, several, from a checklist, on a scale."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prompts.schema import NONE_OF_THESE, Checklist, Scale, SingleChoice, Statement

from .base import (
    NOT_A_CHOICE,
    Item,
    Kind,
    Place,
    WordsField,
    as_dict,
    as_text,
    as_texts,
    words_attrs,
)

NO_ANSWER = ("", gettext_lazy("No answer"))
WORDS_LIMIT = 1000
ONLY_VALUE = "value"  # where a scale without statements keeps its one step


def radios(choices: list[tuple[str, Any]], **kwargs: Any) -> forms.ChoiceField:
    """Radio buttons that can be cleared again, without JavaScript too."""
    return forms.ChoiceField(
        required=False,
        choices=[*choices, NO_ANSWER],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": NOT_A_CHOICE},
        **kwargs,
    )


def boxes(choices: list[tuple[str, Any]], **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NOT_A_CHOICE, "invalid_list": NOT_A_CHOICE},
        **kwargs,
    )


class SingleChoiceKind(Kind[SingleChoice]):
    template = "single_choice"
    grouped = True

    def fields(self, question: SingleChoice, place: Place) -> dict[str, forms.Field]:
        stored = as_dict(place.answer)
        found: dict[str, forms.Field] = {
            "": radios(
                [(choice.key, choice.label) for choice in question.choices],
                label=place.item.label if place.item else question.text,
                initial=as_text(stored.get("choice")),
            )
        }
        if question.words:
            found["words"] = WordsField(
                limit=WORDS_LIMIT,
                label=question.words,
                initial=as_text(stored.get("words")),
                widget=forms.Textarea(attrs=words_attrs(place, rows=2)),
            )
        return found

    def answer(self, question: SingleChoice, place: Place, values: dict[str, Any]) -> Any:
        answer = {"choice": values[""], "words": values.get("words", "")}
        return {name: value for name, value in answer.items() if value}

    def lines(self, question: SingleChoice, answer: Any) -> list[str]:
        stored = as_dict(answer)
        chosen = as_text(stored.get("choice"))
        labels = {choice.key: choice.label for choice in question.choices}
        lines = [labels.get(chosen, chosen)] if chosen else []
        words = [line for line in as_text(stored.get("words")).split("\n") if line.strip()]
        if lines and words:
            return [f"{lines[0]}. {words[0]}", *words[1:]]
        return lines + words


class SeveralChoicesKind(Kind[Any]):
    template = "several_choices"
    grouped = True

    def fields(self, question: Any, place: Place) -> dict[str, forms.Field]:
        return {
            "": boxes(
                self.choices(question),
                label=place.item.label if place.item else question.text,
                initial=as_texts(place.answer),
            )
        }

    def choices(self, question: Any) -> list[tuple[str, Any]]:
        return [(choice.key, choice.label) for choice in question.choices]

    def lines(self, question: Any, answer: Any) -> list[str]:
        labels = dict(self.choices(question))
        return [str(labels.get(key, key)) for key in as_texts(answer)]

    def items(self, question: Any, answer: Any) -> list[Item]:
        labels = dict(self.choices(question))
        return [
            Item(key, str(labels.get(key, key))) for key in as_texts(answer) if key != NONE_OF_THESE
        ]


class ChecklistKind(SeveralChoicesKind):
    template = "checklist"

    def choices(self, question: Checklist) -> list[tuple[str, Any]]:
        none = [(NONE_OF_THESE, question.none)] if question.none else []
        return [*super().choices(question), *none]

    def answer(self, question: Checklist, place: Place, values: dict[str, Any]) -> Any:
        ticked = values[""]
        if question.none and NONE_OF_THESE in ticked and len(ticked) > 1:
            raise ValidationError(
                _("You ticked “%(none)s” and something else. Please untick one of them.")
                % {"none": question.none}
            )
        return ticked


class ScaleKind(Kind[Scale]):
    template = "scale"
    grouped = True

    def fields(self, question: Scale, place: Place) -> dict[str, forms.Field]:
        stored = as_dict(place.answer)
        return {
            statement.key: radios(
                [(str(step), self.step_label(question, step)) for step in self._steps(question)],
                label=statement.text,
                initial=str(stored.get(statement.key, "")),
            )
            for statement in self._statements(question, place)
        }

    def answer(self, question: Scale, place: Place, values: dict[str, Any]) -> Any:
        return {key: int(value) for key, value in values.items() if value}

    def lines(self, question: Scale, answer: Any) -> list[str]:
        lines = []
        for statement in self._statements(question, None):
            step = as_dict(answer).get(statement.key)
            if isinstance(step, int):
                said = self.said(question, step)
                lines.append(f"{statement.text}: {said}" if question.statements else said)
        return lines

    def step_label(self, question: Scale, step: int) -> str:
        if question.steps:
            return question.steps[step - 1]
        if step in (1, question.size):
            return f"{step} ({question.ends[0 if step == 1 else 1]})"
        return str(step)

    def said(self, question: Scale, step: int) -> str:
        """A step as it reads away from its scale."""
        if question.steps:
            return question.steps[step - 1] if 0 < step <= len(question.steps) else str(step)
        return _("%(step)s of %(size)s (from “%(low)s” to “%(high)s”)") % {
            "step": step,
            "size": question.size,
            "low": question.ends[0],
            "high": question.ends[1],
        }

    def layout(self, question: Scale, place: Place, bound: dict[str, BoundField]) -> Any:
        return {"statements": list(bound.values()), "alone": not question.statements}

    def _steps(self, question: Scale) -> range:
        return range(1, question.highest + 1)

    def _statements(self, question: Scale, place: Place | None) -> list[Statement]:
        if question.statements:
            return question.statements
        text = place.item.label if place and place.item else question.text
        return [Statement.model_construct(key=ONLY_VALUE, text=text)]
