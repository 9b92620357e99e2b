"""Addresses on file: add one, show that it is yours, take one off."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from people import parking
from people.access import guards_entry, signed_in
from people.forms.person import AddressForm, CodeForm
from people.forms.sign_in import PasswordAgainForm
from people.models import Address
from people.services.addresses import ask_address, confirm_address, remove_address
from people.services.codes import HeldError


@guards_entry
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def addresses(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = AddressForm(request.POST or None, user=user)
    if request.method != "POST":
        context = {
            "form": parking.unpark_form(request, form),
            "addresses": user.addresses.confirmed(),
            "pending": user.addresses.pending().first(),
        }
        return render(request, "people/addresses.html", context)
    if not form.is_valid():
        parking.park_form(request, form)
        return see_other("people:addresses")
    return ask(request, form.cleaned_data["address"], form.cleaned_data["use"] == "sign-in")


def ask(request: HttpRequest, address: str, for_sign_in: bool) -> HttpResponse:
    """Mail the code and lead on to where it is typed."""
    user = signed_in(request)
    try:
        asked = ask_address(user=user, address=address, for_sign_in=for_sign_in)
    except HeldError:
        return see_other("people:hold")
    if not asked:
        messages.error(request, _("That was often. Wait an hour, then try again."))
        return see_other("people:addresses")
    return see_other("people:address_confirm")


@guards_entry
@require_http_methods(["GET", "HEAD", "POST"])
def address_confirm(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    pending = user.addresses.pending().first()
    form = CodeForm(request.POST or None)
    if request.method != "POST":
        if pending is None:
            return see_other("people:addresses")
        return render(request, "people/address_confirm.html", {"form": form, "pending": pending})
    try:
        confirmed = form.is_valid() and confirm_address(user=user, code=form.cleaned_data["code"])
    except HeldError:
        return see_other("people:hold")
    if not confirmed:
        messages.error(request, _("That is not the code, or it is too old."))
        return see_other("people:address_confirm")
    messages.success(request, _("That address is on file now."))
    return see_other("people:addresses" if user.welcomed_at else "people:welcome_you")


@guards_entry
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def address_remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    address = get_object_or_404(Address.objects.filter(user=user), pk=pk)
    form = PasswordAgainForm(request.POST or None, user=user)
    if request.method != "POST":
        context = {"form": parking.unpark_form(request, form), "address": address}
        return render(request, "people/address_remove.html", context)
    if not form.is_valid():
        parking.park_form(request, form)
        return HttpResponseRedirect(request.path, status=303)
    try:
        if remove_address(user=user, address=address):
            messages.success(request, _("That address is off the file."))
    except HeldError:
        return see_other("people:hold")
    return see_other("people:addresses")


def see_other(name: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(name), status=303)
