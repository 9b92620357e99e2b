"""Under some addresses nobody is signed in, whoever is signed in to the same browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase

OUTSIDE, MEETINGS = "/read/", "/join/"
SAID = {OUTSIDE: "reader-said", MEETINGS: "meeting-said"}


class SaidInCookie(CookieStorage):
    """What the next page says, without a session to keep it in. Holds no word of anybody's."""

    def __init__(self, request: HttpRequest, name: str) -> None:
        super().__init__(request)
        self.cookie_name = f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name


class NobodySignedIn:
    """Takes the session's cookie off requests for these addresses, before anything looks.

    Readers from outside: so those pages show the same to everybody who has the link; not
    whose journal is open here besides, not that it is locked, held or about to be erased.

    Devices in a meeting: so nothing there can know, or write down, who they belong to.

    And nothing that happens there touches that session, or counts as somebody being at it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if prefix_of(request):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if prefix := prefix_of(request):
            # Where the messages framework itself keeps them; its stubs do not say so.
            request._messages = SaidInCookie(request, SAID[prefix])  # type: ignore[attr-defined]


def prefix_of(request: HttpRequest) -> str:
    """The prefix under which nobody is signed in; "" elsewhere."""
    return next((prefix for prefix in SAID if request.path_info.startswith(prefix)), "")
