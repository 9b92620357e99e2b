"""Telling people of the session that they have tomorrow, by their own calendar."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from people.models import User
from supervision import session_news as news
from supervision.models import SupervisionSession
from supervision.services.sessions import people_of


def tell_tomorrow(now: datetime | None = None) -> int:
    """Tell each of those who meet tomorrow, once for each day. How many were told just now.

    One that is moved forgets what was told (`told_for`); who knows of that very day already is
    not told again.
    """
    now = now or timezone.now()
    soon = now + timedelta(hours=50)  # tomorrow's last moment, wherever somebody is
    rows = SupervisionSession.objects.planned().filter(starts_at__gt=now, starts_at__lte=soon)
    waiting = rows.filter(Q(told_for__isnull=True) | ~Q(told_for=F("starts_at")))
    return sum(_tell(pk, now) for pk in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _tell(pk: uuid.UUID, now: datetime) -> int:
    locked = SupervisionSession.objects.planned().select_for_update(of=("self",), no_key=True)
    session = locked.select_related("supervisor").filter(pk=pk).first()
    if session is None or session.told_for == session.starts_at:
        return 0
    told, all_told = 0, True
    for person in people_of(session):
        ahead = news.day_of(session.starts_at, person) - news.day_of(now, person)
        if ahead.days == 1 and person.is_active and _has_to_do_with(session, person):
            told += news.tomorrow(session, person)
        all_told = all_told and ahead.days <= 1
    if all_told:  # until then some wait for their own tomorrow; nobody is told twice
        SupervisionSession.objects.filter(pk=pk).update(told_for=session.starts_at)
    return told


def _has_to_do_with(session: SupervisionSession, person: User) -> bool:
    rows = SupervisionSession.objects.that_stand_for(person)
    return rows.filter(pk=session.pk).exists()
