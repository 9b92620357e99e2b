"""What is typed in feedback to a supervisor, and in what comes back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.typed_pages import TypedForm
from prompts.kinds import WordsField
from supervision.agreement_forms import field_of
from supervision.feedback import QUESTIONS, cleaned
from supervision.term import Values

REPLY_LIMIT = 600


class FeedbackForm(TypedForm):
    """It names the revision of the draft that its page showed."""

    revision = forms.IntegerField(
        required=False, min_value=0, max_value=10**9, widget=forms.HiddenInput
    )

    def clean(self) -> Values:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned(found):
            raise ValidationError(_("Please answer at least one of these. One is enough."))
        return found

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[one.key] for one in QUESTIONS]


# The table says which questions there are. Django copies these for each form that it makes.
FeedbackForm.base_fields.update({one.key: field_of(one) for one in QUESTIONS})


class ThanksForm(TypedForm):
    reply = WordsField(
        limit=REPLY_LIMIT,
        label=gettext_lazy("A few words, if you like"),
        help_text=gettext_lazy("What you take from it. You need not explain yourself."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
