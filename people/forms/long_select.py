"""A list of hundreds to choose one from, as cheap to draw as one of three."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget
from django.utils.html import format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """The HTML of Django's own, which fills in a template or two for each option.

    Without groups: a group's name would stand where an option's value does.
    """

    template_name = "people/includes/long_select.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super(ChoiceWidget, self).get_context(name, value, attrs)
        # As plain text, and so in the language of this page.
        choices = tuple((f"{one}", f"{label}") for one, label in self.choices)
        known = {one for one, _label in choices}
        chosen = next((one for one in context["widget"]["value"] if one in known), None)
        context["widget"]["options"] = _options(choices, chosen)
        return context


@lru_cache(maxsize=64)  # as many as there are zones that people here live in
def _options(choices: tuple[tuple[str, str], ...], chosen: str | None) -> SafeString:
    options = ((one, " selected" if one == chosen else "", label) for one, label in choices)
    return format_html_join("", '\n  <option value="{}"{}>{}</option>', options)
