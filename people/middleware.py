"""Whose time zone, whether the session is still theirs, and whether private text is open."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from people import factors, sessions
from people.access import is_fetch, return_path
from people.kept_answers import marked_kept, not_kept

GetResponse = Callable[[HttpRequest], HttpResponseBase]
View = Callable[..., HttpResponseBase]


class OwnZone:
    """Times are shown in the person's own zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            with timezone.override(request.user.zone):
                return self.get_response(request)
        return self.get_response(request)


class Attendance:
    """Locks and ends sessions by the clock, whatever the browser does or does not do.

    It also answers for LoginRequiredMiddleware, which knows neither scripts nor posts:
    a script gets 401 and keeps the words on its page; a page that was posted too late may
    be kept for its writer (people.access.on_refusal).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        session = request.session
        if not request.user.is_authenticated:
            if SESSION_KEY in session:  # suspended since, or changed the password elsewhere
                session.flush()
            return self.get_response(request)
        state = sessions.state_of(session)
        if state == "over":
            logout(request)
        elif state == "locked":
            if not session.get("locked"):
                sessions.lock(session)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return refuse(request, view, kwargs, "signed-out", resolve_url(settings.LOGIN_URL))
        if request.session.get("locked"):
            if getattr(view, "opens_when_locked", False):
                return None
            return refuse(request, view, kwargs, "locked", reverse("people:lock"))
        if is_activity(request):
            sessions.touch(request.session)
        return None


class MailboxRule:
    """After a reset through the mailbox, what a person wrote stays closed for a while."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        user = request.user
        if user.is_authenticated and user.is_held and getattr(view, "private_text", False):
            return refuse(request, view, kwargs, "held", reverse("people:hold"))
        return None


class SecondStepRule:
    """Others' words are for who took a second step; what is delicate, for who just proved it.

    And how somebody gets in is changed by nobody who has only the password, once there is a
    second step. Views say so themselves (people.access: `reads_others`, `steps_up`,
    `guards_entry`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if getattr(view, "reads_others", False) and not factors.may_read_others(request):
            return self._lead_on(request, view, kwargs)
        if (getattr(view, "steps_up", False) and not factors.is_proved(request)) or (
            getattr(view, "guards_entry", False) and factors.owes(request)
        ):
            return refuse(request, view, kwargs, "prove", reverse("people:prove"))
        return None

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if not isinstance(exception, factors.SecondStepNeeded) or match is None:
            return None
        return self._lead_on(request, match.func, match.kwargs)

    def _lead_on(
        self, request: HttpRequest, view: View, kwargs: dict[str, Any]
    ) -> HttpResponseBase:
        return refuse(request, view, kwargs, "factor", reverse("people:second_factor_needed"))


def is_activity(request: HttpRequest) -> bool:
    """Reading a page and writing are; a script that only looks is not."""
    if request.method in ("GET", "HEAD"):
        return "Reflect-Poll" not in request.headers
    return True


def refuse(
    request: HttpRequest, view: View, kwargs: dict[str, Any], state: str, page: str
) -> HttpResponseBase:
    keep, kept = getattr(view, "on_refusal", None), None
    if keep is not None and request.method == "POST":
        person, request.user = request.user, AnonymousUser()
        if state in ("factor", "prove"):
            request.owes_step = person  # type: ignore[attr-defined]  # see people.access.is_here
        kept = keep(request, **kwargs)
        if kept is False and not is_fetch(request):
            return not_kept(request, is_writers=False)
        request.user = person
    answer = _refusal(request, state, page)
    return marked_kept(answer) if kept else answer


def _refusal(request: HttpRequest, state: str, page: str) -> HttpResponse:
    if is_fetch(request):
        return JsonResponse({"state": state}, status=403 if state == "held" else 401)
    back = return_path(request)
    url = f"{page}?{urlencode({'next': back})}" if back else page
    return HttpResponseRedirect(url, status=303 if request.method == "POST" else 302)
