"""What is to be talked about in sessions, and what people took on there."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from people.models import User
from vault.fields import SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

from .pairs import Supervision
from .sessions import SupervisionSession


class SessionTopicQuerySet(SealedQuerySet["SessionTopic"]):
    def visible_to(self, user: User | AnonymousUser) -> SessionTopicQuerySet:
        """Of the person's own pairs, and of the sessions in which they have a part."""
        pairs = Supervision.objects.visible_to(user)
        sessions = SupervisionSession.objects.visible_to(user)
        return self.filter(Q(supervision__in=pairs) | Q(session__in=sessions))

    def open(self) -> SessionTopicQuerySet:
        return self.filter(talked_at__isnull=True, dropped_at__isnull=True)


class SessionTopic(models.Model):
    """A line of what is to be talked about: of a pair's next session, or of one session."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    supervision = models.ForeignKey(
        Supervision, models.CASCADE, null=True, related_name="topics"
    )  # of a pair: it waits for the next session, whichever that is
    session = models.ForeignKey(
        SupervisionSession, models.SET_NULL, null=True, related_name="topics"
    )  # in which it was talked about; of a group, for which it was brought
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = SealedTextField(default="")  # may be empty, where a row above says what it is about
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    talked_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = SessionTopicQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(supervision__isnull=False) | Q(session__isnull=False),
                name="a_topic_has_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"topic {self.pk}"


class SessionActionQuerySet(SealedQuerySet["SessionAction"]):
    def visible_to(self, user: User | AnonymousUser) -> SessionActionQuerySet:
        return self.filter(session__in=SupervisionSession.objects.visible_to(user))

    def on_list_of(self, user: User) -> SessionActionQuerySet:
        """What is left to do: the person's own, and what people said to them as supervisor.

        What others of a group took on is in its record, and on no list of theirs.
        """
        own = Q(owner=user) | Q(session__supervisor=user)
        return self.visible_to(user).open().filter(own).by_day()

    def open(self) -> SessionActionQuerySet:
        return self.filter(done_at__isnull=True, dropped_at__isnull=True)

    def by_day(self) -> SessionActionQuerySet:
        """The earliest day first; those without one at the end."""
        return self.order_by(models.F("due_on").asc(nulls_last=True), "made_at", "pk")


class SessionAction(models.Model):
    """What somebody said in a session they would do. It is carried forward until it is done."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(SupervisionSession, models.CASCADE, related_name="actions")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    what = SealedTextField()
    due_on = models.DateField(null=True, blank=True)
    told_for = models.DateField(null=True, blank=True)  # the day whose coming was told
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = SessionActionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
                name="action_due",
            ),
        ]

    def __str__(self) -> str:
        return f"action {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()
