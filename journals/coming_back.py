"""Entries that come back to who wrote them, and has asked for it."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from journals.models import ComingBack, Entry, EntryQuerySet
from notices.services import wish_of
from people.models import User

SIX_WEEKS = timedelta(weeks=6)
PROGRAMME = "six-weeks-on"
MOST = 20  # of one day


def choice_of(person: User) -> ComingBack:
    """Theirs, or what stands for it until they say something: nothing comes back."""
    return ComingBack.objects.filter(person=person).first() or ComingBack(person=person)


def is_away(person: User) -> bool:
    """Whether they have said, on the page of wishes, that they are on leave."""
    wish = wish_of(person)
    wish.person = person  # in hand already
    return wish.is_paused(timezone.now())


def on_this_day(person: User, today: date | None = None) -> list[Entry]:
    """What happened, or was begun, on this day of earlier years; the latest first."""
    today = today or timezone.localdate()
    own = Entry.objects.visible_to(person).welcome_back().written()
    found = own.filter(_on(today, "happened_on__") | (_on(today, "started_at__") & _NO_DAY))
    return list(found.listed().order_by("-started_at")[:MOST])


_NO_DAY = Q(happened_on__isnull=True)


def _on(today: date, field: str) -> Q:
    """On 28 February of most years also what was written on the 29th."""
    days = [today.day]
    if (today.month, today.day) == (2, 28) and not calendar.isleap(today.year):
        days.append(29)
    name = field.removesuffix("__")
    return Q(
        **{
            f"{name}__month": today.month,
            f"{name}__day__in": days,
            f"{name}__year__lt": today.year,
        }
    )


def that_may_be_looked_back_on(entries: EntryQuerySet) -> EntryQuerySet:
    """Those that are welcome; not what itself looks back."""
    welcome = entries.welcome_back().written()
    return welcome.exclude(prompt_version__prompt__programme__key=PROGRAMME)
