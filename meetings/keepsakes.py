"""A device's own words, to be carried along once the meeting is over, and not before."""

from __future__ import annotations

from dataclasses import dataclass

from meetings.devices import Device
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
