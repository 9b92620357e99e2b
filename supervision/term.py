"""One line of an agreement: its kind, its wording, and how what is kept of it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS_LIMIT = 2_000
LINE_LIMIT = 200

LINE, WORDS, ONE_OF, SOME_OF, YES = "line", "words", "one-of", "some-of", "yes"

Choices = tuple[tuple[str, Any], ...]
Values = dict[str, Any]


@dataclass(frozen=True)
class Term:
    """One line of an agreement."""

    key: str
    label: Any
    kind: str = WORDS
    hint: Any = ""
    default: Any = ""  # the wording that a first draft begins with
    choices: Choices = ()
    needed: bool = False  # a draft without it is not saved

    @property
    def limit(self) -> int:
        return LINE_LIMIT if self.kind == LINE else WORDS_LIMIT

    @property
    def empty(self) -> Any:
        return {SOME_OF: [], YES: False}.get(self.kind, "")

    def read(self, values: Values) -> Any:
        """What is kept of it, as the value that its kind has; empty if it is anything else."""
        value = values.get(self.key, self.empty)
        if self.kind == SOME_OF:
            known = [key for key, _name in self.choices]
            return [key for key in known if isinstance(value, list) and key in value]
        if self.kind == YES:
            return value is True
        if not isinstance(value, str) or (self.kind == ONE_OF and value not in dict(self.choices)):
            return ""
        return value

    def in_words(self, values: Values) -> str:
        """As people read it; empty if nothing is said."""
        value, names = self.read(values), dict(self.choices)
        if self.kind == SOME_OF:
            return "; ".join(str(names[key]) for key in value)
        if self.kind == YES:
            return str(_("Yes") if value else _("No"))
        return str(names[value]) if self.kind == ONE_OF and value else str(value)


@dataclass(frozen=True)
class Section:
    key: str
    title: Any
    terms: tuple[Term, ...]
