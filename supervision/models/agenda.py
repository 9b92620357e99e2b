"""What is to be talked about in sessions, and what people took on there."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from people.models import User, is_here
from vault.fields import SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

from .pairs import Supervision
from .sessions import SessionPart, SupervisionSession


class SessionTopicQuerySet(SealedQuerySet["SessionTopic"]):
    def visible_to(self, user: User | AnonymousUser) -> SessionTopicQuerySet:
        """Of the person's own pairs, and of the sessions in which they have a part; their own.

        What somebody else brought to a group or a drop-in goes with them when they are off it.
        """
        if not is_here(user):
            return self.none()
        pairs = Supervision.objects.visible_to(user)
        sessions = SupervisionSession.objects.visible_to(user)
        there = Q(session__in=sessions) & Q(Exists(_part_of_who_brought()))
        return self.filter(Q(supervision__in=pairs) | there | Q(by=user))

    def of_pair(self, pair: Supervision, user: User) -> SessionTopicQuerySet:
        """On the list of one pair, as `visible_to` finds them."""
        return self.filter(supervision__in=Supervision.objects.visible_to(user).filter(pk=pair.pk))

    def of_those_there(self) -> SessionTopicQuerySet:
        """Not what was brought to a group or a drop-in by who is off it now."""
        return self.filter(Q(supervision__isnull=False) | Q(Exists(_part_of_who_brought())))

    def open(self) -> SessionTopicQuerySet:
        return self.filter(talked_at__isnull=True, dropped_at__isnull=True)


def _part_of_who_brought() -> QuerySet[SessionPart]:
    return SessionPart.objects.filter(session=OuterRef("session"), person=OuterRef("by"))


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
        return self.visible_to(user)._left_to(user)

    def of_pair(self, pair: Supervision, user: User) -> SessionActionQuerySet:
        """What is on the person's list of what the two took on when they met."""
        theirs = SupervisionSession.objects.of_pair(pair, user)
        return self.filter(session__in=theirs)._left_to(user)

    def _left_to(self, user: User) -> SessionActionQuerySet:
        return self.open().filter(Q(owner=user) | Q(session__supervisor=user)).by_day()

    def open(self) -> SessionActionQuerySet:
        return self.filter(done_at__isnull=True, dropped_at__isnull=True)

    def by_day(self) -> SessionActionQuerySet:
        """The earliest day first; those without one at the end."""
        return self.order_by(models.F("due_on").asc(nulls_last=True), "made_at", "pk")

    def carried_to(self, session: SupervisionSession, user: User) -> SessionActionQuerySet:
        """What is open from before and belongs on the page of one to come, for this reader.

        Of a pair: all of theirs. Of a group: what its people took on when the same group met,
        that is, when more than half of all who came then or come now are the same; each reads
        what they may read of that session anyway. A drop-in has no standing circle: there,
        one's own and what was said to oneself as supervisor.
        """
        open_ones = self.visible_to(user).open().by_day()
        if session.is_of_a_pair:
            return open_ones.filter(session__supervision=session.supervision_id)
        here = _besides_the_supervisor(session).filter(session=session)
        before = open_ones.exclude(session=session).filter(
            Q(owner__in=here.values("person")) | Q(owner=session.supervisor_id),
            session__kind=session.kind,
            session__supervisor=session.supervisor_id,
        )
        if session.kind == SupervisionSession.Kind.DROP_IN:
            own = Q(owner=user) | Q(session__supervisor=user)
            return before.filter(own, session__organisation=session.organisation_id)
        then = _besides_the_supervisor(session).filter(session=OuterRef("session"))
        both = then.filter(Exists(here.filter(person=OuterRef("person"))))
        counted = before.alias(both=_number(both), of_then=_number(then), of_now=_number(here))
        # both > (then + now - both) / 2
        return counted.filter(both__gt=(F("of_then") + F("of_now")) / 3.0)


def _besides_the_supervisor(session: SupervisionSession) -> QuerySet[SessionPart]:
    return SessionPart.objects.exclude(person=session.supervisor_id)


def _number(parts: QuerySet[SessionPart]) -> Coalesce:
    """How many: nought too, where a group by gives no row."""
    counts = parts.order_by().values("session").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


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
