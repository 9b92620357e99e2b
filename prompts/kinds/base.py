"""What a kind of question knows: its fields, its answer, and how the answer reads."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from prompts.schema import Asked
from prompts.texts import clean_line, clean_text

AnyQuestion = TypeVar("AnyQuestion", bound=Asked)
Data = Mapping[str, Any]


class Item(NamedTuple):
    """One thing that a `for_each` question asks about."""

    id: str
    label: str


class StandardChoice(NamedTuple):
    """A standard as the picker offers it."""

    framework: str
    code: str
    heading: str
    theme: str
    of: str = ""  # the name of its code, where that is not the question's

    @property
    def id(self) -> str:
        return f"{self.framework}:{self.code}"

    @property
    def label(self) -> str:
        """As it reads for itself."""
        return f"{self.of}: {self.line}" if self.of else self.line

    @property
    def line(self) -> str:
        return f"{self.code}. {self.heading}"

    @property
    def group(self) -> str:
        """What it stands under among the others."""
        return f"{self.of}: {self.theme}" if self.of else self.theme


@dataclass
class Place:
    """Where the fields of one answer stand, and what they start from."""

    prefix: str
    answer: Any
    posted: Data | None = None  # None: this question is not among what was posted
    item: Item | None = None
    spellcheck: bool = False
    standards: tuple[StandardChoice, ...] = ()
    _spare: list[str] = field(default_factory=list)

    def name(self, part: str) -> str:
        return f"{self.prefix}-{part}" if part else self.prefix

    def posted_list(self, part: str) -> list[str]:
        return posted_list(self.posted or {}, self.name(part))

    def spare_id(self, number: int) -> str:
        """A new row's id: random, but the same each time that this page asks."""
        while len(self._spare) <= number:
            self._spare.append(secrets.token_hex(4))
        return self._spare[number]


@dataclass
class Part:
    """One answer's bound fields, as the templates read them."""

    place: Place
    fields: dict[str, BoundField]
    layout: dict[str, Any] = field(default_factory=dict)

    @property
    def item(self) -> Item | None:
        return self.place.item

    @property
    def main(self) -> BoundField:
        return self.fields[""]


def posted_list(data: Data, name: str) -> list[str]:
    """Every value posted under a name, from a QueryDict or from a plain dict."""
    getlist = getattr(data, "getlist", None)
    values = getlist(name) if getlist else data.get(name, [])
    if not isinstance(values, list | tuple):
        values = [values]
    return [str(value) for value in values]


class Kind(Generic[AnyQuestion]):
    """One kind of question. `""` is the name of a kind's only or main field."""

    template: ClassVar[str]
    grouped: ClassVar[bool] = False  # its fields stand in a fieldset of their own

    def is_grouped(self, question: AnyQuestion) -> bool:
        return self.grouped

    def fields(self, question: AnyQuestion, place: Place) -> dict[str, forms.Field]:
        raise NotImplementedError

    def answer(self, question: AnyQuestion, place: Place, values: dict[str, Any]) -> Any:
        """The answer that the cleaned values make. Raises ValidationError."""
        return values[""]

    def is_blank(self, question: AnyQuestion, answer: Any) -> bool:
        return not answer

    def lines(self, question: AnyQuestion, answer: Any) -> list[str]:
        raise NotImplementedError

    def items(self, question: AnyQuestion, answer: Any) -> list[Item]:
        return []

    def layout(self, question: AnyQuestion, place: Place, bound: dict[str, BoundField]) -> Any:
        return {}


COUNT_LEFT = _("Characters left: %N%")
COUNT_OVER = _("Characters too many: %N%")


class WordsField(forms.CharField):
    """Text as people type it: cleaned, counted, and refused rather than cut.

    No `max_length`: Django would put it on the widget, and the browser would cut a paste.
    """

    def __init__(self, *, limit: int, one_line: bool = False, **kwargs: Any) -> None:
        self.limit = limit
        self.one_line = one_line
        self.left_out = 0
        super().__init__(required=False, strip=False, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = {"data-limit": self.limit, "autocomplete": "off"}
        if isinstance(widget, forms.Textarea):  # what static/js/counts.js says near the limit
            attrs |= {"data-count-left": COUNT_LEFT, "data-count-over": COUNT_OVER}
        return super().widget_attrs(widget) | attrs

    def to_python(self, value: Any) -> str:
        text, self.left_out = (clean_line if self.one_line else clean_text)(str(value or ""))
        refuse_too_long(len(text), self.limit)
        return text if text.strip() else ""


def refuse_too_long(length: int, limit: int) -> None:
    over = length - limit
    if over > 0:
        raise ValidationError(
            ngettext(
                "This is %(over)s character too long (the most is %(limit)s). "
                "Nothing was cut. Please shorten it.",
                "This is %(over)s characters too long (the most is %(limit)s). "
                "Nothing was cut. Please shorten it.",
                over,
            )
            % {"over": f"{over:,}", "limit": f"{limit:,}"},
            code="too_long",
        )


def words_attrs(place: Place, **more: Any) -> dict[str, Any]:
    return {"spellcheck": "true" if place.spellcheck else "false", **more}


def answer_limit() -> int:
    return int(settings.ANSWER_LIMIT)


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def as_rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def as_texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


NOT_A_CHOICE = _("Please choose from the list. What was sent is not on it.")
