"""What a person is told of, and whether they want a mail about it.

A notice is the outbox and the list "What is new" in one. It holds no word that anybody
wrote, no title and no name: which sentence is shown is the business of its kind
(notices.kinds), and whether it may still be shown is asked anew each time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices import kinds
from people.models import User
from vault.ids import new_id

# When a mail may come: the hours of a day in the person's own zone.
DAY_BEGINS, DAY_ENDS = 7, 19
# Between two mails: longer than those hours, so that no day has two, whoever changes zones.
REST = timedelta(hours=20)
# A claim older than this was left behind by a process that ended in the middle.
CLAIM_TIME = timedelta(minutes=15)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(days=1)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any) -> NoticeQuerySet:
        """Their own, of kinds that a room still speaks for."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(person=user, dropped_at__isnull=True, kind__in=kinds.keys())

    def unseen(self) -> NoticeQuerySet:
        return self.filter(seen_at__isnull=True, dropped_at__isnull=True)

    def waiting(self) -> NoticeQuerySet:
        """Those that a mail has not told of yet, and that nobody has read here either."""
        return self.unseen().filter(mailed_at__isnull=True, kind__in=kinds.keys())

    def newest_first(self) -> NoticeQuerySet:
        return self.order_by("-made_at", "-pk")


class Notice(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # No index of its own: that of the constraint begins with it.
    person = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    # What makes it one: a share's id, a day. Never a word of anybody's.
    once_for = models.CharField(max_length=80)
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True, blank=True, db_index=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    dropped_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Where `still_open` may leave what it fetched, so that the sentence, the name and the
    # address of two hundred notices ask the database for nothing more.
    thing: Any = None

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "once_for"], name="told_once"),
        ]
        indexes = [
            models.Index(
                fields=["person"],
                condition=Q(seen_at__isnull=True, dropped_at__isnull=True),
                name="notice_unseen",
            ),
        ]

    def __str__(self) -> str:
        return f"Notice of {self.kind}"


class WishQuerySet(models.QuerySet["Wish"]):
    def reachable(self, now: datetime) -> WishQuerySet:
        """Who wants a mail and may get one, as far as the database can say (`Wish.is_time`).

        Not who is suspended, nor whose journal is being erased, nor who waits after a reset
        through the mailbox: somebody else may be reading it, and the pages are closed.
        """
        waiting = Notice.objects.waiting().filter(person=OuterRef("person"))
        return self.filter(
            Q(mailed_at__isnull=True) | Q(mailed_at__lte=now - REST),
            Q(person__held_until__isnull=True) | Q(person__held_until__lte=now),
            Exists(waiting),
            mail=Wish.Mail.DAILY,
            person__is_active=True,
            person__erase_after__isnull=True,
        )

    def due(self, now: datetime) -> WishQuerySet:
        """Whose mail nobody is just sending. Those that could not be sent come last."""
        return (
            self.reachable(now)
            .filter(
                Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - CLAIM_TIME),
                Q(try_after__isnull=True) | Q(try_after__lte=now),
            )
            .order_by("tries", "pk")
        )


class Wish(models.Model):
    """What a person wants to be told by mail. Without a row: nothing."""

    class Mail(models.TextChoices):
        NO = "no", _("No mail. I look here")
        DAILY = "daily", _("A mail when there is something new, at most once a day")

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    mail = models.CharField(max_length=5, choices=Mail.choices, default=Mail.NO)
    paused_until = models.DateField(null=True, blank=True)
    # Those not wanted, so that a kind of a later version is wanted until somebody says no.
    unwanted = models.JSONField(default=list, blank=True)

    # How the mail stands (notices.posting). Each is written by one UPDATE with a condition.
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    try_after = models.DateTimeField(null=True, blank=True, editable=False)

    objects = WishQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Mail: {self.mail}"

    def is_paused(self, now: datetime) -> bool:
        today = now.astimezone(self.person.zone).date()
        return self.paused_until is not None and today < self.paused_until

    def is_time(self, now: datetime) -> bool:
        """Whether it is day where they are, and no pause."""
        hour = now.astimezone(self.person.zone).hour
        return DAY_BEGINS <= hour < DAY_ENDS and not self.is_paused(now)

    @property
    def next_wait(self) -> timedelta:
        """After a mail that could not be sent: longer each time, and never for good."""
        wait: timedelta = FIRST_WAIT * 3 ** min(self.tries, 10)
        return min(wait, LONGEST_WAIT)
