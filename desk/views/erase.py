"""Erasing the whole journal, and changing one's mind."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from desk import services
from desk.forms import EraseForm
from desk.views.take_out import back_with_errors
from people.access import private_text, signed_in


@private_text
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    if request.method != "POST":
        return render(request, "desk/erase.html", {"form": EraseForm(person=person)})
    form = EraseForm(request.POST, person=person)
    if not form.is_valid():
        return back_with_errors(request, form)
    closes = form.cleaned_data["what"] == "everything"
    services.ask_erasure(person=person, actor=person, closes=closes)
    return HttpResponseRedirect(reverse("desk:erase"), status=303)


@require_POST  # not private_text: it opens nothing, and a held person must be able to stop it
def erase_undo(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    if person.erase_after:
        services.undo_erasure(person=person, actor=person)
        messages.success(request, _("Your journal is kept. Nothing was erased."))
    return HttpResponseRedirect(reverse("desk:home"), status=303)
