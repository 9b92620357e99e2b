"""The site, and pages that go wrong in ways that the real ones should not."""

from typing import NoReturn

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from reflectjournal import urls
from vault.errors import WrongKey

TAIL = "wrenkqx"  # reads the same in every encoding; digits alone stand in any Message-ID
MARKER = f"Zaunkönig-{TAIL}"


@login_not_required
def crash(request: HttpRequest, secret: str) -> NoReturn:
    private = request.POST.get("words", MARKER)  # a local, as a view would have it
    raise ValueError(f"could not make sense of {private}")


@login_not_required
def refused_row(request: HttpRequest) -> NoReturn:
    raise IntegrityError(f"DETAIL: Failing row contains ({MARKER})")


@login_not_required
def no_database(request: HttpRequest) -> NoReturn:
    try:
        raise OperationalError("connection to server at db.internal as journal failed")
    except OperationalError as error:
        raise RuntimeError("while reading") from error


@login_not_required
def wrong_key(request: HttpRequest) -> NoReturn:
    raise WrongKey("sealed with another key")


@login_not_required
def forbidden(request: HttpRequest) -> NoReturn:
    raise PermissionDenied(MARKER)


@login_not_required
def suspicious(request: HttpRequest) -> NoReturn:
    raise SuspiciousOperation(MARKER)


@login_not_required
def failing_statement(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO no_such_table VALUES (%s)", [MARKER])
    return HttpResponse()


urlpatterns = [
    path("faults/crash/<str:secret>/", crash),
    path("faults/refused-row/", refused_row),
    path("faults/no-database/", no_database),
    path("faults/wrong-key/", wrong_key),
    path("faults/forbidden/", forbidden),
    path("faults/suspicious/", suspicious),
    path("faults/failing-statement/", failing_statement),
    *urls.urlpatterns,
]
handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500
