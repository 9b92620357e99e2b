"""A person's open promises, as their list shows them: by day."""

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


def open_groups(user: User) -> list[Group]:
    own = Promise.objects.visible_to(user).open().by_day().select_related("key_holder")
    today = timezone.localdate()
    return [
        Group(_name_of(place), list(promises), passed=place == 0)
        for place, promises in groupby(own, key=lambda one: _place_of(one.due_on, today))
    ]


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
