"""Sessions of supervision: who meets when, what is talked about, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Organisation, User, is_here
from vault.fields import SealedJSONField, SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

from .pairs import Supervision
from .standing import day_of, pair_ran, stands_for


class SupervisionSessionQuerySet(SealedQuerySet["SupervisionSession"]):
    def visible_to(self, user: User | AnonymousUser) -> SupervisionSessionQuerySet:
        """Those in which the person has a part, also when they are over: both keep the record.

        Of a group or a drop-in only while they had to do with it on its day (who was there, also
        if that ended on the day itself), and of a drop-in not where they stayed away: others'
        topics and actions stand there.
        """
        return self._visible_to(user, says=False)

    def visible_with_standing(self, user: User | AnonymousUser) -> SupervisionSessionQuerySet:
        """As `visible_to`, with `stands`: whether they still have to do with it."""
        return self._visible_to(user, says=True)

    def that_stand_for(self, user: User | AnonymousUser) -> SupervisionSessionQuerySet:
        """Of what is visible, what they still have to do with."""
        rows: Any = self.visible_with_standing(user)
        found: SupervisionSessionQuerySet = rows.filter(stands=True)
        return found

    def _visible_to(self, user: User | AnonymousUser, *, says: bool) -> SupervisionSessionQuerySet:
        if not is_here(user):
            return self.none()
        part = _part_of(user)
        stayed_away = Q(kind="drop-in") & Exists(part.filter(attended=False))
        own = Q(kind="one-to-one") | Q(supervisor=user)
        rows: Any = self.alias(day_of=day_of())
        stands = _stands_for(user)
        rows = rows.annotate(stands=stands) if says else rows.alias(stands=stands)
        found: SupervisionSessionQuerySet = rows.filter(
            Exists(part), own | Q(stands=True) & ~stayed_away
        )
        return found

    def of_pair(self, pair: Supervision, user: User | AnonymousUser) -> SupervisionSessionQuerySet:
        """Of one pair, as `visible_to` finds them, with `stands`. Of groups nothing is asked."""
        theirs = Supervision.objects.visible_to(user).filter(pk=pair.pk)
        rows: Any = self.filter(Exists(_part_of(user)), supervision__in=theirs)
        rows = rows.alias(day_of=day_of())
        found: SupervisionSessionQuerySet = rows.annotate(stands=pair_ran())
        return found

    def held_by(self, user: User | AnonymousUser) -> SupervisionSessionQuerySet:
        """Those that the person leads as the supervisor."""
        if not is_here(user):
            return self.none()
        return self.filter(Exists(_part_of(user)), supervisor=user)

    def offered_to(self, user: User | AnonymousUser) -> SupervisionSessionQuerySet:
        """Drop-ins to come in a house that the person belongs to, whether or not they come."""
        if not is_here(user):
            return self.none()
        rows = self.filter(kind=SupervisionSession.Kind.DROP_IN, starts_at__gt=timezone.now())
        return rows.planned().standing(user).filter(supervisor__is_active=True)

    def with_standing(self, user: User) -> SupervisionSessionQuerySet:
        """With `stands`: whether the person still has to do with it, see models.standing."""
        rows: Any = self.alias(day_of=day_of())
        marked: SupervisionSessionQuerySet = rows.annotate(stands=_stands_for(user))
        return marked

    def standing(self, user: User) -> SupervisionSessionQuerySet:
        rows: Any = self.with_standing(user)
        found: SupervisionSessionQuerySet = rows.filter(stands=True)
        return found

    def of_a_group_without(self, person: User) -> SupervisionSessionQuerySet:
        """Groups to come in which the person has no part: to say of one that they are off it."""
        rows = self.planned().filter(kind="group", starts_at__gt=timezone.now())
        return rows.filter(~Exists(_part_of(person)))

    def planned(self) -> SupervisionSessionQuerySet:
        return self.filter(state=SupervisionSession.State.PLANNED)

    def coming(self, at: datetime | None = None) -> SupervisionSessionQuerySet:
        """Planned ones that are not over yet by the clock, the next one first."""
        since = (at or timezone.now()) - LONGEST
        return self.planned().filter(starts_at__gt=since).order_by("starts_at", "pk")

    def to_acknowledge_by(self, user: User) -> SupervisionSessionQuerySet:
        """Whose newest record the person has not said yet that they read."""
        found: SupervisionSessionQuerySet = self.visible_to(user).filter(_waits_for(user))
        return found

    def saying_what_waits_for(self, user: User) -> SupervisionSessionQuerySet:
        """Each says whether its newest record waits to be read by this person: `waits`."""
        is_led = Q(supervisor=user)
        rows: Any = self
        found: SupervisionSessionQuerySet = rows.annotate(
            waits=Case(
                When(_waits_for(user) & ~is_led, then=True),
                default=False,
                output_field=models.BooleanField(),
            )
        )
        return found

    def newest_first(self) -> SupervisionSessionQuerySet:
        return self.order_by("-starts_at", "pk")


def _stands_for(user: User) -> Case:
    return stands_for(user, came=Exists(_part_of(user).filter(attended=True)))


def _part_of(person: User | AnonymousUser) -> models.QuerySet[SessionPart]:
    return SessionPart.objects.filter(session=OuterRef("pk"), person=person.pk)


def _waits_for(user: User) -> Q:
    said = _part_of(user).filter(acknowledged_revision__gte=OuterRef("record_revision"))
    return Q(~Exists(said), recorded_at__isnull=False)


LONGEST = timedelta(hours=8)  # that a session may take


class SupervisionSession(models.Model):
    """One meeting of a supervisor with one person, with a group, or with whoever drops in.

    Sealed with the key of its supervision; a session of a group, or of people who are no
    standing pair, has one of its own.
    """

    class Kind(models.TextChoices):
        ONE_TO_ONE = "one-to-one", _("One to one")
        GROUP = "group", _("A group")
        DROP_IN = "drop-in", _("A drop-in")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CALLED_OFF = "called-off", _("Called off")

    MOVES: dict[str, set[str]] = {
        State.PLANNED: {State.HELD, State.CALLED_OFF},
        State.HELD: set(),
        State.CALLED_OFF: {State.PLANNED},
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ONE_TO_ONE)
    supervision = models.ForeignKey(
        Supervision, models.CASCADE, null=True, related_name="sessions"
    )  # of one to one only
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    supervisor = models.ForeignKey(User, models.PROTECT, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    planned_minutes = models.PositiveSmallIntegerField(default=60)
    place = SealedTextField(default="")  # a room, or a link
    aim = SealedTextField(default="")  # of a group: what it is for
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # that it took
    record = SealedJSONField(default=dict)  # see supervision.records
    record_revision = models.PositiveIntegerField(default=0)  # 0: nothing is recorded yet
    recorded_at = models.DateTimeField(null=True, blank=True)  # when the others could first see it
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    told_for = models.DateTimeField(null=True, blank=True)  # the start whose coming was told
    # How often when and where were changed, for calendars that have an older file.
    plan_revision = models.PositiveIntegerField(default=0, db_default=0)
    stands: bool  # with_standing()
    waits: bool  # saying_what_waits_for()
    came: int  # of a year: how many were there, its supervisor too

    objects = SupervisionSessionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["supervisor", "-starts_at"], name="session_by_supervisor"),
            models.Index(
                fields=["starts_at"], condition=Q(state="planned"), name="session_planned"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="one-to-one", supervision__isnull=False)
                | (~Q(kind="one-to-one") & Q(supervision__isnull=True)),
                name="one_to_one_is_of_a_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(minutes__isnull=False),
                name="a_held_session_took_time",
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:session_detail", args=[self.pk])

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    @property
    def is_held(self) -> bool:
        return self.state == self.State.HELD

    @property
    def is_called_off(self) -> bool:
        return self.state == self.State.CALLED_OFF

    @property
    def is_of_a_pair(self) -> bool:
        return self.kind == self.Kind.ONE_TO_ONE

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.planned_minutes)

    @property
    def has_draft(self) -> bool:
        """Whether its record is begun, and only the supervisor sees it."""
        return self.record_revision > 0 and not self.is_recorded

    @property
    def is_recorded(self) -> bool:
        return self.recorded_at is not None

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.state]


class SessionPartQuerySet(SealedQuerySet["SessionPart"]):
    def visible_to(self, user: User | AnonymousUser) -> SessionPartQuerySet:
        """Everybody's part in the sessions in which the person has one."""
        return self.filter(session__in=SupervisionSession.objects.visible_to(user))

    def of_who_comes_to(self, session: SupervisionSession) -> SessionPartQuerySet:
        """Of a group still to come, not whoever its supervisor supervises no more."""
        if session.kind != SupervisionSession.Kind.GROUP or not session.is_planned:
            return self
        pairs = Supervision.objects.current().filter(supervisor=session.supervisor_id)
        led = Q(Exists(pairs.filter(supervisee=OuterRef("person"))))
        return self.filter(led | Q(person=session.supervisor_id))


class SessionPart(models.Model):
    """One person's part in a session: asked to it, there or not, and agreed to its record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(SupervisionSession, models.CASCADE, related_name="parts")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")  # the session's
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    attended = models.BooleanField(null=True)  # None: it is not said yet
    # Of the record that they acknowledged; an older one is no acknowledgement of the newest.
    acknowledged_revision = models.PositiveIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    remark = SealedTextField(default="")  # where they see it otherwise; may be empty

    objects = SessionPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_part_each"),
        ]

    def __str__(self) -> str:
        return f"part {self.pk}"
