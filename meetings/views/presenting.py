"""The meeting on the wall, and what its facilitator does there."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings import devices, looking_back
from meetings.models import Asking, Meeting
from meetings.services import revealing, running
from meetings.stage import Stage, stage_for
from meetings.views.joining import see_other
from people import sessions
from people.access import private_text, signed_in
from vault.ids import from_short


@private_text
@require_safe
def meeting_present(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    stage = _stage(request, pk)
    if stage.meeting.is_over:
        return see_other("meetings:meeting_detail", pk)
    sheet = request.GET.get("sheet", "")
    stage.wanted = int(sheet[:4]) if sheet.isdecimal() else 1
    stage.wants_code = "code" in request.GET
    stage.lines = looking_back.open_lines(stage.meeting, signed_in(request))
    context = {
        "stage": stage,
        "drawing": stage.drawing(request) if stage.shows_code else None,
        "host": request.get_host(),
        "asks_start": stage.meeting.is_early and "start" in request.GET,
    }
    response = render(request, "meetings/meeting_present.html", context)
    devices.remember_leading(response, stage.meeting)
    return response


@private_text
@require_safe
def meeting_state(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """For the wall's script. While a meeting is under way nobody touches the keys for minutes:
    as long as the time of what is shown runs, that counts as being here."""
    stage = _stage(request, pk)
    if stage.is_talked_about:
        sessions.touch(request.session)
    if request.headers.get("If-None-Match") == stage.etag:
        return HttpResponse(status=304, headers={"ETag": stage.etag})
    state = {
        "screen": stage.screen,
        "count": stage.count,
        "voters": stage.part.voters if stage.part else None,
        "joined": stage.joined,
        "left": stage.seconds_left,
    }
    return JsonResponse(state, headers={"ETag": stage.etag})


@private_text
@require_POST
def meeting_move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.led_by(signed_in(request)), pk=pk)
    try:
        return _moved(request, meeting)
    except Meeting.DoesNotExist:  # handed over, or called off, in this very moment
        raise Http404 from None


def _moved(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    pk, actor, do = meeting.pk, signed_in(request), request.POST.get("do", "")
    if do == "start":
        if meeting.is_early and "sure" not in request.POST:
            return HttpResponseRedirect(_at_wall(pk, start=""), status=303)
        running.start_meeting(meeting_id=pk, actor=actor)
    elif do == "back-to-planned":
        return _back_to_planned(request, pk)
    elif do in ("next", "previous"):
        by = 1 if do == "next" else -1
        running.move(meeting_id=pk, actor=actor, by=by, seen=_seen(request))
    elif do == "more":
        running.more_time(meeting_id=pk, actor=actor)
    elif do == "stop":
        return _ended(request, pk)
    elif do == "reveal" and meeting.item and meeting.item.pk == _seen(request):
        _opens(request, revealing.reveal, meeting.item.asking_id)
    return see_other("meetings:meeting_present", pk)


def _at_wall(pk: uuid.UUID, **query: str) -> str:
    return reverse("meetings:meeting_present", args=[pk], query=query)


def _back_to_planned(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    try:
        running.back_to_planned(meeting_id=pk, actor=signed_in(request))
    except running.Opened:
        messages.warning(request, _("Answers have been opened, so the meeting goes on."))
    return see_other("meetings:meeting_detail", pk)


def _ended(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    try:
        meeting = running.end_meeting(meeting_id=pk, actor=signed_in(request), seen=_seen(request))
    except running.NotBegun:
        messages.warning(request, _("It has not begun yet. You can call it off."))
        return see_other("meetings:meeting_detail", pk)
    if not meeting.is_over:
        messages.warning(request, _("The meeting had gone on, so it was not ended."))
        return see_other("meetings:meeting_present", pk)
    messages.success(request, _("The meeting is over, and its code opens nothing any more."))
    return see_other("meetings:meeting_detail", pk)


def _opens(request: HttpRequest, opens: Callable[..., object], asking_id: uuid.UUID | None) -> None:
    """Says on the next page why not, if it does not."""
    if asking_id is None:
        return
    try:
        opens(asking_id=asking_id, actor=signed_in(request))
    except revealing.TooFewError:
        said = _("Fewer than five answers are there, so nobody is shown any.")
    except revealing.NotRunning:
        said = _("Answers are opened while the meeting goes on, not before it or afterwards.")
    else:
        return
    messages.warning(request, said)


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def response_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The answers for the facilitator alone. The POST asks for the first look at them."""
    asking = _asking(request, pk)
    if request.method == "POST":
        _opens(request, revealing.look_first, pk)
        return see_other("meetings:response_list", pk)
    cards = revealing.readable(asking)
    shown = [(q, [card for card in cards if card.question == q.key]) for q in asking.asked]
    context = {
        "asking": asking,
        "meeting": asking.meeting,
        "shown": shown,
        "has_cards": bool(cards),
        "hidden": asking.answers.hidden_cards if cards else [],
        "to_bring_back": asking.answers.hidden,
    }
    return render(request, "meetings/response_list.html", context)


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def response_set_aside(request: HttpRequest, pk: uuid.UUID, card: str) -> HttpResponse:
    """Ask whether it tells of harm, say what to do then, and discard it."""
    asking = _asking(request, pk)
    found = next((one for one in revealing.readable(asking, hidden=True) if one.name == card), None)
    if request.method != "POST" and found is None:
        raise Http404
    if request.method != "POST":
        context = {
            "asking": asking,
            "card": found,
            "harm": request.GET.get("harm") == "yes",
        }
        return render(request, "meetings/response_set_aside.html", context)
    if revealing.set_aside(asking_id=pk, actor=signed_in(request), name=card):
        messages.success(request, _("Set aside. Nobody can read it any more, you neither."))
    return see_other("meetings:response_list", pk)


def _stage(request: HttpRequest, pk: uuid.UUID) -> Stage:
    try:
        return stage_for(signed_in(request), pk)
    except Meeting.DoesNotExist:
        raise Http404 from None


def _asking(request: HttpRequest, pk: uuid.UUID) -> Asking:
    led = Meeting.objects.led_by(signed_in(request))
    askings = Asking.objects.filter(meeting__in=led)
    return get_object_or_404(
        askings.select_related("meeting__team", "prompt_version", "key_holder"), pk=pk
    )


def _seen(request: HttpRequest) -> uuid.UUID | None:
    try:
        return from_short(request.POST.get("seen", ""))
    except ValueError:
        return None
