"""Who may read what others wrote: whoever holds a second step, and took it in this session."""

import time
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from people.models import Factor, User

PROOF_LASTS = timedelta(minutes=10)


def may_read_others(request: HttpRequest) -> bool:
    """Whether views marked `reads_others` are open. Costs one query at most."""
    user = request.user
    if not isinstance(user, User):
        return False
    return is_waived(user) or (has_taken(request.session) and has_factor(user))


class SecondStepNeeded(Exception):
    """Some of a view's people see others' words there, and this one has no second step yet."""


def ask_second_step(request: HttpRequest) -> None:
    """For a view that is marked for nobody, since it shows others' words to some alone.

    Raises SecondStepNeeded, which leads on as the mark `reads_others` does.
    """
    if not may_read_others(request):
        raise SecondStepNeeded


def may_see_names(user: User, session: SessionBase) -> bool:
    """Whether pages of the person's own may name whose words wait for them. No query.

    As `may_read_others`, which everything asks that opens them.
    """
    return is_waived(user) or has_taken(session)


def is_waived(user: User) -> bool:
    """Demonstration people go without, on the machine that somebody tries this out on."""
    return user.is_demo and bool(settings.PROFILE_IS_EMBEDDED)


def has_factor(user: User) -> bool:
    return Factor.objects.visible_to(user).exists()


def has_taken(session: SessionBase) -> bool:
    return "factor_at" in session


def must_take(user: User) -> bool:
    """Whether the password alone says too little about this person."""
    return not is_waived(user) and has_factor(user)


def owes(request: HttpRequest) -> bool:
    """Whether the person has a second step that this session has not taken.

    A session may be older than the second step. Costs one query at most.
    """
    user = request.user
    return isinstance(user, User) and not has_taken(request.session) and must_take(user)


def note_taken(session: SessionBase) -> None:
    """The second step was taken in this session, or set up in it."""
    session["factor_at"] = time.time()
    note_proved(session)


def note_proved(session: SessionBase) -> None:
    """Password or second step were given right now."""
    session["proved_at"] = time.time()


def has_proved(session: SessionBase) -> bool:
    """Whether that was a moment ago; a clock set back never makes it younger."""
    since = abs(time.time() - float(session.get("proved_at", 0.0)))
    return since < PROOF_LASTS.total_seconds()


def is_proved(request: HttpRequest) -> bool:
    """A fresh proof, by more than the password from whoever has a second step."""
    return has_proved(request.session) and not owes(request)
