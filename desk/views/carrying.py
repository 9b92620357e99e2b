"""The one page at which a device's own words of a meeting meet the person who is signed in."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk import carrying
from meetings import devices
from people.access import private_text, signed_in


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def carry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    person, token = signed_in(request), devices.carried(request)
    keepsakes = carrying.carried_words(pk, token)
    if request.method != "POST":
        return render(request, "desk/carry.html", {"meeting_id": pk, "keepsakes": keepsakes})
    response = HttpResponseRedirect(reverse("journals:entry_list"), status=303)
    devices.forget_carried(response)
    if request.POST.get("do") != "carry":
        messages.success(request, _("Left where it was. Nothing was put into your journal."))
    elif not keepsakes:
        messages.warning(request, _("There was nothing to take along any more."))
    else:
        entries = carrying.carry(person=person, keepsakes=keepsakes, token=token)
        messages.success(request, _("Your words stand in your journal now, for you alone."))
        if entries[0].deleted_at is None:  # pressed before, and put into the bin since
            response.headers["Location"] = entries[0].get_absolute_url()
    return response
