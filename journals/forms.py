"""What an entry has besides its answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from prompts.kinds import DayField, WordsField
from prompts.kinds.base import answer_limit

TITLE_LIMIT = 120


class AboutForm(forms.Form):
    """Title, day, private note and whether the entry may come back. Every field may stay empty."""

    prefix = "about"

    title = WordsField(
        limit=TITLE_LIMIT,
        one_line=True,
        label=_("A name for it"),
        help_text=_("Only so that you find it again. Leave out who it was about."),
    )
    happened_on = DayField(
        label=_("When it happened"),
        help_text=_("If you like. A month and year is often enough: choose any day of it."),
    )
    private_note = WordsField(
        limit=answer_limit(),
        label=_("Private note"),
        help_text=_(
            "For you alone. It can never be shared, and no document made for others contains it."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    stays_away = forms.BooleanField(
        label=_("Do not bring this back to me"),
        help_text=_("No reminder and no suggestion will show this entry. You can still find it."),
        required=False,
    )
