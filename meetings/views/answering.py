"""What a device sends: an answer, or which tips it chooses.

The answer is a 303, or a word to the page's script; what was written stays where only the
device can open it.
"""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from meetings import checking, devices, words
from meetings.devices import Device
from meetings.keepsakes import asked_of
from meetings.models import Asking, Meeting
from meetings.pace import held, pace
from meetings.pots import Words
from meetings.room import asked_in, meeting_of
from meetings.services import answering
from meetings.views.joining import (
    device_here,
    let_in,
    network_of,
    over_here,
    to_join,
    to_room,
    wrong_code,
)
from meetings.words import Posted
from people.access import is_fetch
from people.patience import StillBusyError

# What a script shows beside the words that it still has; everything else is on the next page.
STAYS = {
    "often": 429, "huge": 413, "full": 429, "busy": 503, "leads": 403, "gone": 410, "past": 410
}  # fmt: skip
NOT_LET_IN = {"full", "busy"}


@login_not_required
@sensitive_post_parameters()
@require_POST
def join_answer(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    meeting = meeting_of(request, code)
    asking = asked_in(meeting, pk) if meeting else None
    if meeting is None or asking is None:
        return _after_the_end(request, code, pk)
    if devices.leads(request, meeting):
        return _done(request, code, pk, "leads")
    device = device_here(request, meeting)  # a new one if the cookie got lost while it wrote
    try:
        let_in(request, meeting, device)
        outcome = _sent(request, meeting, asking, device)
    except (Asking.DoesNotExist, Meeting.DoesNotExist):
        return _after_the_end(request, code, pk)
    except (answering.FullError, StillBusyError) as error:
        outcome = "full" if isinstance(error, answering.FullError) else "busy"
    is_held = outcome in {"often", *NOT_LET_IN} and _held(request, meeting, asking, device)
    response = _done(request, code, pk, "held" if is_held and outcome == "full" else outcome)
    if outcome == "in" and "shared" in request.POST:
        devices.forget(response, device)
    elif is_held or outcome not in NOT_LET_IN:
        devices.remember(response, meeting, device)
    return response


@sensitive_variables()
def _sent(request: HttpRequest, meeting: Meeting, asking: Asking, device: Device) -> str:
    if not pace.allows(device.joined):
        return "often"
    posted = words.read(asking, request.POST)
    if posted.is_huge:
        return "huge"
    if request.POST.get("do") == "take-back":
        posted = Posted({})
    elif not posted.words:
        return "nothing"
    texts, goes = _looked_at(request, meeting, posted)
    answered = answering.answer(
        meeting=meeting,
        asking_id=asking.pk,
        device=device,
        words=texts,
        send=goes,
        keep="shared" not in request.POST,
    )
    return answered.outcome.value


@sensitive_variables()
def _held(request: HttpRequest, meeting: Meeting, asking: Asking, device: Device) -> bool:
    """Without a script nothing of what was not taken stays on the screen: it waits to be sent
    where only the device can open it."""
    posted = words.read(asking, request.POST)
    if is_fetch(request) or not posted.words or posted.is_huge or not held.allows(device.joined):
        return False
    try:
        return answering.hold(
            meeting=meeting,
            asking_id=asking.pk,
            device=device,
            words=posted.words,
            network=network_of(request),
        )
    except (StillBusyError, Asking.DoesNotExist, Meeting.DoesNotExist):
        return False


@sensitive_variables()
def _looked_at(request: HttpRequest, meeting: Meeting, posted: Posted) -> tuple[Words, bool]:
    """The words, and whether they go now; else they are looked at first."""
    if posted.problems:  # not looked through before they are shortened, as on the page
        return posted.words, False
    found = checking.look_through(posted.words, checking.places_of(meeting))
    does, _colon, which = request.POST.get("do", "").partition(":")
    if does == "replace":
        number, _colon, way = which.partition(":")
        chosen = [one for one in found if str(one.number) == number and way.isdecimal()]
        changed = checking.replaced(posted.words, chosen[0], int(way[:3])) if chosen else None
        return changed or posted.words, False
    # Sent once more just as they were shown, with what was found: that is meant.
    return posted.words, not found or request.POST.get("seen") == posted.digest


@login_not_required
@require_POST
def join_vote(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    meeting = meeting_of(request, code)
    device = devices.device_of(request, meeting) if meeting else None
    if meeting is None or device is None or not devices.has_joined(meeting, device):
        return to_join("wrong", code)
    names = request.POST.getlist("card")[:20]
    try:
        paced = pace.allows(device.joined)
        counts = paced and answering.vote(meeting=meeting, asking_id=pk, device=device, names=names)
    except (Asking.DoesNotExist, Meeting.DoesNotExist):
        return to_join("wrong", code)
    if counts:
        messages.success(request, _("Your choice is in. You can change it until the next part."))
    else:
        messages.warning(request, _("Choose up to three, while they are on the screen."))
    return to_room(code)


def _after_the_end(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """The meeting is over, or this was never asked in it: a late answer stays its device's."""
    device = over_here(request, code)
    asking = asked_of(device, pk) if device else None
    if device is not None and asking is not None:
        return _done(request, code, pk, _kept_late(request, device, asking))
    answer = wrong_code(request)
    return _done(request, code, pk, "gone") if is_fetch(request) else to_join(answer, code)


@sensitive_variables()
def _kept_late(request: HttpRequest, device: Device, asking: Asking) -> str:
    posted = words.read(asking, request.POST)
    if posted.is_huge:
        return "huge"
    mark = device.joined
    if not pace.allows(mark) and (is_fetch(request) or not held.allows(mark)):
        return "often"
    if not posted.words:
        return "nothing"
    try:
        kept = answering.keep_late(
            meeting_id=device.meeting_id, asking_id=asking.pk, device=device, words=posted.words
        )
    except StillBusyError:
        return "busy"
    return "closed" if kept else "past"


def _done(request: HttpRequest, code: str, pk: uuid.UUID, outcome: str) -> HttpResponse:
    if is_fetch(request) and outcome in STAYS:
        said = {"outcome": outcome, "said": _said()[outcome]}
        return JsonResponse(said, status=STAYS[outcome])
    _say(request, outcome)
    page = to_room(code)
    if outcome in ("full", "held"):
        page = to_join("full", code)
    elif outcome == "in" and "shared" in request.POST:
        page = to_join("sent", code)
    if not is_fetch(request):
        return page
    # The asking is named again: what a network puts in between must not read as an answer.
    went = {"outcome": outcome, "go": page.url}
    return JsonResponse(went, headers={"Reflect-Answer": pk.hex})


def _say(request: HttpRequest, outcome: str) -> None:
    """On the next page, and never a word of the answer."""
    if said := _said().get(outcome):
        level = messages.SUCCESS if outcome == "out" else messages.WARNING
        messages.add_message(request, level, said)


def _said() -> dict[str, str]:
    return {
        "out": _("Your answer is taken back."),
        "closed": _("That came too late to be shown. Your words stay here, for you alone."),
        "nothing": _("There was nothing written, so nothing was sent."),
        "leads": _("You lead this meeting, so your own answer never counts."),
        "often": _("That was very often. Wait a minute, then send it again."),
        "huge": _(
            "That is far too long to be kept, so nothing was sent. A thousand characters fit."
        ),
        "full": _("Too many have joined from here just now. Wait ten minutes, then send it again."),
        "held": _(
            "Too many have joined from here just now. Your words are kept for this device: join "
            "in ten minutes, and they stand there to be sent."
        ),
        "busy": _("Not sent: it is very busy here. Send it again."),
        "gone": _("Not sent: that meeting is over, or asks something else by now."),
        "past": _("Not kept: the meeting has been over for a day."),
    }
