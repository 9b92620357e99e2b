"""Recovery codes: how many are left, ten new ones, and a sheet to keep."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people import mail, parking
from people.access import guards_entry, signed_in
from people.forms.sign_in import PasswordAgainForm
from people.services.codes import HeldError, make_codes
from people.services.resets import addresses_on_file


@guards_entry
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = PasswordAgainForm(request.POST or None, user=user)
    if request.method == "POST":
        return _made(request, form)
    context = {
        "form": parking.unpark_form(request, form),
        "codes": parking.parked_codes(request, user),
        "codes_left": user.recovery_codes.unused().count(),
    }
    return render(request, "people/recovery_codes.html", context)


def _made(request: HttpRequest, form: PasswordAgainForm) -> HttpResponse:
    here = HttpResponseRedirect(reverse("people:recovery_codes"), status=303)
    if not form.is_valid():
        parking.park_form(request, form)
        return here
    try:
        make_and_show(request)
    except HeldError:
        return HttpResponseRedirect(reverse("people:hold"), status=303)
    return here


def make_and_show(request: HttpRequest) -> None:
    """Ten new codes for the next page, and word of it to every address on file."""
    user = signed_in(request)
    parking.park_codes(request, user, make_codes(user=user))
    for address in addresses_on_file(user):
        mail.send_aside("codes_made", address, {"name": user.display_name})


@require_POST
def recovery_codes_kept(request: HttpRequest) -> HttpResponse:
    """The tick: from now on the codes are on paper only."""
    user = signed_in(request)
    parking.forget_codes(request)
    messages.success(request, _("Good. The codes are not shown again."))
    page = "people:security" if user.welcomed_at else "people:welcome_address"
    return HttpResponseRedirect(reverse(page), status=303)


@require_safe
def recovery_codes_download(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    codes = parking.parked_codes(request, user)
    if not codes:
        return HttpResponseRedirect(reverse("people:recovery_codes"))
    response = render(
        request,
        "people/recovery_codes_download.txt",
        {"codes": codes},
        content_type="text/plain; charset=utf-8",
    )
    response.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return response
