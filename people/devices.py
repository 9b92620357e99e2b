"""Devices on which somebody has signed in before.

The cookie holds a random device number and, for each of the last people, a digest of the
number with the person: nobody can read from it who they were, and nobody can make one.
Nothing is stored here on the server.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from people.models import User

PEOPLE_AT_MOST = 40  # a ward's computer
AGE = 365 * 24 * 3600


def cookie_name() -> str:
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


def known_to(request: HttpRequest, address: str) -> str:
    """The device's number if the person of this address has signed in on it, else ""."""
    if not _read(request)[1]:
        return ""
    user = User.objects.with_address(address)
    return number_for(request, user) if user is not None else ""


def number_for(request: HttpRequest, user: User) -> str:
    """The device's number if this person has signed in on it, else ""."""
    number, digests = _read(request)
    return number if _digest(number, user) in digests else ""


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    number, digests = _read(request)
    digest = _digest(number, user)
    kept = [digest, *(other for other in digests if other != digest)][:PEOPLE_AT_MOST]
    response.set_cookie(
        cookie_name(),
        signing.dumps([number, *kept], salt="people.devices"),
        max_age=AGE,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        number, *digests = signing.loads(
            request.COOKIES.get(cookie_name(), ""), salt="people.devices", max_age=AGE
        )
    except (signing.BadSignature, ValueError, TypeError):
        return secrets.token_urlsafe(12), []
    return str(number), [str(digest) for digest in digests]


def _digest(number: str, user: User) -> str:
    return salted_hmac("people.devices", f"{number}|{user.pk.hex}").hexdigest()[:16]
