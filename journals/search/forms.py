"""The field in which words are typed, and what narrows a search."""

from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from journals.search.index import Facets
from journals.search.looking import Looking
from journals.search.texts import PRACTICES
from prompts.kinds import DayField

LONGEST = 200
ANY = ("", _("Any"))
PRACTICE_NAMES = {
    "attune": _("Attune"),
    "wonder": _("Wonder"),
    "follow": _("Follow"),
    "hold": _("Hold"),
}


class OneOfThese(forms.ChoiceField):
    """What is chosen and is there no more is left aside: the search still opens."""

    def clean(self, value: Any) -> str:
        text = str(value or "")
        return text if self.valid_value(text) else ""


class SearchForm(forms.Form):
    words = forms.CharField(
        label=_("Words to look for"),
        help_text=_("A name, a word, or the beginning of one. In double quotes: just so."),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    programme = OneOfThese(label=_("Written to"), required=False)
    practice = OneOfThese(label=_("Practice"), required=False)
    standard = OneOfThese(label=_("Theme or part of your code"), required=False)
    since = DayField(label=_("From"))
    until = DayField(label=_("To"))

    def __init__(self, data: Any = None, *, facets: Facets) -> None:
        super().__init__(data)
        practices = [(key, PRACTICE_NAMES[key]) for key in PRACTICES if key in facets.practices]
        standards = [
            (framework, [(one.id, one.label) for one in those])
            for framework, those in groupby(facets.standards, key=lambda one: one.framework)
        ]
        offered: dict[str, list[Any]] = {
            "programme": facets.programmes,
            "practice": practices,
            "standard": standards,
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  tells mypy
            field.choices = [ANY, *choices]
            if not choices:
                del self.fields[name]

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"].replace("\0", " ")
        if len(words) > LONGEST:
            raise ValidationError(
                _("Please look for a few words: this is longer than %(most)s characters."),
                params={"most": LONGEST},
            )
        return words

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day is before the first one."))
        return self.cleaned_data

    @property
    def narrowing(self) -> list[Any]:
        return [bound for bound in self if bound.name != "words"]

    @property
    def looking(self) -> Looking:
        """Only of a form that is valid."""
        return Looking(**{name: self.cleaned_data[name] for name in self.fields})
