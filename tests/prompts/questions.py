"""One question of every kind, and what posting to it looks like."""

from typing import Any

from django.http import QueryDict

from prompts.forms import QuestionsForm
from prompts.models import PromptVersion

CHOICES = [{"key": "yes", "label": "Yes"}, {"key": "no", "label": "No"}]

EVERY_KIND: list[dict[str, Any]] = [
    {"key": "card", "kind": "read", "text": "Read this", "cards": ["One", "Two"]},
    {"key": "story", "kind": "long_text", "text": "What happened?", "starters": ["I saw"]},
    {"key": "name", "kind": "short_text", "text": "A name for it?", "limit": 40},
    {"key": "barriers", "kind": "list", "text": "What is in the way?"},
    {
        "key": "grouped",
        "kind": "list",
        "text": "By group?",
        "groups": [
            {"key": "time", "label": "Time"},
            {"key": "own", "label": "My own state", "private": True, "above": "Only for you."},
        ],
    },
    {
        "key": "shift",
        "kind": "single_choice",
        "text": "Can it shift?",
        "for_each": "barriers",
        "choices": CHOICES,
        "words": "What might shift it?",
    },
    {"key": "rough", "kind": "single_choice", "text": "So?", "choices": CHOICES, "words": "How?"},
    {"key": "about", "kind": "several_choices", "text": "About?", "choices": CHOICES},
    {
        "key": "used",
        "kind": "checklist",
        "text": "Used?",
        "choices": CHOICES,
        "none": "None this time",
    },
    {
        "key": "balance",
        "kind": "scale",
        "text": "How much?",
        "ends": ["a little", "a lot"],
        "statements": [
            {"key": "self", "text": "I was myself"},
            {"key": "felt", "text": "I felt with them"},
        ],
    },
    {"key": "sure", "kind": "scale", "text": "How sure?", "steps": ["not yet", "fairly", "very"]},
    {"key": "day", "kind": "date", "text": "Which day?"},
    {"key": "month", "kind": "date", "text": "Which month?", "precision": "month"},
    {"key": "count", "kind": "number", "text": "How many?", "most": 10, "unit": "people"},
    {"key": "hours", "kind": "number", "text": "How long?", "decimals": 1},
    {"key": "code", "kind": "standards", "text": "Which parts?", "framework": "nmc-2018"},
    {"key": "shown", "kind": "long_text", "text": "Shown by?", "for_each": "code"},
    {"key": "tips", "kind": "tip_cards", "text": "Your tips?", "limit": 2},
    {"key": "step", "kind": "action", "text": "One step?"},
    {"key": "word", "kind": "promise", "text": "What did you promise?"},
]  # fmt: skip


def make_version(questions: list[dict[str, Any]] | None = None) -> PromptVersion:
    return PromptVersion(questions=EVERY_KIND if questions is None else questions)


def posted(fields: dict[str, Any], *asked: str) -> QueryDict:
    """A posted page that shows the named questions (all, unless named)."""
    data = QueryDict(mutable=True)
    data.setlist("asked", list(asked or [one["key"] for one in EVERY_KIND]))
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def form_of(fields: dict[str, Any], *asked: str, answers: Any = None) -> QuestionsForm:
    return QuestionsForm(posted(fields, *asked), version=make_version(), answers=answers)


def as_posted(form: QuestionsForm) -> QueryDict:
    """What a browser would send for the page as the form shows it."""
    data = posted({})
    for group in form.groups:
        for part in group.parts:
            if part.item:
                data.appendlist(group.items_name, part.item.id)
            for block in _row_blocks(part.layout):
                for row, _field in block["rows"]:
                    data.appendlist(block["hidden"], row.id)
            for field in part.fields.values():
                value = field.value()
                values = value if isinstance(value, list) else [value]
                shown = ["" if one is None else str(one) for one in values]
                data.setlist(field.html_name, shown)
    return data


def _row_blocks(layout: Any) -> list[Any]:
    if "groups" in layout:
        return list(layout["groups"])
    return [layout] if "hidden" in layout else []
