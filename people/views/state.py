"""Whether the session is open: for people (the lock page) and for scripts."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people import factors, limits, sessions
from people.access import asked_path, is_fetch, return_path, see_other, signed_in
from people.models import User
from vault.ids import short


def opens_when_locked(
    view: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    view.opens_when_locked = True  # type: ignore[attr-defined]
    return view


@opens_when_locked
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: HttpRequest) -> HttpResponse:
    """Same page, password again. Wrong ones are counted like any other guess."""
    user = signed_in(request)
    back = asked_path(request) or reverse("desk:home")
    if not request.session.get("locked"):
        return HttpResponse(status=204) if is_fetch(request) else see_other(back)
    if request.method != "POST":
        wrong = request.GET.get("answer", "")
        return render(request, "people/lock.html", {"next": back, "answer": wrong})
    answer = _try_password(request, user)
    if answer == "":
        sessions.unlock(request.session)
        if not factors.must_take(user):
            factors.note_proved(request.session)
        return HttpResponse(status=204) if is_fetch(request) else see_other(back)
    if answer == "over":
        logout(request)
        state, page, query = "signed-out", reverse("account_login"), {"next": back}
    else:
        state, page, query = "locked", request.path, {"next": back, "answer": answer}
    if is_fetch(request):
        return JsonResponse({"state": state, "answer": answer}, status=401)
    return see_other(f"{page}?{urlencode(query)}")


@require_POST
def lock_now(request: HttpRequest) -> HttpResponse:
    """Hide the page quickly. The page that was open comes back after the password.

    A script is told by a header of ours: a captive portal's page must not read as "locked".
    """
    sessions.lock(request.session)
    if is_fetch(request):
        return HttpResponse(status=204, headers={"Reflect-Locked": "1"})
    back = asked_path(request) or return_path(request)
    url = reverse("people:lock")
    return see_other(f"{url}?{urlencode({'next': back})}" if back else url)


@login_not_required
@require_safe
def session_state(request: HttpRequest) -> JsonResponse:
    """What a page's script may know. Asking is not activity."""
    user, session = request.user, request.session
    state: dict[str, object] = {
        "signed_in": user.is_authenticated,
        "locked": bool(session.get("locked")) and user.is_authenticated,
        "person": short(user.pk) if isinstance(user, User) else "",
        "csrf": get_token(request),
        "warn_in": 0,
        "lock_in": 0,
    }
    if user.is_authenticated and not state["locked"]:
        state["warn_in"] = _left(request, "warn")
        state["lock_in"] = _left(request, "lock")
    return JsonResponse(state)


@require_POST
def session_extend(request: HttpRequest) -> HttpResponse:
    """The person says "I am still here". Attendance has noted it by now."""
    return HttpResponse(status=204)


def _left(request: HttpRequest, name: str) -> int:
    limit = sessions.limit(request.session, name).total_seconds()
    idle = sessions.idle(request.session) if "seen" in request.session else 0.0
    return max(0, int(limit - idle))


def _try_password(request: HttpRequest, user: User) -> str:
    """ "" for the right one; else what to say. "over": this session is guessed at."""
    who = (user.pk.hex, sessions.key_of(request.session))
    taken = limits.take_unlock(*who)
    if taken is None:
        return "today" if limits.is_full(limits.UNLOCK_DAY, *who) else "wait"
    if user.check_password(request.POST.get("password", "")):
        limits.unlocked(taken, *who)
        return ""
    return "over" if limits.is_full(limits.UNLOCK_IN_A_ROW, *who) else "no-match"
