"""The kinds of question, by name."""

from typing import Any

from prompts.schema import Asked

from .base import Item, Kind, Part, Place, StandardChoice, WordsField, posted_list, refuse_too_long
from .choices import ChecklistKind, ScaleKind, SeveralChoicesKind, SingleChoiceKind
from .rows import DamagedRows, ListKind, TipCardsKind
from .standards import StandardsKind
from .steps import ActionKind, PromiseKind
from .words import DateKind, DayField, LongTextKind, NumberKind, ReadKind, ShortTextKind

_KINDS: dict[str, Kind[Any]] = {
    "read": ReadKind(),
    "long_text": LongTextKind(),
    "short_text": ShortTextKind(),
    "list": ListKind(),
    "single_choice": SingleChoiceKind(),
    "several_choices": SeveralChoicesKind(),
    "checklist": ChecklistKind(),
    "scale": ScaleKind(),
    "date": DateKind(),
    "number": NumberKind(),
    "standards": StandardsKind(),
    "tip_cards": TipCardsKind(),
    "action": ActionKind(),
    "promise": PromiseKind(),
}


def kind_of(question: Asked) -> Kind[Any]:
    return _KINDS[question.kind]


__all__ = [
    "DamagedRows",
    "DayField",
    "Item",
    "Kind",
    "Part",
    "Place",
    "StandardChoice",
    "WordsField",
    "kind_of",
    "posted_list",
    "refuse_too_long",
]
