"""Putting a notice on a person's list, marking it as seen, and taking it away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from notices import kinds
from notices.models import Notice, Wish
from people.models import User

KEPT = timedelta(days=180)


def tell(*, person: User, kind: str, once_for: str, about: models.Model | None = None) -> None:
    """Put something on a person's list, inside the transaction in which it happened."""
    tell_all(people=[person], kind=kind, once_for=once_for, about=about)


def tell_all(
    *, people: Iterable[User], kind: str, once_for: str, about: models.Model | None = None
) -> None:
    """Put the same on the lists of several at once.

    `once_for` makes it one: telling twice is telling once, also from two processes, and
    neither transaction is broken by it. Say a share's id for "once for each share", and
    add a day for "once a day". It is stored in clear: never a word that anybody wrote.
    """
    kinds.get(kind)
    rows = [Notice(person=person, kind=kind, once_for=once_for) for person in people]
    for notice in rows:
        if about is not None:
            notice.about_type, notice.about_id = about._meta.label_lower, about.pk
        # Checked here: on SQLite "or ignore" would also ignore what cannot be stored.
        notice.clean_fields(exclude={"person"})
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def retract(*, kind: str, about: models.Model, person: User | None = None) -> None:
    """Take a notice off everybody's list, or one person's: what it told of is no more.

    The row goes, so that the same thing can be told again if it happens again.
    """
    rows = Notice.objects.filter(kind=kind, about_type=about._meta.label_lower, about_id=about.pk)
    (rows if person is None else rows.filter(person=person)).delete()


def let_rest(*, kind: str, about: models.Model, once_for: str) -> None:
    """As `retract`, of what may be told again soon: for the same `once_for` it is told to nobody
    again who has looked at it, or had a mail about it. Until then nobody is shown it, if its
    kind says that it is not open.
    """
    rows = Notice.objects.filter(kind=kind, about_type=about._meta.label_lower, about_id=about.pk)
    heard = Q(seen_at__isnull=False) | Q(mailed_at__isnull=False)
    rows.exclude(heard, once_for=once_for).delete()
    rows.filter(seen_at__isnull=True).update(seen_at=timezone.now())


def mark_seen(
    *,
    person: User,
    about: models.Model | None = None,
    notice: Notice | None = None,
    until: datetime | None = None,
) -> None:
    """Say that a person has seen what they were told: of one thing, or up to a moment."""
    notices = Notice.objects.filter(person=person).unseen()
    if about is not None:
        notices = notices.filter(about_type=about._meta.label_lower, about_id=about.pk)
    if notice is not None:
        notices = notices.filter(pk=notice.pk)
    if until is not None:
        notices = notices.filter(made_at__lte=until)
    notices.update(seen_at=timezone.now())


def unseen_count(person: User) -> int:
    """How much is new, for every page: one query.

    What was closed without being retracted is still counted here. The list looks again and
    says so, and a mail is not sent about it.
    """
    return Notice.objects.visible_to(person).unseen().count()


def forget(*, person: User) -> None:
    """When a person's journal is erased, what they were told of it goes too."""
    Notice.objects.filter(person=person).delete()
    Wish.objects.filter(person=person).delete()


def forget_old() -> int:
    count: int = Notice.objects.filter(made_at__lte=timezone.now() - KEPT).delete()[0]
    return count
