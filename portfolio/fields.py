"""Boxes of the portfolio's forms: a line, some words, hours, one of a list."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from portfolio.choices import Choices
from portfolio.models.lines import MOST_HOURS
from prompts.kinds import WordsField

LINE_LIMIT = 300
WORDS_LIMIT = 5_000


class HoursField(forms.DecimalField):
    """Hours as people write them: 7,5 is read as 7.5, and 1,950 as 1950."""

    def __init__(self, *, least: str = "0.01", **kwargs: Any) -> None:
        super().__init__(
            required=False,
            min_value=Decimal(least),
            max_value=MOST_HOURS,
            max_digits=8,
            decimal_places=2,
            widget=forms.TextInput(
                attrs={"inputmode": "decimal", "size": 8, "autocomplete": "off"}
            ),
            error_messages={
                "invalid": gettext_lazy("Please give a number, like 7.5."),
                "min_value": gettext_lazy("The least that fits here is %(limit_value)s."),
                "max_value": gettext_lazy("The most that fits here is %(limit_value)s."),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        text = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", text)  # 1,950 is no fraction of an hour
        if text.count(",") == 1 and "." not in text:
            text = text.replace(",", ".")
        return super().to_python(text)


def line_field(label: Any, help_text: Any = "") -> WordsField:
    return WordsField(
        limit=LINE_LIMIT, one_line=True, label=label, help_text=help_text, widget=forms.TextInput
    )


def words_field(label: Any, help_text: Any = "") -> WordsField:
    return WordsField(
        limit=WORDS_LIMIT,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def choice_field(choices: Choices, label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        required=False,
        label=label,
        choices=[("", gettext_lazy("Choose one, if you like")), *choices.items()],
        error_messages={"invalid_choice": gettext_lazy("Please choose one of the list.")},
    )
