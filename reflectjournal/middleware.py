"""Refuse the unreadable, stay calm in an outage, leave no page empty or in a cache."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseFileResponse

from reflectjournal import errors
from vault import keys, startup
from vault.errors import SealError

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ReadableRequests:
    """Refuses what no browser sends and what the code behind would trip over.

    A charset that is no text at all (base64) breaks Django's own parsing, another than
    UTF-8 would garble words, and PostgreSQL takes no NUL, which a quoted cookie can hold.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in ("utf-8", "utf8", "us-ascii"):
            request.encoding = "utf-8"  # for the page that says so
            raise BadRequest("The request is not in UTF-8.")
        if any("\0" in value for value in request.COOKIES.values()):
            raise BadRequest("A cookie holds a NUL.")
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return errors.wrong_method(request, response)
        return response


class CalmOutage:
    """A calm 503 while the database or its key is away, from the first moment it is.

    It stands inside the headers and static files, which need no database, and outside
    everything that does. What another middleware raises comes to errors.server_error.
    """

    # False when the process started without a database: then the key is still unchecked.
    key_is_verified = True

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not CalmOutage.key_is_verified and not request.path.startswith("/healthz/"):
            keys.forget_ring()  # the file may have been put right since
            try:
                startup.verify()
            except (DatabaseError, SealError) as error:
                connection.close()
                return errors.outage(request, error)
            CalmOutage.key_is_verified = True
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return errors.outage(request, error) if errors.is_outage(error) else None


PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)


class PrivatePages:
    """No page is kept by a browser or a proxy; only hashed static files are."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS
        if not isinstance(response, WhiteNoiseFileResponse):
            response.headers["Cache-Control"] = "no-store"
            patch_vary_headers(response, ["Cookie"])
        return response
