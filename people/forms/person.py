"""What a person says about themselves: name, zone, looks, addresses, codes."""

import zoneinfo
from functools import cache
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from people.forms.long_select import LongSelect
from people.forms.sign_in import AddressField, DeviceFields, NewPasswordField, PasswordAgainForm
from people.models import User

JOINERS = {"\u200c", "\u200d"}  # not printable, yet part of names in some scripts


class NameField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your name"))
        kwargs.setdefault("max_length", 80)
        widget = forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"})
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        """One line of visible letters: names go into subjects and lists."""
        kept = (
            letter if letter.isprintable() or letter in JOINERS else " "
            for letter in str(super().to_python(value) or "")
        )
        return " ".join("".join(kept).split())


@cache
def zone_choices() -> list[tuple[str, str]]:
    names = {name for name in zoneinfo.available_timezones() if "/" in name}
    names = {name for name in names if not name.startswith(("Etc/", "SystemV/", "posix/"))}
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in sorted(names))]


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only for the checker
    display_name = NameField()
    time_zone = forms.ChoiceField(
        label=_("Your time zone"), choices=zone_choices, widget=LongSelect
    )
    spell_check = forms.BooleanField(
        label=_("Check my spelling while I write"),
        help_text=_("Some browsers send what you write to their maker for this. So it is off."),
        required=False,
    )

    class Meta:
        model = User
        fields = ["display_name", "time_zone", "theme", "spell_check"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What they see times in now: a zone that is gone would leave the first of the list.
        self.initial["time_zone"] = self.instance.zone.key


class AddressForm(PasswordAgainForm):
    address = AddressField(label=_("New address"))
    use = forms.ChoiceField(
        label=_("What is it for?"),
        choices=[
            ("reach", _("To reach me, besides the one I sign in with")),
            ("sign-in", _("To sign in with, instead of the one I have now")),
        ],
        initial="reach",
        widget=forms.RadioSelect,
    )
    field_order = ["address", "use", "password"]


class PersonalAddressForm(forms.Form):
    address = AddressField(label=_("Your own e-mail address"))


class CodeForm(forms.Form):
    """A code from paper or from a mail, typed in any spelling of spaces and hyphens."""

    code = forms.CharField(
        label=_("Code"),
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "off"}
        ),
    )


class InvitationForm(DeviceFields):
    display_name = NameField()
    password = NewPasswordField(label=_("Choose a password"))
    field_order = ["display_name", "password", "device", "others"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned:
            someone = User(email=self.initial.get("address", ""), display_name="")
            someone.display_name = cleaned.get("display_name", "")
            try:
                validate_password(cleaned["password"], someone)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned
