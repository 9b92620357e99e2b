"""The first sign-in, in four short pages. Everything on them can be done later as well."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from people import parking, sessions
from people.access import guards_entry, signed_in
from people.forms.person import PersonalAddressForm, ProfileForm
from people.models import User
from people.services.codes import HeldError
from people.services.profile import settle_in
from people.views.addresses import ask, see_other
from people.views.codes import make_and_show

Page = Callable[[HttpRequest], HttpResponse]


def only_at_first(view: Page) -> Page:
    """These pages are for the first days: they close once the person has settled in."""

    @wraps(view)
    def page(request: HttpRequest) -> HttpResponse:
        if signed_in(request).welcomed_at is not None:
            return HttpResponseRedirect(reverse("desk:home"))
        return view(request)

    return page


def without_password(otherwise: str) -> Callable[[Page], Page]:
    """Open to who made the journal here a moment ago; others give the password elsewhere.

    Before that, anybody at an unlocked screen of somebody who had not settled in could make
    codes and add an address of their own, and so take the journal for good.
    """

    def mark(view: Page) -> Page:
        @wraps(view)
        def page(request: HttpRequest) -> HttpResponse:
            if sessions.is_newcomer(request.session, signed_in(request)):
                return view(request)
            return see_other(otherwise)

        return page

    return mark


@require_safe
@only_at_first
def welcome(request: HttpRequest) -> HttpResponse:
    return render(request, "people/welcome.html", {"step": 1})


@guards_entry
@require_http_methods(["GET", "HEAD", "POST"])
@only_at_first
@without_password(otherwise="people:recovery_codes")
def welcome_codes(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    codes = parking.parked_codes(request, user)
    codes_left = user.recovery_codes.unused().count()
    if request.method != "POST":
        context = {"codes": codes, "codes_left": codes_left, "step": 2}
        return render(request, "people/welcome_codes.html", context)
    if not codes_left:
        try:
            make_and_show(request)
        except HeldError:
            return see_other("people:hold")
    return see_other("people:welcome_codes")


@guards_entry
@require_http_methods(["GET", "HEAD", "POST"])
@only_at_first
@without_password(otherwise="people:addresses")
def welcome_address(request: HttpRequest) -> HttpResponse:
    form = PersonalAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return ask(request, form.cleaned_data["address"], for_sign_in=False)
    return render(request, "people/welcome_address.html", {"form": form, "step": 3})


@require_http_methods(["GET", "HEAD", "POST"])
@only_at_first
def welcome_you(request: HttpRequest) -> HttpResponse:
    user = User.objects.get(pk=signed_in(request).pk)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/welcome_you.html", {"form": form, "step": 4})
    settle_in(user=user, changed=form.changed_data)
    return see_other("desk:home")
