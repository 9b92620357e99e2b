"""A person's promises, as their list shows them: open ones by day, then what became of others.

All of them are one query: even after years they are some hundred lines, and what the months
counted is counted from the same rows. What was said at an answer is not even fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User
from promises.models import Promise


@dataclass(frozen=True)
class Group:
    """Open promises that are due at about the same time."""

    name: str
    promises: list[Promise]
    passed: bool = False


def own_promises(user: User) -> list[Promise]:
    rows = Promise.objects.visible_to(user).by_day().select_related("key_holder")
    return list(rows.defer("reason", "received", "for_page"))


def open_groups(own: list[Promise]) -> list[Group]:
    today = timezone.localdate()
    waiting = [promise for promise in own if promise.is_open]
    return [
        Group(_name_of(place), list(promises), passed=place == 0)
        for place, promises in groupby(waiting, key=lambda one: _place_of(one.due_on, today))
    ]


def answered(own: list[Promise]) -> list[Promise]:
    """Those that were come back with, the latest first."""
    found = [promise for promise in own if promise.is_answered]
    return sorted(found, key=lambda promise: promise.answered_at or promise.made_at, reverse=True)


def _place_of(day: date | None, today: date) -> int:
    if day is None:
        return 4
    if day < today:
        return 0
    return 1 if day == today else 2 if day <= today + timedelta(days=7) else 3


def _name_of(place: int) -> str:
    return [
        _("Their day has passed"),
        _("Today"),
        _("In the next seven days"),
        _("Later"),
        _("Without a day"),
    ][place]
