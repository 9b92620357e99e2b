"""Saying gently that shares have waited long: to who wants to hear it, and to none on leave."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from journals import waiting_news as news
from journals.models import Share
from notices.models import Notice
from notices.services import wish_of
from people.locks import lock_if_there
from people.models import User
from supervision.models import Supervision

REST = timedelta(days=7)  # between two reminders, however many wait


def tell_waiting() -> int:
    """Tell each supervisor, at most once a week, that some wait. How many were told.

    Nobody whose mail is paused, and nobody for whom a colleague stands in today.
    """
    long = Share.objects.to_be_read().filter(shared_at__lte=news.waits_since())
    readers = User.objects.filter(
        pk__in=long.filter(reader__isnull=False).values("reader"), is_active=True
    )
    return sum(_tell(pk) for pk in list(readers.values_list("pk", flat=True)))


@transaction.atomic
def _tell(person_id: uuid.UUID) -> int:
    # Locked, so that two rounds at once tell once.
    person = lock_if_there(person_id)
    if person is None or person.erase_after:
        return 0
    if not _wants(person) or _is_away(person) or not news.how_many(person):
        return 0
    before = Notice.objects.filter(person=person, kind=news.LONG)
    if before.filter(made_at__gt=timezone.now() - REST).exists():
        return 0
    news.waits_long(person)
    return 1


def _wants(person: User) -> bool:
    """What they say no to on the page of wishes is for this one not on their list either."""
    wish = wish_of(person)
    return news.LONG not in wish.unwanted and not wish.is_paused(timezone.now())


def _is_away(person: User) -> bool:
    return Supervision.objects.current().filter(covers__supervisor=person).exists()
