"""The wait after a reset through the mailbox: how long, how to end it, how to stop it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people import limits
from people.access import asked_path, signed_in
from people.forms.person import CodeForm
from people.services.resets import cancel_reset, open_hold, running_hold


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    back = asked_path(request) or reverse("desk:home")
    if not user.is_held:
        return HttpResponseRedirect(back, status=303)
    form = CodeForm(request.POST or None)
    if request.method != "POST":
        context = {
            "form": form,
            "next": asked_path(request),
            "has_codes": user.recovery_codes.unused().exists(),
        }
        return render(request, "people/hold.html", context)
    if limits.take(limits.RECOVERY_CODE, user.pk.hex) is None:
        messages.error(request, _("Too many tries. Wait an hour, then try again."))
    elif form.is_valid() and open_hold(user=user, code=form.cleaned_data["code"]):
        messages.success(request, _("Your journal is open again. That code is used up."))
        return HttpResponseRedirect(back, status=303)
    else:
        messages.error(request, _("That is not one of your codes, or it was used before."))
    return HttpResponseRedirect(request.get_full_path(), status=303)


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
    answer = request.GET.get("answer", "")
    if answer not in {"stopped", "late"}:
        answer = "ask" if running_hold(token) else "late"
    return render(request, "people/hold_cancel.html", {"answer": answer})
