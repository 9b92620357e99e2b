"""Joining a meeting with its code, and what is on the screen there.

Nothing here knows who is signed in (people.nobody), writes a line of log or a row that says
who or when. Whether a code opens anything is told to who presses, and counted; to look at an
address tells nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings import devices
from meetings.devices import Device
from meetings.keepsakes import kept_in, of_the_over
from meetings.models import Meeting
from meetings.room import meeting_at, room_at
from meetings.services import answering
from meetings.services.codes import read_code
from people import limits

# From one network. However many there were, the right code opens the meeting: else whoever sends
# wrong ones shuts a whole ward out, and among a million million codes nobody finds one by trying.
WRONG_CODES = limits.Limit("meeting-wrong-codes", 60, timedelta(minutes=10))
ANSWERS = {"wrong", "often", "full", "sent", "left"}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, request.GET.get("code", ""))
    typed = request.POST.get("code", "")[:100]
    meeting = meeting_at(typed)
    if meeting is None:
        return to_join(wrong_code(request), typed)
    response = to_room(meeting.join_code)
    if "leads" in request.POST:
        devices.remember_leading(response, meeting)
        return response
    try:
        device = replace(device_here(request, meeting), code=meeting.join_code)
        let_in(request, meeting, device)
    except (answering.FullError, Meeting.DoesNotExist) as error:  # or over in this very moment
        return to_join("full" if isinstance(error, answering.FullError) else "wrong", typed)
    devices.remember(response, meeting, device)
    return response


def wrong_code(request: HttpRequest) -> str:
    """Count a code that opens nothing. What its sender is told."""
    return "often" if limits.take(WRONG_CODES, network_of(request)) is None else "wrong"


def device_here(request: HttpRequest, meeting: Meeting) -> Device:
    """This browser's device; a new one is not in the meeting yet."""
    return devices.device_of(request, meeting) or Device.new(meeting)


def let_in(request: HttpRequest, meeting: Meeting, device: Device) -> None:
    """Once. Raises FullError, Meeting.DoesNotExist."""
    if not devices.has_joined(meeting, device):
        answering.join(meeting=meeting, device=device, network=network_of(request))


@login_not_required
@require_safe
def join_code(request: HttpRequest, code: str) -> HttpResponse:
    """The meeting for a device that is in it; for any other the page that asks to join,
    whatever the code."""
    room = room_at(request, code)
    if room is not None:
        with timezone.override(room.zone):
            return render(request, "meetings/join_code.html", {"room": room})
    if over_here(request, code) is not None:
        return render(request, "meetings/join_over.html")
    return _page(request, code)


@login_not_required
@require_safe
def join_state(request: HttpRequest, code: str) -> HttpResponse:
    """For the page's script: has anything changed? Tells a device that is not in it nothing."""
    room = room_at(request, code, to_look=False)
    if room is None and over_here(request, code) is not None:
        return JsonResponse({"screen": "over"})
    if room is None:
        return JsonResponse({"state": "not-here"}, status=404)
    if request.headers.get("If-None-Match") == room.etag:
        return HttpResponse(status=304, headers={"ETag": room.etag})
    state = {
        "screen": room.screen,
        "count": room.count,
        "left": room.seconds_left,
        # What is opened already: an answer that is still being typed comes too late.
        "closed": [part.asking.pk.hex for part in room.parts if part.asking.is_closed],
    }
    return JsonResponse(state, headers={"ETag": room.etag})


@login_not_required
@require_POST
def join_leave(request: HttpRequest, code: str) -> HttpResponseBase:
    """For the next person at this computer: the browser knows nothing of the meeting any more."""
    response = to_join("left", code)
    for device in devices.devices_by(request, read_code(code)):
        devices.forget(response, device)
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_keep(request: HttpRequest) -> HttpResponseBase:
    """Own words, for who wants to take them along: the pages of who is signed in are told of
    this device only now, by a press, and only once the meeting is over."""
    kept = kept_in(request)
    if request.method != "POST":
        return render(request, "meetings/join_keep.html", {"kept": kept})
    wanted = request.POST.get("meeting", "")
    for one in kept:
        if one.meeting.pk.hex == wanted:
            response = see_other("desk:carry", one.meeting.pk)
            devices.remember_carrying(response, one.device)
            return response
    return see_other("meetings:join_keep")


def over_here(request: HttpRequest, code: str) -> Device | None:
    """This browser in a meeting that was joined with this code, and is over."""
    return next(iter(of_the_over(devices.devices_by(request, read_code(code)))), None)


def network_of(request: HttpRequest) -> str:
    network: str = get_adapter().get_client_ip(request)
    return network


def to_room(code: str) -> HttpResponseRedirect:
    return see_other("meetings:join_code", code)


def to_join(answer: str, code: str) -> HttpResponseRedirect:
    url = reverse("meetings:join", query={"answer": answer, "code": read_code(code) or code[:20]})
    return HttpResponseRedirect(url, status=303)


def see_other(name: str, *args: object) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, args=args), status=303)


def _page(request: HttpRequest, code: str) -> HttpResponse:
    answer = request.GET.get("answer", "")
    context = {
        "code": read_code(code) or code[:20],
        "answer": answer if answer in ANSWERS else "",
        "has_kept": bool(devices.devices_of(request)),
    }
    return render(request, "meetings/join.html", context)
