"""A card is taken off the wall in front of everybody: without a question, and with an undo."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from meetings.models import Asking, Meeting
from meetings.services import revealing
from meetings.views.joining import see_other
from people.access import private_text, signed_in


@private_text
@require_POST
def response_hide(request: HttpRequest, pk: uuid.UUID, card: str) -> HttpResponse:
    """The question about harm waits on the facilitator's own page of answers."""
    led = Meeting.objects.led_by(signed_in(request))
    asking = get_object_or_404(Asking.objects.filter(meeting__in=led), pk=pk)
    acts = {"hide": revealing.hide, "bring-back": revealing.bring_back}
    if act := acts.get(request.POST.get("do", "")):
        act(asking_id=pk, actor=signed_in(request), name=card)
    sheet = request.POST.get("sheet", "")
    if not sheet.isdecimal():
        return see_other("meetings:response_list", pk)
    query = {"sheet": sheet[:4]}
    url = reverse("meetings:meeting_present", args=[asking.meeting_id], query=query)
    return HttpResponseRedirect(url, status=303)
