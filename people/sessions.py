"""How long a signed-in session lives, decided on the server by the kind of device.

A session notes three things: the kind of device, when it began, and when it was last used.
"Used" is written down at most every 20 seconds, so a session may lock up to 20 seconds
early, never late.
"""

import time
from datetime import timedelta
from typing import Literal

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from people.models import User

State = Literal["open", "locked", "over"]
DEVICES = ("shared", "own")
WRITE_EVERY = 20  # seconds


def begin(request: HttpRequest, device: str) -> None:
    """Note the kind of device right after a sign-in."""
    session = request.session
    session["device"] = device if device in DEVICES else "shared"
    session["began"] = session["seen"] = time.time()
    session["locked"] = False
    # Zero: the cookie goes when the browser closes; the row lives SESSION_COOKIE_AGE.
    session.set_expiry(limit(session, "absolute") if device == "own" else 0)


def limit(session: SessionBase, name: str) -> timedelta:
    times: dict[str, timedelta] = settings.IDLE_TIMES[device_of(session)]
    return times[name]


def device_of(session: SessionBase) -> str:
    device = session.get("device")
    return device if device in DEVICES else "shared"


def idle(session: SessionBase) -> float:
    """Seconds since the session was last used; a clock set back never makes it younger."""
    return abs(time.time() - float(session.get("seen", 0.0)))


def state_of(session: SessionBase) -> State:
    """What the session is by now, whatever it was at its last request."""
    if "began" not in session:
        return "open"  # signed in without our page: Attendance starts the clock
    age = abs(time.time() - session["began"])
    if age >= limit(session, "absolute").total_seconds():
        return "over"
    if idle(session) >= limit(session, "end").total_seconds():
        return "over"
    if session.get("locked") or idle(session) >= limit(session, "lock").total_seconds():
        return "locked"
    return "open"


def touch(session: SessionBase) -> None:
    """Note that the person is here, unless that was noted a moment ago."""
    if "began" not in session:
        session["began"] = session["seen"] = time.time()
    elif idle(session) >= WRITE_EVERY:
        session["seen"] = time.time()


def lock(session: SessionBase) -> None:
    session["locked"] = True


def unlock(session: SessionBase) -> None:
    session["locked"] = False
    session["seen"] = time.time()


def end_sessions(user: User, *, but: str | None = None) -> int:
    """End a person's sessions on the server, on every device but the one named."""
    count = 0
    for row in UserSession.objects.filter(user=user).exclude(session_key=but or ""):
        row.end()
        count += 1
    return count
