"""What is typed about an agreement: its lines, and a name beneath it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.days import house_day
from people.models import User
from people.typed_pages import TypedForm
from prompts.kinds import DayField, WordsField
from supervision import terms
from supervision.models import Agreement
from supervision.services.agreements import Seen
from supervision.term import LINE, ONE_OF, SOME_OF, YES, Term, Values
from supervision.terms import ALSO, NONE_OF_THESE, SECTIONS, TERMS

NAME_LIMIT = 120


def field_of(term: Term) -> forms.Field:
    words: dict[str, Any] = {"label": term.label, "help_text": term.hint}
    if term.kind == YES:
        return forms.BooleanField(required=False, **words)
    if term.kind == SOME_OF:
        return forms.MultipleChoiceField(
            required=False, choices=term.choices, widget=forms.CheckboxSelectMultiple, **words
        )
    if term.kind == ONE_OF:
        return forms.ChoiceField(
            required=False, choices=term.choices, widget=forms.RadioSelect, **words
        )
    one_line = term.kind == LINE
    widget = forms.TextInput() if one_line else forms.Textarea(attrs={"rows": 3})
    return WordsField(limit=term.limit, one_line=one_line, widget=widget, **words)


class SeenForm(TypedForm):
    """Of a page that showed a wording, and says which: "version.revision"."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_seen(self) -> Seen | None:
        return Seen.read(self.cleaned_data["seen"])


class Row(NamedTuple):
    field: BoundField
    newer: str | None  # what stands in the draft by now; None where that is the same


class AgreementForm(SeenForm):
    field_order = (*TERMS, "review_on")

    review_on = DayField(
        label=gettext_lazy("When we look at this again"),
        help_text=gettext_lazy("You are both told a week before. Many look again after a year."),
    )

    def __init__(self, data: Any = None, *, person: User, **kwargs: Any) -> None:
        super().__init__(data, person=person, **kwargs)
        self.newer: dict[str, str] = {}

    def clean_review_on(self) -> Any:
        day = self.cleaned_data["review_on"]
        if day and day < house_day():
            raise ValidationError(_("This day has passed. Please give one to come."))
        return day

    def clean(self) -> Values:
        cleaned: Values = super().clean() or self.cleaned_data
        for term in TERMS.values():
            if term.needed and term.key not in self.errors and not cleaned[term.key].strip():
                self.add_error(term.key, _("Please say this in a few words."))
        said = cleaned.get(ALSO, [])
        if NONE_OF_THESE in said and len(said) > 1:
            self.add_error(ALSO, _("Please tick either “None of these”, or what it is."))
        return cleaned

    @property
    def values(self) -> Values:
        """The lines of the agreement, once it was cleaned."""
        return {key: self.cleaned_data[key] for key in TERMS}

    def show_beside(self, agreement: Agreement) -> None:
        """Beside each field that holds something else, what stands in the draft by now."""
        held = {key: self[key].value() for key in TERMS}
        held[terms.RECORDS_MORE] = bool(held[terms.RECORDS_MORE])
        found = terms.changed_lines(terms.cleaned(held), agreement.terms)
        self.newer = {line.key: line.text for line in found}
        if str(self["review_on"].value() or "") != str(agreement.review_on or ""):
            day = agreement.review_on
            self.newer["review_on"] = date_format(day, "j F Y") if day else ""

    @property
    def sections(self) -> list[tuple[Any, list[Row]]]:
        """As the page shows them."""
        last = Row(self["review_on"], self.newer.get("review_on"))
        return [
            *((s.title, [self._row(term.key) for term in s.terms]) for s in SECTIONS),
            (_("Looking again"), [last]),
        ]

    def _row(self, key: str) -> Row:
        return Row(self[key], self.newer.get(key))


# The table says which lines there are. Django copies these for each form that it makes.
AgreementForm.base_fields.update({key: field_of(term) for key, term in TERMS.items()})


class SignForm(SeenForm):
    name = WordsField(
        limit=NAME_LIMIT,
        one_line=True,
        label=gettext_lazy("Your name, as you sign"),
        help_text=gettext_lazy("Typing it here counts as your signature, with the time."),
        widget=forms.TextInput,
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not name.strip():
            raise ValidationError(_("Please type your name to sign."))
        return name


def as_initial(agreement: Agreement) -> Values:
    return terms.cleaned(agreement.terms) | {
        "review_on": agreement.review_on,
        "seen": str(Seen.of(agreement)),
    }
