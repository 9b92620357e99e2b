"""What has to be given again before everything at once is opened or erased."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import User
from portfolio.documents.files import SHAPES

# What a person types to show that erasing is meant. Translators: a single lower-case word.
ERASE_WORD = pgettext_lazy("typed to confirm", "erase")

DATA = "data"


class PasswordForm(forms.Form):
    """The person's password, once more. Wrong ones are counted like any other guess."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Please type your password.")},
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        # Too many wrong ones: the adapter raises its own "please wait".
        if not get_adapter().reauthenticate(self.person, password):
            raise ValidationError(_("That is not your password. Please try again."))
        return password


class EraseForm(PasswordForm):
    what = forms.ChoiceField(
        label=_("What should be erased?"),
        choices=[
            ("journal", _("Erase my journal, and keep my sign-in")),
            ("everything", _("Erase my journal, and close: nothing of me stays")),
        ],
        widget=forms.RadioSelect,
        initial="journal",
        error_messages={"required": _("Please choose one of the two.")},
    )
    word = forms.CharField(
        label=_("Type the word “erase”"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": _("Please type the word “erase”.")},
    )
    field_order = ["what", "word", "password"]

    def clean_word(self) -> str:
        word: str = self.cleaned_data["word"]
        if word.casefold() != str(ERASE_WORD).casefold():
            raise ValidationError(_("Please type the word “erase”, and nothing else."))
        return word


class EntryFileForm(forms.Form):
    """In which shape one entry is taken away."""

    shape = forms.ChoiceField(
        label=_("As"),
        choices=[*SHAPES, (DATA, _("Data for another program"))],
        widget=forms.RadioSelect,
        initial="pdf",
    )
    with_note = forms.BooleanField(
        label=_("With my private note"),
        help_text=_("Left out unless you tick this."),
        required=False,
    )
    for_others = forms.BooleanField(
        label=_("It is for somebody else"),
        help_text=_("Then you look it through first, for what could show who a person is."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("for_others") and data.get("with_note"):
            raise ValidationError(
                _(
                    "Your private note is for you alone, so no file for somebody else has it. "
                    "Please take off one of the two ticks."
                )
            )
        if data.get("for_others") and data.get("shape") == DATA:
            raise ValidationError(
                _("Data is for a program. Please choose another shape for somebody else.")
            )
        return data


class FileForOthersForm(forms.Form):
    """In which shape somebody else gets one entry."""

    shape = forms.ChoiceField(
        label=_("As"), choices=SHAPES, widget=forms.RadioSelect, initial="pdf"
    )
