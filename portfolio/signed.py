"""What is typed on the forms of the discussion and of the confirmation.

Whose names, roles and sentences stand on them is the regulator's, and data: see wording_of.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.typed_pages import TypedForm
from portfolio.fields import line_field
from portfolio.models import Confirmation, Cycle, Discussion, SignedForm
from prompts.kinds import DayField, WordsField
from prompts.models import Framework
from prompts.schema import FormWording

SUMMARY_LIMIT = 5_000


class SignedFormForm(TypedForm):
    """Somebody else's boxes may all stay empty: they can write them on the paper themselves."""

    held_on = DayField(label=gettext_lazy("On which day was it?"))
    name = line_field(gettext_lazy("Their name"))
    pin = line_field(gettext_lazy("Their number on the register"))
    email = line_field(gettext_lazy("Their e-mail address"))
    address = line_field(gettext_lazy("Their professional address"))
    postcode = line_field(gettext_lazy("Postcode"))

    def __init__(self, data: Any = None, *, wording: FormWording, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["pin"].label = _("Their %(number)s") % {"number": wording.signer_pin}

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
        error_messages={"invalid_choice": gettext_lazy("Please choose one of the list.")},
    )
    shown = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("What did you show?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Please choose of the list.")},
    )
    field_order = ["role", "held_on", "shown", "name", "pin", "email", "address", "postcode"]

    def __init__(self, data: Any = None, *, wording: FormWording, **kwargs: Any) -> None:
        super().__init__(data, wording=wording, **kwargs)
        role, shown = self.initial.get("role", ""), self.initial.get("shown", [])
        roles = choices_with({one.key: one.label for one in wording.roles}, [role])
        fields: dict[str, Any] = self.fields
        fields["role"].choices = [("", _("Not said yet")), *roles.items()]
        things = {one.key: one.label for one in wording.shown}
        fields["shown"].choices = list(choices_with(things, shown).items())


SIGNED_FORMS: dict[str, tuple[type[SignedForm], type[SignedFormForm]]] = {
    "discussion": (Discussion, DiscussionForm),
    "confirmation": (Confirmation, ConfirmationForm),
}


def choices_with(offered: dict[str, str], chosen: Iterable[str]) -> dict[str, str]:
    """Also what was chosen under another code: it stands as it is until its owner changes it."""
    return offered | {key: key for key in chosen if key and key not in offered}


def is_asked(framework: Framework, form: str) -> bool:
    return any(one.key == form for one in framework.requirements.all())


def wording_of(framework: Framework, form: str) -> FormWording:
    """As the regulator words it; in plain words, where its code does not ask for it any more."""
    asked = (one.wording for one in framework.requirements.all() if one.key == form)
    return next(asked, FormWording())


def initial_of(row: SignedForm | None, form: type[SignedFormForm]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in form.base_fields} if row else {}


def comes_too_early(cycle: Cycle, met: Confirmation | None) -> bool:
    """Whether the discussion should have come first: who confirmed is not on the register.

    Of a cycle with its sums. It is said, and stands in nobody's way.
    """
    if met is None or not met.held_on or not met.role:
        return False
    roles = wording_of(cycle.framework, met.kind).roles
    if met.role in {one.key for one in roles if one.registered}:
        return False
    return cycle.discussed_on is None or cycle.discussed_on > met.held_on
