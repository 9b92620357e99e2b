"""What is typed on the forms of the discussion and of the confirmation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.typed_pages import TypedForm
from portfolio.choices import CONFIRMERS, REGISTERED, SHOWN
from portfolio.fields import line_field
from portfolio.models import Confirmation, Cycle, Discussion, SignedForm
from prompts.kinds import DayField, WordsField
from prompts.models import Framework

SUMMARY_LIMIT = 5_000


class SignedFormForm(TypedForm):
    """Somebody else's boxes may all stay empty: they can write them on the paper themselves."""

    held_on = DayField(label=gettext_lazy("On which day was it?"))
    name = line_field(gettext_lazy("Their name"))
    pin = line_field(gettext_lazy("Their NMC Pin"))
    email = line_field(gettext_lazy("Their e-mail address"))
    address = line_field(gettext_lazy("Their professional address"))
    postcode = line_field(gettext_lazy("Postcode"))

    def clean_held_on(self) -> date | None:
        day: date | None = self.cleaned_data["held_on"]
        if day and day > timezone.localdate():
            said = _("This day is still to come. Leave it empty until you have met.")
            raise ValidationError(said)
        return day


class DiscussionForm(SignedFormForm):
    summary = WordsField(
        limit=SUMMARY_LIMIT,
        label=gettext_lazy("Short summary of the discussion"),
        help_text=gettext_lazy(
            "A few lines are enough. They must not show who a patient, a colleague or anybody is."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ConfirmationForm(SignedFormForm):
    role = forms.ChoiceField(
        required=False,
        label=gettext_lazy("In what role do they act?"),
        choices=[("", gettext_lazy("Not said yet")), *CONFIRMERS.items()],
        error_messages={"invalid_choice": gettext_lazy("Please choose one of the list.")},
    )
    shown = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("What did you show?"),
        choices=list(SHOWN.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Please choose of the list.")},
    )
    field_order = ["role", "held_on", "shown", "name", "pin", "email", "address", "postcode"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pin"].label = _("Their NMC Pin or other professional ID")


SIGNED_FORMS: dict[str, tuple[type[SignedForm], type[SignedFormForm]]] = {
    "discussion": (Discussion, DiscussionForm),
    "confirmation": (Confirmation, ConfirmationForm),
}


def is_asked(framework: Framework, form: str) -> bool:
    """Whether this regulator asks for it: both are laid out as the NMC's."""
    return any(one.key == form for one in framework.requirements.all())


def initial_of(row: SignedForm | None, form: type[SignedFormForm]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in form.base_fields} if row else {}


def comes_too_early(cycle: Cycle, met: Confirmation | None) -> bool:
    """Whether the discussion should have come first: who confirmed is not on the register.

    Of a cycle with its sums. It is said, and stands in nobody's way.
    """
    if met is None or not met.held_on or not met.role or met.role in REGISTERED:
        return False
    return cycle.discussed_on is None or cycle.discussed_on > met.held_on
