"""A device in a meeting: a random token in a cookie, of which the server keeps digests only.

One digest for having joined, and others for each asking, so that nothing in the database
says that two answers, or a vote and an answer, came from one device. Who holds the device is
nowhere at all: nothing under join/ knows who is signed in. The cookie is signed, so that a
device that was let in is known as such when the list of them is gone, and none can be made up.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from meetings.models import Asking, Meeting
from people.tokens import digest, new_token
from vault.ids import from_short, short

PATH = "/join/"
CARRY, CARRY_PATH = "carry", "/carry/"  # for who carries their own words along, once it is over
CARRY_LASTS = timedelta(minutes=15)
NAME = "meeting-"
LEADS = "meeting-led-"
LASTS = timedelta(hours=24)  # after the meeting starts: to take one's own words along
MOST = 10  # meetings that one device knows at once
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True)
class Device:
    """A browser that joined one meeting."""

    meeting_id: uuid.UUID
    code: str  # by which it joined: for what it is told once that code is dead
    token: str

    @classmethod
    def new(cls, meeting: Meeting) -> Device:
        return cls(meeting.pk, meeting.join_code, new_token())

    @property
    def joined(self) -> str:
        return digest("meeting-device", self.meeting_id.hex, self.token)

    def mark(self, asking: Asking) -> str:
        return digest("meeting-answer", asking.pk.hex, self.token)

    def vote_mark(self, asking: Asking) -> str:
        return digest("meeting-vote", asking.pk.hex, self.token)

    def lookup(self, asking: Asking) -> str:
        return digest("meeting-slip", asking.pk.hex, self.token)


def device_of(request: HttpRequest, meeting: Meeting) -> Device | None:
    """The device as its cookie says it. Whether it joined, the meeting knows (`has_joined`)."""
    return _read(meeting.pk, request.COOKIES.get(_cookie(NAME, meeting.pk), ""))


def devices_of(request: HttpRequest) -> list[Device]:
    """What this browser is in every meeting that it knows."""
    prefix, found = _prefixed(NAME), []
    for name, value in request.COOKIES.items():
        if not name.startswith(prefix):
            continue
        try:
            device = _read(from_short(name.removeprefix(prefix)), value)
        except ValueError:
            continue
        if device is not None:
            found.append(device)
    return found[:MOST]


def devices_by(request: HttpRequest, code: str) -> list[Device]:
    """Those that joined by this code, in the same way as it is typed."""
    return [device for device in devices_of(request) if code and device.code == code]


def has_joined(meeting: Meeting, device: Device | None) -> bool:
    return device is not None and device.joined in meeting.devices


def leads(request: HttpRequest, meeting: Meeting) -> bool:
    """Whether the facilitator was at the meeting's pages in this browser, or said so when it
    joined: its answers never count."""
    value = request.COOKIES.get(_cookie(LEADS, meeting.pk), "")
    try:
        return bool(signing.loads(value, salt=LEADS) == short(meeting.pk))
    except signing.BadSignature:
        return False


def remember(response: HttpResponseBase, meeting: Meeting, device: Device) -> None:
    """For one that was let in, or whose words are held until it is: what its cookie says is
    believed from now on."""
    signature = _signer().signature(device.joined)
    _set(response, meeting, NAME, f"{device.code}.{device.token}.{signature}")


def remember_leading(response: HttpResponseBase, meeting: Meeting) -> None:
    _set(response, meeting, LEADS, signing.dumps(short(meeting.pk), salt=LEADS))


def mark_leading(response: HttpResponseBase, meeting: Meeting, *, leads: bool) -> None:
    """Mark the browser as whoever opened the meeting's page makes it: another of the team at
    the same computer, or who has handed the meeting over, may answer in it again."""
    if leads:
        remember_leading(response, meeting)
    else:
        response.delete_cookie(_cookie(LEADS, meeting.pk), path=PATH, samesite="Lax")


def remember_carrying(response: HttpResponseBase, device: Device) -> None:
    """Show the token to one page of who is signed in, for a moment: their own press asks so."""
    _set_cookie(response, _prefixed(CARRY), device.token, CARRY_PATH, CARRY_LASTS)


def carried(request: HttpRequest) -> str:
    token = request.COOKIES.get(_prefixed(CARRY), "")
    return token if _TOKEN.fullmatch(token) else ""


def forget_carried(response: HttpResponseBase) -> None:
    response.delete_cookie(_prefixed(CARRY), path=CARRY_PATH, samesite="Lax")


def forget(response: HttpResponseBase, device: Device) -> None:
    response.delete_cookie(_cookie(NAME, device.meeting_id), path=PATH, samesite="Lax")


def _read(meeting_id: uuid.UUID, value: str) -> Device | None:
    code, _dot, rest = value.partition(".")
    token, _dot, signature = rest.partition(".")
    if len(code) > 8 or not _TOKEN.fullmatch(token):
        return None
    device = Device(meeting_id, code, token)
    try:
        _signer().unsign(f"{device.joined}:{signature}")
    except signing.BadSignature:
        return None
    return device


def _signer() -> signing.Signer:
    return signing.Signer(salt=NAME)


def _prefixed(name: str) -> str:
    # Not __Host-, which wants the path /: the pages of who is signed in must never be told.
    return f"__Secure-{name}" if settings.SESSION_COOKIE_SECURE else name


def _cookie(name: str, meeting_id: uuid.UUID) -> str:
    return f"{_prefixed(name)}{short(meeting_id)}"


def _set(response: HttpResponseBase, meeting: Meeting, name: str, value: str) -> None:
    now = timezone.now()
    lasts = max(meeting.starts_at, now) + LASTS - now
    _set_cookie(response, _cookie(name, meeting.pk), value, PATH, lasts)


def _set_cookie(
    response: HttpResponseBase, name: str, value: str, path: str, lasts: timedelta
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=lasts,
        path=path,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
