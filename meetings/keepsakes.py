"""A device's own words, to be carried along once the meeting is over, and not before."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import HttpRequest

from meetings.devices import Device, devices_of
from meetings.models import Asking, Meeting
from meetings.pots import Words
from meetings.slips import slip_of


@dataclass(frozen=True)
class Keepsake:
    asking: Asking
    words: Words  # question key -> its texts


def open_keepsakes(*, meeting: Meeting, token: str) -> list[Keepsake]:
    """What this device wrote in a meeting that is over, also if nobody was ever shown it."""
    if not meeting.is_over or not token:
        return []
    device = Device(meeting.pk, "", token)
    askings = Asking.objects.filter(meeting=meeting).select_related("prompt_version__prompt")
    found = [(asking, slip_of(asking, device)) for asking in askings]
    return [Keepsake(asking, slip.words) for asking, slip in found if slip and slip.words]


def of_the_over(devices: list[Device]) -> list[Device]:
    """Those that were in a meeting which is over."""
    ids = [device.meeting_id for device in devices]
    over = Meeting.objects.filter(pk__in=ids, state=Meeting.State.OVER) if ids else []
    known = {meeting.pk for meeting in over}
    return [device for device in devices if device.meeting_id in known]


def asked_of(device: Device, asking_id: uuid.UUID) -> Asking | None:
    """What was asked in the meeting that this device was in."""
    return Asking.objects.filter(pk=asking_id, meeting=device.meeting_id).first()


@dataclass(frozen=True)
class Kept:
    device: Device
    meeting: Meeting
    keepsakes: list[Keepsake]


def kept_in(request: HttpRequest) -> list[Kept]:
    """What this browser may take along, of every meeting that it was in and that is over."""
    devices = {device.meeting_id: device for device in devices_of(request)}
    over = Meeting.objects.filter(pk__in=devices, state=Meeting.State.OVER) if devices else []
    found = [
        Kept(device, meeting, open_keepsakes(meeting=meeting, token=device.token))
        for meeting in over
        if (device := devices[meeting.pk])
    ]
    return [one for one in found if one.keepsakes]
