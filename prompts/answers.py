"""What an answer is, away from any form: blank or not, its items, and how it reads."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from prompts.kinds import Item, kind_of
from prompts.kinds.base import as_dict, as_texts
from prompts.kinds.rows import row_items
from prompts.kinds.standards import StandardsKind
from prompts.schema import NONE_OF_THESE, Asked

Answers = Mapping[str, Any]
GONE_ITEM = gettext_lazy("About a line that is no longer on your list")


def is_blank(question: Asked, answer: Any) -> bool:
    if question.for_each:
        kind = kind_of(question)
        return all(kind.is_blank(question, inner) for inner in as_dict(answer).values())
    return kind_of(question).is_blank(question, answer)


def size(answer: Any) -> int:
    """How many characters of a person's words an answer holds."""
    if isinstance(answer, str):
        return len(answer)
    if isinstance(answer, dict):
        return sum(size(value) for name, value in answer.items() if name not in ("id", "group"))
    if isinstance(answer, list):
        return sum(size(value) for value in answer)
    return 0


def items_for(question: Asked, answers: Answers, asked: Iterable[Asked] = ()) -> list[Item]:
    """What a `for_each` question asks about, from the answers as they stand.

    Things that were taken off the list but had been written about come last: no words get lost.
    """
    source = next((other for other in asked if other.key == question.for_each), None)
    stored = answers.get(question.for_each or "")
    found = kind_of(source).items(source, stored) if source else _items_by_shape(stored)
    ids = {item.id for item in found}
    kind = kind_of(question)
    left = [
        Item(id, str(GONE_ITEM))
        for id, inner in as_dict(answers.get(question.key)).items()
        if id not in ids and not kind.is_blank(question, inner)
    ]
    return found + left


def _items_by_shape(stored: Any) -> list[Item]:
    """The items of an answer whose question is not at hand."""
    if isinstance(stored, dict):
        return StandardsKind().items(None, stored)
    keys = [key for key in as_texts(stored) if key != NONE_OF_THESE]
    return row_items(stored) + [Item(key, key.replace("_", " ").capitalize()) for key in keys]


def lines(
    question: Asked, answer: Any, answers: Answers | None = None, asked: Iterable[Asked] = ()
) -> list[str]:
    """An answer as lines of plain text, for reading, export and lists. Blank: no lines."""
    if is_blank(question, answer):
        return []
    kind = kind_of(question)
    if not question.for_each:
        return kind.lines(question, answer)
    found = []
    for item in items_for(question, {**(answers or {}), question.key: answer}, asked):
        inner = kind.lines(question, as_dict(answer).get(item.id))
        if len(inner) == 1:
            found.append(f"{item.label}: {inner[0]}")
        elif inner:
            found += [f"{item.label}:", *inner]
    return found


def answered(questions: Iterable[Asked], answers: Answers) -> list[Asked]:
    """The questions that have an answer, in order."""
    return [one for one in questions if not is_blank(one, answers.get(one.key))]


def summary(questions: Iterable[Asked], answers: Answers, length: int = 120) -> str:
    """The first words of the first answer, for a list."""
    questions = list(questions)
    for question in questions:
        found = lines(question, answers.get(question.key), answers, questions)
        if found:
            text = " ".join(found)
            return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"
    return ""
