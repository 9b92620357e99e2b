"""Second steps of one's own: an app that shows codes, passkeys, and taking them off."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from people import factors, parking, passkeys, qr, totp
from people.access import asked_path, signed_in, steps_up
from people.forms.factors import PasskeyForm, SixDigitsForm
from people.models import Factor, Membership, User
from people.services.codes import HeldError
from people.services.factors import TooManyError, add_app, add_passkey, remove_factor


@steps_up
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def app_add(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    own = Factor.objects.visible_to(user).apps().first()
    secret = parking.parked_secret(request, user)
    if request.method == "POST":
        return _app_added(request, user, secret)
    context = {"own": own, "answer": request.GET.get("answer", ""), "next": asked_path(request)}
    if own is None:
        context |= _to_scan(request, user, secret) | {"is_first": not factors.has_factor(user)}
    return render(request, "people/app_add.html", context)


def _to_scan(request: HttpRequest, user: User, secret: str) -> dict[str, Any]:
    """The same secret on every visit, until it is set up or a quarter of an hour old."""
    if not secret:
        secret = totp.new_secret()
        parking.park_secret(request, user, secret)
    address = totp.address(secret, user.email)
    return {
        "form": SixDigitsForm(),
        "secret": totp.in_groups(secret),
        "address": address,
        "drawing": qr.draw(address),
    }


def _app_added(request: HttpRequest, user: User, secret: str) -> HttpResponse:
    # Not limited: the secret stands on the person's own page, there is nothing to guess.
    step = totp.step_of(secret, request.POST.get("code", "")) if secret else None
    if step is None:
        return _again(request, "no-match" if secret else "late")
    try:
        if add_app(user=user, secret=secret, step=step, here=request.session) is None:
            return _again(request, "")
    except HeldError:
        return HttpResponseRedirect(reverse("people:hold"), status=303)
    except TooManyError:
        return _too_many(request)
    parking.forget_secret(request)
    return _added(request, user)


@steps_up
@sensitive_post_parameters("credential")
@require_http_methods(["GET", "HEAD", "POST"])
def passkey_add(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = PasskeyForm(request.POST or None)
    if request.method != "POST":
        context = {
            "form": form,
            "answer": request.GET.get("answer", ""),
            "options": passkeys.ask_to_make(request, user),
            "is_first": not factors.has_factor(user),
            "next": asked_path(request),
        }
        return render(request, "people/passkey_add.html", context)
    secret = passkeys.made(request, user, request.POST.get("credential", ""))
    if not form.is_valid() or not secret:
        return _again(request, "no-match")
    try:
        name = form.cleaned_data["name"]
        add_passkey(user=user, name=name, secret=secret, here=request.session)
    except HeldError:
        return HttpResponseRedirect(reverse("people:hold"), status=303)
    except TooManyError:
        return _too_many(request)
    return _added(request, user)


@steps_up
@require_http_methods(["GET", "HEAD", "POST"])
def factor_remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    factor = get_object_or_404(Factor.objects.visible_to(user), pk=pk)
    if request.method != "POST":
        context = {
            "factor": factor,
            "is_last": Factor.objects.visible_to(user).count() == 1,
            "reads_others": _is_reader(user),
        }
        return render(request, "people/factor_remove.html", context)
    try:
        remove_factor(user=user, factor=factor)
    except HeldError:
        return HttpResponseRedirect(reverse("people:hold"), status=303)
    messages.success(request, _("That second step is off. Every address on file is told."))
    return HttpResponseRedirect(reverse("people:security"), status=303)


def _is_reader(user: User) -> bool:
    """Whether others' words would close to them: those who supervise, as far as this room knows."""
    return user.memberships.current().holding(Membership.Role.SUPERVISOR).exists()


def _added(request: HttpRequest, user: User) -> HttpResponse:
    factors.note_taken(request.session)
    messages.success(request, _("Your second step is set up. Every address on file is told."))
    if Factor.objects.visible_to(user).count() == 1:
        messages.success(request, _("You are signed out everywhere else."))
    if not user.recovery_codes.unused().exists():
        messages.warning(
            request, _("Make recovery codes as well: they let you in when the phone is lost.")
        )
    return HttpResponseRedirect(asked_path(request) or reverse("people:security"), status=303)


def _again(request: HttpRequest, answer: str) -> HttpResponse:
    query = {"answer": answer} if answer else {}
    if asked_path(request):
        query["next"] = asked_path(request)
    return HttpResponseRedirect(f"{request.path}?{urlencode(query)}", status=303)


def _too_many(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("That would be more than ten. Take one off first."))
    return HttpResponseRedirect(reverse("people:security"), status=303)
