"""What is asked at the second step, and when one is added."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.person import CodeForm


class SixDigitsForm(forms.Form):
    code = forms.CharField(
        label=_("Six-digit code"),
        max_length=50,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "class": "code",
            }
        ),
    )


class RecoveryCodeForm(CodeForm):
    def __init__(self) -> None:
        super().__init__(auto_id="recovery_%s")  # beside the other code on one page
        self.fields["code"].label = _("Recovery code")
        self.fields["code"].widget.attrs["autocomplete"] = "off"


class PasskeyForm(forms.Form):
    name = forms.CharField(
        label=_("What do you call it?"),
        help_text=_("So that you know it again, for example: my phone."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    credential = forms.CharField(required=False, widget=forms.HiddenInput)
