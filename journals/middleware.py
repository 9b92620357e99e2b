"""Nobody is signed in under read/, whoever is signed in to the same browser."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase

PREFIX = "/read/"


class ReaderMessages(CookieStorage):
    """What the next page says, without a session to keep it in. Holds no word of a share."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        return "__Host-reader-said" if settings.SESSION_COOKIE_SECURE else "reader-said"


class OutsideReaders:
    """Takes the session's cookie off requests for the pages of readers from outside.

    So those pages show the same to everybody who has the link: not whose journal is open
    here besides, not that it is locked, held or about to be erased. And nothing that
    happens on them touches that session, or counts as somebody being at it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(PREFIX):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.path_info.startswith(PREFIX):
            request._messages = ReaderMessages(request)  # type: ignore[attr-defined]
