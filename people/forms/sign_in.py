"""What is asked at the door: address and password, which device, a new password."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.core import context
from django import forms
from django.contrib.auth import password_validation
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people import aside
from people.models import User, check_address
from people.services import passwords, resets

LONGEST_PASSWORD = 500


class AddressField(forms.EmailField):
    """An address as typed: folding it is the business of people.models.address_key."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail address"))
        kwargs.setdefault("max_length", 254)
        widget = forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"})
        super().__init__(widget=widget, **kwargs)

    default_validators = [*forms.EmailField.default_validators, check_address]


class PasswordField(forms.CharField):
    """A password as typed: nothing stripped, nothing cut, pasting welcome."""

    def __init__(self, *, autocomplete: str = "current-password", **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Password"))
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(strip=False, max_length=LONGEST_PASSWORD, widget=widget, **kwargs)


class NewPasswordField(PasswordField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("New password"))
        kwargs.setdefault("help_text", _("At least 10 characters. Three or four words are good."))
        super().__init__(autocomplete="new-password", **kwargs)


class DeviceFields(forms.Form):
    """Which device: the careful answer is the default, and the one for want of an answer."""

    SHARED, OWN = "shared", "own"
    device = forms.ChoiceField(
        label=_("Which device is this?"),
        choices=[
            (SHARED, _("A shared computer")),
            (OWN, _("My own phone or computer")),
        ],
        initial=SHARED,
        required=False,
        widget=forms.RadioSelect,
    )
    others = forms.ChoiceField(
        label=_("Does anyone else use or check this phone or computer?"),
        help_text=_("If so, it is treated like a shared one. Only for your own device."),
        choices=[("yes", _("Yes, or I am not sure")), ("no", _("No, only me"))],
        required=False,
        widget=forms.RadioSelect,
    )

    def device_kind(self) -> str:
        own = self.cleaned_data.get("device") == self.OWN
        return self.OWN if own and self.cleaned_data.get("others") == "no" else self.SHARED


class SignInForm(DeviceFields, LoginForm):  # type: ignore[misc]  # allauth has no types
    field_order = ["login", "password", "device", "others"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressField()
        self.fields["password"] = PasswordField()
        self.fields.pop("remember", None)
        self.order_fields(self.field_order)


class ResetAskForm(ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    email = AddressField()

    def clean_email(self) -> str:
        # Whether anybody has this address shows neither here nor in the time it takes.
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        address: str = self.cleaned_data["email"]
        # All of it aside: looking the address up, making the link and filling in the mail.
        aside.run(
            resets.ask_reset,
            address=address,
            network=get_adapter().get_client_ip(request),
            base_url=request.build_absolute_uri("/").rstrip("/"),
        )
        return address


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]  # allauth has no types
    password1 = NewPasswordField()
    password2 = PasswordField(label=_("New password again"), autocomplete="new-password")

    def clean_password1(self) -> str:
        return _allowed(self.cleaned_data["password1"], self.user)

    def save(self) -> None:
        base_url = context.request.build_absolute_uri("/").rstrip("/")
        password = self.cleaned_data["password1"]
        resets.complete_reset(user=self.user, password=password, base_url=base_url)


class PasswordChangeForm(ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    oldpassword = PasswordField(label=_("Your password now"))
    password1 = NewPasswordField()
    password2 = PasswordField(label=_("New password again"), autocomplete="new-password")

    def clean_oldpassword(self) -> str:
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["oldpassword"]):
            raise get_adapter().validation_error("incorrect_password")
        return str(self.cleaned_data["oldpassword"])

    def clean_password1(self) -> str:
        return _allowed(self.cleaned_data["password1"], self.user)

    def save(self) -> None:
        passwords.change_password(user=self.user, password=self.cleaned_data["password1"])


class PasswordAgainForm(forms.Form):
    """Asked before something that a person at an unlocked screen must not do for them.

    Other rooms use it too: `PasswordAgainForm(request.POST, user=...)`.
    """

    password = PasswordField(label=_("Your password"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        # Limited: an open session is no licence to guess.
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["password"]):
            raise get_adapter().validation_error("incorrect_password")
        return str(self.cleaned_data["password"])


def _allowed(password: str, user: User) -> str:
    password_validation.validate_password(password, user)
    return password
