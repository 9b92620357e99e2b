"""What a share holds: the chosen parts of an entry, as the lines that its reader will see.

    {"title": "", "ask": "", "parts": [
        {"key": "happened", "question": "…", "lines": ["…"], "is_list": False}]}

Lines and not answers: what is not in them cannot be opened, whatever a later version does
with an answer. The private note has no way in, since nothing here reads it.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from journals.models import Entry
from prompts.answers import is_blank, lines
from prompts.kinds import kind_of
from prompts.kinds.base import as_dict, as_rows
from prompts.schema import Asked
from prompts.schema.questions import List

Snapshot = dict[str, Any]
TITLE = "title"


@dataclass(frozen=True)
class Tickable:
    """One thing that a writer may choose to share. Nothing is ticked at first."""

    key: str  # a question's key; `question/group` for the private group of a list
    label: str
    lines: list[str]
    is_private: bool = False
    needs: str = ""  # the question whose lines this one is about, and goes with


def tickable(entry: Entry) -> list[Tickable]:
    """Everything of an entry that may be shared, in the order of its prompt."""
    found = []
    for question in entry.prompt_version.asked:
        if is_blank(question, entry.answers.get(question.key)):
            continue
        private = private_group(question)
        shown = open_lines(entry, question)
        if shown:
            needs = question.for_each or ""
            found.append(Tickable(question.key, question.text, shown, question.private, needs))
        if private:
            own = _lines(entry, question, {f"{question.key}/{private}"})
            if own:
                label = _("%(question)s (the private part)") % {"question": question.text}
                found.append(Tickable(f"{question.key}/{private}", label, own, True))
    return found


def private_group(question: Asked) -> str:
    """The key of a list's private group, if it has one."""
    groups = question.groups if isinstance(question, List) else []
    return next((group.key for group in groups if group.private), "")


def snapshot_of(entry: Entry, *, chosen: set[str], ask: str = "") -> Snapshot:
    """What the reader of these choices will see, word for word."""
    parts = []
    for question in entry.prompt_version.asked:
        private = private_group(question)
        if not chosen & {question.key, f"{question.key}/{private}"}:
            continue
        if shown := _lines(entry, question, chosen):
            part = {"key": question.key, "question": question.text, "lines": shown}
            parts.append(part | {"is_list": _is_list(question)})
    title = entry.title if TITLE in chosen else ""
    return {"title": title, "ask": ask, "parts": parts}


def _is_list(question: Asked) -> bool:
    """Whether its lines are things one after another, and not one text."""
    return bool(question.for_each) or question.kind not in ("long_text", "short_text")


def word_count(snapshot: Snapshot) -> int:
    texts = [snapshot["ask"], *(line for part in snapshot["parts"] for line in part["lines"])]
    return sum(len(text.split()) for text in texts)


def open_lines(entry: Entry, question: Asked) -> list[str]:
    """The lines of an answer without a list's private group, and without words about it."""
    return _lines(entry, question, {question.key, question.for_each or ""})


def _lines(entry: Entry, question: Asked, chosen: set[str]) -> list[str]:
    """The lines of one answer, as far as it and what it speaks about are chosen."""
    asked = {other.key: other for other in entry.prompt_version.asked}
    answers = {
        key: _rows_of(asked[key], answer, chosen) if key in asked else answer
        for key, answer in entry.answers.items()
    }
    if question.for_each:
        if question.for_each not in chosen or question.for_each not in asked:
            return []
        source = asked[question.for_each]
        # Not even words about a line that was taken off the list: it may have been private.
        ids = {item.id for item in kind_of(source).items(source, answers.get(source.key))}
        about = as_dict(answers.get(question.key))
        answers[question.key] = {id: words for id, words in about.items() if id in ids}
    return lines(question, answers.get(question.key), answers, asked.values())


def _rows_of(question: Asked, answer: Any, chosen: set[str]) -> Any:
    """A list without the lines of a group that is not chosen."""
    private = private_group(question)
    if not private:
        return answer
    return [
        row
        for row in as_rows(answer)
        if (f"{question.key}/{private}" if row.get("group") == private else question.key) in chosen
    ]
