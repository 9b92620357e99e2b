"""Reading matter, long text, short text, date and number."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import formats
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prompts.schema import Date, LongText, Number, Read, ShortText

from .base import NOT_A_CHOICE, Kind, Place, WordsField, answer_limit, as_text, words_attrs

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


class ReadKind(Kind[Read]):
    template = "read"

    def fields(self, question: Read, place: Place) -> dict[str, forms.Field]:
        return {}

    def answer(self, question: Read, place: Place, values: dict[str, Any]) -> Any:
        return None

    def lines(self, question: Read, answer: Any) -> list[str]:
        return []


class LongTextKind(Kind[LongText]):
    template = "long_text"

    def fields(self, question: LongText, place: Place) -> dict[str, forms.Field]:
        attrs = words_attrs(place, rows=question.rows)
        return {
            "": WordsField(
                limit=answer_limit(),
                label=place.item.label if place.item else question.text,
                help_text="" if place.item else question.help,
                initial=as_text(place.answer),
                widget=forms.Textarea(attrs=attrs),
            )
        }

    def lines(self, question: LongText, answer: Any) -> list[str]:
        return [line for line in as_text(answer).split("\n") if line.strip()]


class ShortTextKind(Kind[ShortText]):
    template = "short_text"

    def fields(self, question: ShortText, place: Place) -> dict[str, forms.Field]:
        return {
            "": WordsField(
                limit=question.limit,
                one_line=True,
                label=place.item.label if place.item else question.text,
                help_text="" if place.item else question.help,
                initial=as_text(place.answer),
                widget=forms.TextInput(attrs=words_attrs(place)),
            )
        }

    def lines(self, question: ShortText, answer: Any) -> list[str]:
        return [answer] if as_text(answer).strip() else []


class DayField(forms.DateField):
    """A day that a person's life may hold; a slip like 0026 is asked about."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={
                "invalid": gettext_lazy("Please give the date as day/month/year, like 30/11/2026.")
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and not EARLIEST <= day <= LATEST:
            raise ValidationError(_("Please check the year of this date."))
        return day


def day_in_words(stored: Any) -> str:
    """A stored day or month as people write it; an unreadable one stands as it is."""
    text = as_text(stored)
    try:
        if len(text) == len("2026-11"):
            return formats.date_format(date.fromisoformat(f"{text}-01"), "F Y")
        return formats.date_format(date.fromisoformat(text), "j F Y")
    except ValueError:
        return text


class DateKind(Kind[Date]):
    template = "date"

    def is_grouped(self, question: Date) -> bool:
        return question.precision == "month"

    def fields(self, question: Date, place: Place) -> dict[str, forms.Field]:
        stored = as_text(place.answer)
        label = place.item.label if place.item else question.text
        help_text = "" if place.item else question.help
        if question.precision == "day":
            return {"": DayField(label=label, help_text=help_text, initial=stored or None)}
        year, _dash, month = stored.partition("-")
        return {
            "month": forms.ChoiceField(
                required=False,
                label=gettext_lazy("Month"),
                choices=[("", "")] + [(f"{number:02}", name) for number, name in MONTHS.items()],
                initial=month,
                error_messages={"invalid_choice": NOT_A_CHOICE},
            ),
            "year": forms.IntegerField(
                required=False,
                label=gettext_lazy("Year"),
                min_value=EARLIEST.year,
                max_value=LATEST.year,
                initial=year,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
                error_messages=dict.fromkeys(
                    ["invalid", "min_value", "max_value"],
                    gettext_lazy("Please give the year in four digits, like 2026."),
                ),
            ),
        }

    def answer(self, question: Date, place: Place, values: dict[str, Any]) -> str:
        if question.precision == "day":
            return values[""].isoformat() if values[""] else ""
        month, year = values["month"], values["year"]
        if bool(month) != bool(year):
            raise ValidationError(_("Please give the month and the year, or leave both empty."))
        return f"{year}-{month}" if year else ""

    def lines(self, question: Date, answer: Any) -> list[str]:
        return [day_in_words(answer)] if answer else []

    def layout(self, question: Date, place: Place, bound: dict[str, BoundField]) -> Any:
        return {"by_month": question.precision == "month"}


class NumberKind(Kind[Number]):
    template = "number"

    def fields(self, question: Number, place: Place) -> dict[str, forms.Field]:
        whole = gettext_lazy("Please give a number, like 3.")
        return {
            "": forms.DecimalField(
                required=False,
                min_value=question.least,
                max_value=question.most,
                max_digits=12,
                decimal_places=question.decimals,
                label=place.item.label if place.item else question.text,
                help_text="" if place.item else question.help,
                initial=place.answer,
                widget=forms.TextInput(
                    attrs={"inputmode": "decimal" if question.decimals else "numeric", "size": 8}
                ),
                error_messages={
                    "invalid": whole,
                    "min_value": gettext_lazy("The least that fits here is %(limit_value)s."),
                    "max_value": gettext_lazy("The most that fits here is %(limit_value)s."),
                },
            )
        }

    def answer(self, question: Number, place: Place, values: dict[str, Any]) -> Any:
        number: Decimal | None = values[""]
        if number is None:
            return None
        return float(number) if question.decimals else int(number)

    def is_blank(self, question: Number, answer: Any) -> bool:
        return answer is None or answer == ""  # nought is an answer

    def lines(self, question: Number, answer: Any) -> list[str]:
        if self.is_blank(question, answer):
            return []
        # Not "g", which rounds to six digits, nor str(), which turns to 1e-05.
        shown = f"{Decimal(str(answer)).normalize():f}" if isinstance(answer, float) else answer
        return [f"{shown} {question.unit}".strip()]
