"""The wait after a reset through the mailbox: how long, how to end it, how to stop it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people import factors
from people.access import asked_path, signed_in
from people.services.resets import cancel_reset, running_hold
from people.views.second_step import again, take, ways


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    back = asked_path(request) or reverse("desk:home")
    if not user.is_held:
        return HttpResponseRedirect(back, status=303)
    if request.method != "POST":
        context = {**ways(request, user), "next": asked_path(request)}
        return render(request, "people/hold.html", context)
    answer = take(request, user)
    if answer:
        return again(request, answer)
    factors.note_taken(request.session)
    messages.success(request, _("Your journal is open again."))
    return HttpResponseRedirect(back, status=303)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def hold_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Open to everybody who has the link: its owner may be unable to sign in.

    The GET only asks, because mail programs open links on their own.
    """
    if request.method == "POST":
        stopped = cancel_reset(token=token)
        return HttpResponseRedirect(
            f"{request.path}?answer={'stopped' if stopped else 'late'}", status=303
        )
    answer, hold = request.GET.get("answer", ""), None
    if answer not in {"stopped", "late"}:
        hold = running_hold(token)
        answer = "ask" if hold else "late"
    context = {"answer": answer, "ends_factors": hold is not None and hold.ends_factors}
    return render(request, "people/hold_cancel.html", context)
