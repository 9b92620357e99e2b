"""Peer pairs: two leaders who may show each other what they wrote, between meetings."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journals.services.endings import end_peers
from people.access import private_text, signed_in
from supervision import peers
from supervision.models import PeerRequest, Supervision
from supervision.services.pairs import NotPairedError
from vault.ids import from_short


@private_text
@require_safe
def peer_list(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    requests = PeerRequest.objects.visible_to(person).waiting().select_related("asker", "asked")
    waiting = list(requests.order_by("made_at", "pk"))
    context = {
        "leads": peers.leads(person),
        "pairs": peers.peers_of(person),
        "asked_by": [one for one in waiting if one.asked_id == person.pk],
        "waiting": [one for one in waiting if one.asker_id == person.pk],
        "others": peers.may_be_asked(person),
    }
    return render(request, "journals/peer_list.html", context)


@private_text
@require_POST
def peer_ask(request: HttpRequest) -> HttpResponse:
    try:
        asked_id = from_short(request.POST.get("person", ""))
    except ValueError:
        messages.error(request, _("Please choose somebody."))
        return _back()
    try:
        asked = peers.ask_peer(asker=signed_in(request), asked_id=asked_id).asked
    except NotPairedError:
        messages.error(request, _("They cannot be asked just now. Nothing was sent."))
        return _back()
    said = _("%(name)s is asked. You see here when they say yes; a no is not sent to you.")
    messages.success(request, said % {"name": asked})
    return _back()


@private_text
@require_POST
def peer_answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    # Whose it is to take back or to answer, the services look at again.
    person, say = signed_in(request), request.POST.get("say")
    found = get_object_or_404(PeerRequest.objects.visible_to(person).waiting(), pk=pk)
    if say == "back" and peers.take_back(request=found, asker=person):
        messages.success(request, _("You no longer ask."))
    elif say == "yes" and peers.answer_peer(request=found, asked=person, yes=True):
        said = _("You are peers now. Neither sees anything until it is shared.")
        messages.success(request, said)
    elif say == "no" and peers.answer_peer(request=found, asked=person, yes=False):
        messages.success(request, _("You said no. They are not told."))
    else:
        messages.warning(request, _("Nothing has changed."))
    return _back()


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def peer_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    person = signed_in(request)
    pairs = Supervision.objects.read_by_peers(person).current().select_related("supervisor")
    pair = get_object_or_404(pairs, pk=pk)
    if request.method != "POST":
        return render(request, "journals/peer_end.html", {"pair": pair})
    end_peers(pair=pair, actor=person)
    messages.success(request, _("You are no longer peers. What you shared is closed, both ways."))
    return _back()


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("journals:peer_list"), status=303)
