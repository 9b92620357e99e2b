"""Where a second step is taken: at signing in, before others' words, and to prove who is here."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from people import factors, limits, passkeys, sessions, stages
from people.access import asked_path, signed_in
from people.adapter import TOO_MANY
from people.forms.factors import RecoveryCodeForm, SixDigitsForm
from people.models import Factor, User
from people.services.factors import (
    ask_to_go_without,
    note_passkey,
    use_app,
    use_recovery_code,
    waits_until,
)
from people.views.sign_in import start_session

ANSWERS = {"no-match", "wait", "passkey", "password", "no-code", "wait-hour", "factor"}


@login_not_required
@sensitive_post_parameters("code", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """After the password, and before anything of the session counts as signed in."""
    stage = None if request.user.is_authenticated else stages.pending(request)
    if stage is None:
        return _elsewhere(request)
    if request.POST.get("do") == "leave":
        stage.abort()
        return HttpResponseRedirect(reverse("account_login"), status=303)
    if request.method != "POST":
        context = {**ways(request, stage.login.user), "waits_until": waits_until(stage.login.user)}
        return render(request, "people/second_step.html", context)
    answer = take(request, stage.login.user)
    if answer:
        return again(request, answer)
    with transaction.atomic():
        device = request.session.pop("coming_on", "shared")
        response: HttpResponse = stage.exit()
        start_session(request, response, device)
        factors.note_taken(request.session)
    response.status_code = 303
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_step_lost(request: HttpRequest) -> HttpResponse:
    """For who has lost everything but the password: fourteen days, told to every address."""
    stage = None if request.user.is_authenticated else stages.pending(request)
    if stage is None:
        return _elsewhere(request)
    user = stage.login.user
    if request.method == "POST":
        ask_to_go_without(user=user, base_url=request.build_absolute_uri("/").rstrip("/"))
        return HttpResponseRedirect(request.path, status=303)
    context = {"until": waits_until(user), "zone": user.zone}
    return render(request, "people/second_step_lost.html", context)


@sensitive_post_parameters("code", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Why others' words are closed, and how they open: set one up, or take the one there is."""
    user = signed_in(request)
    back = asked_path(request) or reverse("desk:home")
    if factors.may_read_others(request):
        return HttpResponseRedirect(back, status=303)
    if request.method != "POST":
        context = {**ways(request, user), "next": asked_path(request)}
        return render(request, "people/second_factor_needed.html", context)
    answer = take(request, user) if factors.has_factor(user) else "no-match"
    if answer:
        return again(request, answer)
    factors.note_taken(request.session)
    return HttpResponseRedirect(back, status=303)


@sensitive_post_parameters("password", "code", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """The second step once more, or the password of who has none, before what is delicate."""
    user = signed_in(request)
    back = asked_path(request) or reverse("people:security")
    if request.method != "POST":
        if factors.is_proved(request):
            return HttpResponseRedirect(back, status=303)
        context = {**ways(request, user), "next": asked_path(request)}
        context["must_take"] = factors.must_take(user)
        return render(request, "people/prove.html", context)
    if request.POST.get("do") == "password":
        answer, note = _password(request, user), factors.note_proved
    else:
        answer, note = take(request, user), factors.note_taken
    if answer:
        return again(request, answer)
    note(request.session)
    return HttpResponseRedirect(back, status=303)


def ways(request: HttpRequest, user: User) -> dict[str, Any]:
    """The second steps that this person can take here, and what was wrong a moment ago."""
    answer = request.GET.get("answer", "")
    own = Factor.objects.visible_to(user)
    return {
        "answer": answer if answer in ANSWERS else "",
        "person": user,
        "has_app": own.apps().exists(),
        "has_passkey": own.passkeys().exists(),
        "has_codes": user.recovery_codes.unused().exists(),
        "options": passkeys.ask_to_show(request, user),
        "form": SixDigitsForm(),
        "recovery_form": RecoveryCodeForm(),
    }


def take(request: HttpRequest, user: User) -> str:
    """ "" for a second step that is theirs; else what to say."""
    way = request.POST.get("do", "code")
    if way == "passkey":
        factor = passkeys.shown(request, user, request.POST.get("credential", ""))
        if factor is None:
            return "passkey"
        note_passkey(user=user, factor=factor)
        return ""
    session = sessions.key_of(request.session)
    code = request.POST.get("code", "")
    if way == "recovery":
        # Each session for itself: who knows the password elsewhere must not use up the tries.
        if limits.take(limits.RECOVERY_CODE, user.pk.hex, session) is None:
            return "wait-hour"
        return "" if use_recovery_code(user=user, code=code) else "no-code"
    taken = limits.take_factor(request, user, session)
    if taken is None:
        return "wait"
    if not use_app(user=user, code=code):
        return "no-match"
    limits.give_back(taken)
    return ""


def again(request: HttpRequest, answer: str) -> HttpResponse:
    """The page once more, without what was typed."""
    query = {"answer": answer}
    if asked_path(request):
        query["next"] = asked_path(request)
    return HttpResponseRedirect(f"{request.path}?{urlencode(query)}", status=303)


def _elsewhere(request: HttpRequest) -> HttpResponse:
    """Nobody is between the two steps here."""
    page = "desk:home" if request.user.is_authenticated else "account_login"
    return HttpResponseRedirect(reverse(page), status=303 if request.method == "POST" else 302)


def _password(request: HttpRequest, user: User) -> str:
    if factors.must_take(user):
        return "factor"  # not even looked at: whoever has only the password learns nothing
    try:
        right = get_adapter().reauthenticate(user, request.POST.get("password", "")[:500])
    except ValidationError as error:
        return "wait" if error.code == TOO_MANY else "password"
    return "" if right else "password"
