"""A record that was typed while it was saved elsewhere: what each of the two says, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from supervision.record_forms import ROWS, RecordForm

NAMES = ("minutes", "attended", "functions", "topics", "themes", "ideas", "exception",
         "next_day", "next_time")  # fmt: skip


@dataclass(frozen=True)
class Difference:
    label: str
    saved: str  # "" where nothing is said
    typed: str


def differences(form: RecordForm, typed: dict[str, list[str]], saved: Any) -> list[Difference]:
    """Whatever is not the same in what was typed and in what is saved, as people read it.

    `saved` is what the form would begin with. The form's own choices say how to read both.
    """
    found = [
        Difference(
            str(form.fields[name].label),
            _read(form, name, saved.get(name)),
            _read(form, name, typed.get(name)),
        )
        for name in NAMES
    ]
    found.append(
        Difference(_("What you agreed to do"), _actions(form, saved), _actions(form, typed))
    )
    return [one for one in found if one.saved != one.typed]


def _actions(form: RecordForm, values: Any) -> str:
    lines = []
    for number in range(ROWS):
        parts = (_read(form, f"{name}-{number}", values.get(f"{name}-{number}"))
                 for name in ("what", "owner", "due"))  # fmt: skip
        if line := " · ".join(part for part in parts if part):
            lines.append(line)
    return "\n".join(lines)


def _read(form: RecordForm, name: str, value: Any) -> str:
    field = form.fields[name]
    if value is None:
        value = field.initial
    if isinstance(field, forms.MultipleChoiceField):
        return _chosen(field, value or [])
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(field, forms.ChoiceField):
        return _chosen(field, [value] if value else [])
    try:
        value = field.to_python(value)
    except ValidationError:
        pass  # as it was typed: the form below says what is wrong
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, time):
        return time_format(value, "H:i")
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _chosen(field: forms.ChoiceField, keys: list[str]) -> str:
    """By their names, in the order of the page; what can be chosen no more is only counted."""
    offered: Any = field.choices  # pairs, as this form fills them
    labels = {str(key): str(label) for key, label in offered}
    names = [label for key, label in labels.items() if key in {str(one) for one in keys}]
    gone = sum(str(key) not in labels for key in keys)
    return ", ".join([*names, *[_("something that is no longer there")] * gone])
