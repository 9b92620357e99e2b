"""Error pages: calm, and with no word of what went wrong inside."""

import logging
import sys
from functools import cache

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from people.access import is_fetch, return_path
from people.kept_answers import kept_at, marked_kept
from reflectjournal.logs import chain, place, route
from vault.errors import KeyMissing, WrongKey

logger = logging.getLogger("reflectjournal.errors")

RETRY_AFTER = "10"  # seconds
# PostgreSQL's codes for: read only, connection, no room, shut down, system trouble.
# psycopg2 files some of them under other names than OperationalError.
OUTAGE_CODES = ("25006", "08", "53", "57", "58")


def is_outage(error: BaseException | None) -> bool:
    """Whether an error means that the database or its key is not to be had just now."""
    return any(_says_outage(link) for link in chain(error))


def _says_outage(error: BaseException) -> bool:
    if isinstance(error, (OperationalError, InterfaceError, KeyMissing, WrongKey)):
        return True
    code = getattr(error.__cause__, "pgcode", None) or ""
    return isinstance(error, DatabaseError) and code.startswith(OUTAGE_CODES)


@cache
def _page(template: str) -> str:
    """A page without a person, a session or a query on it: it must work when nothing else does."""
    return render_to_string(template)


def _answer(request: HttpRequest, status: int, template: str, state: str) -> HttpResponse:
    if is_fetch(request):
        return JsonResponse({"state": state}, status=status)
    return HttpResponse(_page(template), status=status)


def outage(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """The calm page. To a POST it is the answer itself and no redirect, on purpose:
    nothing can be parked now, and reloading this page sends the words once more."""
    kinds = [f"{type(link).__module__}.{type(link).__qualname__}" for link in chain(error)]
    codes = [code for link in chain(error) if (code := _code(link))]
    logger.error(
        "the database or its key is not to be had",
        extra={
            "facts": {"kinds": kinds, "codes": codes, "at": place(error), "route": route(request)}
        },
    )
    response = _answer(request, 503, "503.html", "unavailable")
    response.headers["Retry-After"] = RETRY_AFTER
    response._has_been_logged = True  # type: ignore[attr-defined]  # no mail for each request
    return response


def _code(error: BaseException) -> str:
    return getattr(error, "pgcode", None) or getattr(error, "sqlite_errorname", None) or ""


def server_error(request: HttpRequest) -> HttpResponse:
    """Also where an outage met by a middleware ends, which no process_exception sees."""
    error = sys.exc_info()[1]
    if is_outage(error):
        return outage(request, error)
    return _answer(request, 500, "500.html", "error")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_large = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent))
    return _answer(request, 413 if too_large else 400, "400.html", "bad-request")


def wrong_method(request: HttpRequest, refusal: HttpResponse) -> HttpResponse:
    """Django's own 405 is empty, and who opens a form's address again would see nothing."""
    answer = _answer(request, 405, "405.html", "wrong-method")
    answer.headers["Allow"] = refusal.headers["Allow"]
    answer._has_been_logged = True  # type: ignore[attr-defined]  # the refusal was
    return answer


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer_person(request, 403, "403.html", "forbidden")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer_person(request, 404, "404.html", "not-found")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form's token went stale: another tab signed in again, or the cookie is gone.

    What was written is parked for its writer, as when a session has ended: the page's own
    signed binding says whose it is, and no other site can make one. Then the page is shown
    again with the words on it. Any other form can be sent again from the page behind.
    """
    match = request.resolver_match
    keep = getattr(match.func, "on_refusal", None) if match else None
    if match is None or keep is None:
        return _answer_person(request, 403, "403_csrf.html", "form-expired")
    person, request.user = request.user, AnonymousUser()
    kept = keep(request, **match.kwargs)
    request.user = person
    if not kept or is_fetch(request):
        answer = _answer_person(request, 403, "403_csrf.html", "form-expired")
        return marked_kept(answer) if kept else answer
    return kept_at(request, return_path(request) or request.path)  # some addresses only take


def _answer_person(request: HttpRequest, status: int, template: str, state: str) -> HttpResponse:
    if is_fetch(request):
        return JsonResponse({"state": state}, status=status)
    return render(request, template, status=status)
