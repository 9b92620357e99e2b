"""Telling people that a promise's day has come. Runs by the clock, twice or late without harm."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import F, Q

from people.days import house_day
from people.models import User
from promises import news
from promises.models import Promise


def tell_due() -> int:
    """Put every promise whose day has come on its owner's list of news, once for each day.

    A promise with a new day is told again on that one. How many were told.
    """
    fresh = Q(told_for__isnull=True) | ~Q(told_for=F("due_on"))
    due = Promise.objects.due_by(house_day()).filter(fresh, owner__is_active=True)
    return sum(_tell(pk) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _tell(pk: uuid.UUID) -> int:
    # Read again, and locked: it may have been answered just now.
    rows = Promise.objects.due_by(house_day()).select_for_update(of=("self",), no_key=True)
    promise = rows.filter(pk=pk).first()
    if promise is None or promise.told_for == promise.due_on:
        return 0
    owner = User.objects.get(pk=promise.owner_id)
    news.due(promise, owner)
    Promise.objects.filter(pk=pk).update(told_for=promise.due_on)
    return 1
