"""What stays for the next page in the session: a refused form, and secrets shown once.

A form with a password in it is answered by 303 also when it is refused, so that the
password is not kept in the browser's session files; what was wrong is shown after that.
"""

import base64
import time
import uuid

from django import forms
from django.forms.utils import ErrorDict
from django.http import HttpRequest

from people.models import User
from people.tokens import digest
from vault import sealing
from vault.errors import SealError

SHOWN_FOR = 15 * 60  # seconds that fresh codes and secrets can be read, copied and printed


def park_form(request: HttpRequest, form: forms.BaseForm) -> None:
    """Keep what was wrong, and what was typed except passwords."""
    values = {
        name: form.data.get(form.add_prefix(name), "")
        for name, field in form.fields.items()
        if not isinstance(field.widget, forms.PasswordInput)
    }
    errors = {
        name: [str(message) for message in messages] for name, messages in form.errors.items()
    }
    request.session[_name(request)] = {"values": values, "errors": errors}


def unpark_form(request: HttpRequest, form: forms.BaseForm) -> forms.BaseForm:
    """Show an unbound form as it was refused, once."""
    parked = request.session.pop(_name(request), None)
    if parked:
        form.initial = {**form.initial, **parked["values"]}
        form._errors = ErrorDict(  # type: ignore[attr-defined]
            {name: form.error_class(messages) for name, messages in parked["errors"].items()}
        )
    return form


def _name(request: HttpRequest) -> str:
    # A digest: the path of an invitation is the way in.
    return f"form {digest('form', request.path)[:32]}"


def park_token(request: HttpRequest, user: User, token: str) -> None:
    """Keep the token of a reset link for the page with the form, sealed."""
    sealed = sealing.seal(user.key_holder_id, b"people|reset token", token.encode())
    request.session["reset"] = base64.b64encode(sealed).decode()


def parked_token(request: HttpRequest, uid: str) -> str:
    user = User.objects.filter(pk=uuid.UUID(hex=uid)).first()
    sealed = base64.b64decode(request.session.get("reset", ""))
    if user is None or not sealed:
        return ""
    try:
        return sealing.open_sealed(user.key_holder_id, b"people|reset token", sealed).decode()
    except SealError:
        return ""


def park_codes(request: HttpRequest, user: User, codes: list[str]) -> None:
    """Keep fresh codes for a few minutes, sealed: a session row is as readable as any."""
    _park(request, user, "codes", "\n".join(codes))


def parked_codes(request: HttpRequest, user: User) -> list[str]:
    return _parked(request, user, "codes").splitlines()


def forget_codes(request: HttpRequest) -> None:
    request.session.pop("codes", None)


def park_secret(request: HttpRequest, user: User, secret: str) -> None:
    """Keep what an app is being given, until its first code shows that it has it."""
    _park(request, user, "secret", secret)


def parked_secret(request: HttpRequest, user: User) -> str:
    return _parked(request, user, "secret")


def forget_secret(request: HttpRequest) -> None:
    request.session.pop("secret", None)


def _park(request: HttpRequest, user: User, name: str, text: str) -> None:
    sealed = sealing.seal(user.key_holder_id, f"people|parked {name}".encode(), text.encode())
    request.session[name] = {"at": time.time(), "sealed": base64.b64encode(sealed).decode()}


def _parked(request: HttpRequest, user: User, name: str) -> str:
    parked = request.session.get(name)
    if not parked or not 0 <= time.time() - parked["at"] < SHOWN_FOR:
        request.session.pop(name, None)
        return ""
    sealed = base64.b64decode(parked["sealed"])
    try:
        plain = sealing.open_sealed(user.key_holder_id, f"people|parked {name}".encode(), sealed)
    except SealError:
        return ""
    return plain.decode()
