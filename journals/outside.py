"""How the browser of a reader from outside is known: by two cookies of its own, no session.

One ties a browser to the code that it asked for; the other is what it holds once the code
was right. On a server both are `__Host-`: no other site under the same domain can plant
one. That prefix wants the path `/`; the views under read/ are the only ones that look.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from journals.models import OutsideReader
from journals.services.confirming import CODE_LASTS, READS_AT_MOST
from people.tokens import digest
from vault.ids import from_short, short

BROWSER, ATTEMPT = "reader", "reader-code"
SALT = "journals.outside"


def cookie_name(name: str) -> str:
    return f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name


def reader_at(request: HttpRequest) -> OutsideReader | None:
    """Who confirmed in this browser. Whether they may still read, the caller asks."""
    token = request.COOKIES.get(cookie_name(BROWSER), "")
    if not token:
        return None
    readers = OutsideReader.objects.at_browser(digest("outside-browser", token))
    return readers.select_related("share__author").first()


def reading_at(request: HttpRequest) -> OutsideReader | None:
    """Who sits at this browser, as far as the clock is concerned."""
    reader = reader_at(request)
    return reader if reader is not None and reader.is_reading else None


def attempt_of(request: HttpRequest) -> tuple[uuid.UUID, str] | None:
    """Which reader this browser asked a code for, and what ties the code to it."""
    try:
        reader, attempt = signing.loads(
            request.COOKIES.get(cookie_name(ATTEMPT), ""), salt=SALT, max_age=CODE_LASTS
        )
        return from_short(reader), str(attempt)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def remember_attempt(response: HttpResponseBase, reader_id: uuid.UUID, attempt: str) -> None:
    value = signing.dumps([short(reader_id), attempt], salt=SALT)
    _set(response, ATTEMPT, value, CODE_LASTS)


def remember_browser(response: HttpResponseBase, token: str) -> None:
    _set(response, BROWSER, token, READS_AT_MOST)
    forget(response, ATTEMPT)


def forget(response: HttpResponseBase, name: str) -> None:
    _set(response, name, "", timedelta(0))


def _set(response: HttpResponseBase, name: str, value: str, lasts: timedelta) -> None:
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=lasts,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
