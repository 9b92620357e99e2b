"""How long a signed-in session lives, decided on the server by the kind of device.

A session notes three things: the kind of device, when it began, and when it was last used.
"Used" is written down at most every 20 seconds, so a session may lock up to 20 seconds
early, never late.
"""

import time
from datetime import timedelta
from typing import Literal

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

from people.models import User
from people.session_store import row_key

State = Literal["open", "locked", "over"]
DEVICES = ("shared", "own")
WRITE_EVERY = 20  # seconds
NEWCOMER_FOR = timedelta(hours=1)
# What allauth notes of a sign-in: nothing here asks for it, and it holds the address.
ALLAUTHS = ("account_authentication_methods", "account_authentication_methods_user")


def begin(request: HttpRequest, device: str) -> None:
    """Note the kind of device right after a sign-in."""
    session = request.session
    session["device"] = device if device in DEVICES else "shared"
    session["began"] = session["seen"] = time.time()
    session["locked"] = False
    session["proved_at"] = session["began"]
    for name in ALLAUTHS:
        session.pop(name, None)
    # Zero: the cookie goes when the browser closes; the row lives SESSION_COOKIE_AGE.
    session.set_expiry(limit(session, "absolute") if device == "own" else 0)


def put_on_list(request: HttpRequest) -> None:
    """Let the person see this session among theirs, by the name of its row."""
    if request.session.session_key is None:
        request.session.save()
    agent = request.META.get("HTTP_USER_AGENT", "")
    UserSession.objects.update_or_create(
        session_key=key_of(request.session),
        defaults={
            "user": request.user,
            "ip": get_adapter().get_client_ip(request),
            "user_agent": agent[: UserSession._meta.get_field("user_agent").max_length],
            "last_seen_at": timezone.now(),
        },
    )


def key_of(session: SessionBase) -> str:
    """The name of the session's row. It is not the cookie, and opens nothing."""
    return row_key(session.session_key) if session.session_key else ""


def begin_newcomer(session: SessionBase, user: User) -> None:
    session["newcomer"] = user.pk.hex


def is_newcomer(session: SessionBase, user: User) -> bool:
    """Whether the person was made in this very session, a moment ago, password and all.

    Who sits at any other screen of theirs has not shown the password to whoever asks.
    """
    since_joined = abs(timezone.now() - user.joined_at)
    return session.get("newcomer") == user.pk.hex and since_joined < NEWCOMER_FOR


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
    if session.get("over"):
        return "over"
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


def finish(session: SessionBase) -> None:
    """Let the session end at its next request, so that this one can still be answered."""
    session["over"] = True


def end_sessions(user: User, *, but: SessionBase | None = None) -> int:
    """End a person's sessions on the server, on every device but this one."""
    count = 0
    kept = key_of(but) if but is not None else ""
    for row in UserSession.objects.filter(user=user).exclude(session_key=kept):
        row.end()
        count += 1
    return count
