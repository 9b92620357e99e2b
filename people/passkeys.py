"""Passkeys (WebAuthn) as a second step: the question that a browser puts to a key, and the answer.

A question is good once, for one person, one purpose and ten minutes, and only on the very
address that it was asked on.
"""

import base64
import ipaddress
import json
import logging
import time
from typing import Any

from django.http import HttpRequest
from django.http.request import split_domain_port
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from people.models import Factor, User

log = logging.getLogger("people.passkeys")

ASKED = "passkey"  # in the session
LASTS = 10 * 60  # seconds
LONGEST_ANSWER = 20_000  # characters


def is_possible(request: HttpRequest) -> bool:
    """Browsers refuse passkeys where the address is a number."""
    try:
        ipaddress.ip_address(_host(request).strip("[]"))
    except ValueError:
        return True
    return False


def ask_to_make(request: HttpRequest, user: User) -> str:
    """What a browser needs to make a new passkey, as JSON; "" where it would refuse."""
    if not is_possible(request):
        return ""
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(
            id=user.pk.bytes, name=user.email, display_name=user.display_name or user.email
        ),
        credentials=_credentials(user),  # a key that is here already says so
        # It need not be found without the password, and small keys have little room.
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    _note(request, user, "make", state)
    return json.dumps(dict(options))


def made(request: HttpRequest, user: User, answer: str) -> str:
    """The id and public key of a new passkey, to be kept; "" if the answer is not right."""
    state = _noted(request, user, "make")
    if state is None or len(answer) > LONGEST_ANSWER:
        return ""
    try:
        data = _server(request).register_complete(state, json.loads(answer))
        credential = data.credential_data
    except Exception as error:  # noqa: BLE001  anything can be sent, and break any parser
        log.warning("A passkey was not made (%s).", type(error).__name__)
        return ""
    return base64.b64encode(credential).decode() if credential is not None else ""


def ask_to_show(request: HttpRequest, user: User) -> str:
    """What a browser needs to ask for a passkey of this person, as JSON; "" if there is none."""
    credentials = _credentials(user) if is_possible(request) else []
    if not credentials:
        return ""
    options, state = _server(request).authenticate_begin(
        credentials, user_verification=UserVerificationRequirement.PREFERRED
    )
    _note(request, user, "show", state)
    return json.dumps(dict(options))


def shown(request: HttpRequest, user: User, answer: str) -> Factor | None:
    """The passkey that has signed our question."""
    state = _noted(request, user, "show")
    if state is None or len(answer) > LONGEST_ANSWER:
        return None
    try:
        found = _server(request).authenticate_complete(
            state, _credentials(user), json.loads(answer)
        )
    except Exception as error:  # noqa: BLE001  anything can be sent, and break any parser
        log.warning("A passkey was refused (%s).", type(error).__name__)
        return None
    for factor in Factor.objects.visible_to(user).passkeys():
        if _credential(factor).credential_id == found.credential_id:
            return factor
    return None


def _note(request: HttpRequest, user: User, purpose: str, state: Any) -> None:
    request.session[ASKED] = {
        "person": user.pk.hex,
        "purpose": purpose,
        "at": time.time(),
        "state": state,
    }


def _noted(request: HttpRequest, user: User, purpose: str) -> Any:
    """The question, if it is still open. Whatever was answered, it is closed now."""
    asked = request.session.pop(ASKED, None)
    if not asked or (asked["person"], asked["purpose"]) != (user.pk.hex, purpose):
        return None
    return asked["state"] if abs(time.time() - asked["at"]) < LASTS else None


def _credentials(user: User) -> list[AttestedCredentialData]:
    return [_credential(factor) for factor in Factor.objects.visible_to(user).passkeys()]


def _credential(factor: Factor) -> AttestedCredentialData:
    return AttestedCredentialData(base64.b64decode(factor.secret))


def _server(request: HttpRequest) -> Fido2Server:
    origin = f"{request.scheme}://{request.get_host()}"
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=_host(request), name="Reflect Journal"),
        verify_origin=lambda asked: asked == origin,
    )


def _host(request: HttpRequest) -> str:
    return split_domain_port(request.get_host())[0]
