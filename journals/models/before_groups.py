"""What one shared account before one group session is: asked for, put there, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User, is_here
from supervision.models import SessionPart, SupervisionSession
from vault.ids import new_id

from .shares import Share


class BeforeGroupQuerySet(models.QuerySet["BeforeGroup"]):
    def visible_to(self, user: User | AnonymousUser) -> BeforeGroupQuerySet:
        """The writer's own, at any time; what the supervisor has to do with; what is open now.

        To everybody else in the group there is nothing before its time, so that a writer who
        thinks again has nothing to explain.
        """
        if not is_here(user):
            return self.none()
        own = Q(share__in=Share.objects.own_of(user))
        return self.filter(own | _led_by(user) | self._readable_by(user))

    def led_by(self, supervisor: User | AnonymousUser) -> BeforeGroupQuerySet:
        """Of what is visible, what the person has to do with as the group's supervisor."""
        return self.filter(_led_by(supervisor))

    def own_of(self, writer: User | AnonymousUser) -> BeforeGroupQuerySet:
        """Of what is visible, what is about the person's own shares."""
        return self.filter(share__in=Share.objects.own_of(writer))

    def readable_by(self, user: User) -> BeforeGroupQuerySet:
        """Those whose words the person may open at this moment, as one of the group."""
        return self.filter(self._readable_by(user))

    def _readable_by(self, user: User) -> Q:
        # Of the people to whom the writer said yes, those who are in the group today.
        named = NamedReader.objects.filter(put=OuterRef("pk"), person=user)
        now = timezone.now()
        theirs = SupervisionSession.objects.visible_to(user).planned()
        return self._stands() & Q(
            Exists(named),
            ~Q(share__author=user),
            session__in=theirs.filter(recorded_at__isnull=True),
            opens_at__lte=now,
            closes_at__gt=now,
        )

    def standing(self) -> BeforeGroupQuerySet:
        """Those that are before their session, or will be. They hold its one place."""
        return self.filter(self._stands())

    def asked_for(self) -> BeforeGroupQuerySet:
        """Those that still wait for the writer's answer, and can have one."""
        return self.living().filter(state=BeforeGroup.State.ASKED)

    def living(self) -> BeforeGroupQuerySet:
        """Those that are put or asked for, and that nothing has ended."""
        return self.filter(self._lives())

    def saying_whether_it_lives(self) -> BeforeGroupQuerySet:
        """Each says whether it is one of `living`: `lives`."""
        rows: Any = self  # for the type checker: its columns are named in the model
        marked: BeforeGroupQuerySet = rows.annotate(
            lives=ExpressionWrapper(self._lives(), BooleanField())
        )
        return marked

    def not_settled(self) -> BeforeGroupQuerySet:
        return self.filter(state__in=[BeforeGroup.State.ASKED, BeforeGroup.State.PUT])

    def _stands(self) -> Q:
        return self._can_be() & _put_as_agreed()

    def _lives(self) -> Q:
        return self._can_be() & (_put_as_agreed() | Q(state=BeforeGroup.State.ASKED))

    def _can_be(self) -> Q:
        """The share is open to the supervisor who leads the group, and its writer is in it."""
        here = SessionPart.objects.filter(
            session=OuterRef("session"), person=OuterRef("share__author")
        )
        return Q(
            Exists(here),
            share__in=Share.objects.in_hand(),
            share__reader=F("session__supervisor"),
            session__kind=SupervisionSession.Kind.GROUP,
            session__state=SupervisionSession.State.PLANNED,
        )

    def newest_first(self) -> BeforeGroupQuerySet:
        return self.order_by("-made_at", "pk")


def _led_by(supervisor: User | AnonymousUser) -> Q:
    return Q(
        state__in=BeforeGroup.SEEN_BY_SUPERVISOR,
        share__in=Share.objects.open_to(supervisor),
        session__in=SupervisionSession.objects.held_by(supervisor),
    )


def _put_as_agreed() -> Q:
    # See BeforeGroup.is_as_agreed.
    as_agreed = Q(part__isnull=False, session__plan_revision=F("plan_revision"))
    return as_agreed & Q(state=BeforeGroup.State.PUT)


class BeforeGroup(models.Model):
    """One share before one group session, for its time. No word is copied: it points to the
    share, which never changes."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        PUT = "put", _("Put before the group")
        DECLINED = "declined", _("Rather not")
        TAKEN_BACK = "taken-back", _("Taken back")
        CLOSED = "closed", _("Closed")  # the supervisor asks no more, or its share is shut

    SEEN_BY_SUPERVISOR = [State.ASKED, State.PUT, State.DECLINED]
    MOVES: dict[str, set[str]] = {
        State.ASKED: {State.PUT, State.DECLINED, State.CLOSED},
        State.PUT: {State.TAKEN_BACK, State.CLOSED},
        State.DECLINED: set(),
        State.TAKEN_BACK: set(),
        State.CLOSED: set(),
    }

    lives: bool  # saying_whether_it_lives()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    share = models.ForeignKey(Share, models.CASCADE, related_name="+")
    session = models.ForeignKey(SupervisionSession, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    # Of the newest yes: from when to when it was given, as the session was planned then.
    put_at = models.DateTimeField(null=True, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    # To which plan of the session, and as which part of the writer's in it.
    plan_revision = models.PositiveIntegerField(null=True, blank=True)
    part = models.ForeignKey(SessionPart, models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = BeforeGroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(state="put"), name="one_account_before_a_session"
            ),
            models.UniqueConstraint(
                fields=["session"], condition=Q(state="asked"), name="one_account_asked_for"
            ),
            models.CheckConstraint(
                condition=~Q(state="put")
                | Q(
                    put_at__isnull=False,
                    opens_at__isnull=False,
                    closes_at__isnull=False,
                    plan_revision__isnull=False,
                ),
                name="put_for_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"share {self.share_id} before session {self.session_id}"

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def is_put(self) -> bool:
        return self.state == self.State.PUT

    @property
    def is_declined(self) -> bool:
        return self.state == self.State.DECLINED

    @property
    def is_open(self) -> bool:
        """Whether its time is now, by the clock alone."""
        if self.opens_at is None or self.closes_at is None:
            return False
        return self.opens_at <= timezone.now() < self.closes_at

    @property
    def is_over(self) -> bool:
        return self.closes_at is not None and self.closes_at <= timezone.now()

    def is_as_agreed(self, session: SupervisionSession) -> bool:
        """Whether its session is still what the writer said yes to.

        Once it was changed or called off, or its writer was taken off the group, only a new yes
        counts, also where all was put back as it was.
        """
        return self.part_id is not None and self.plan_revision == session.plan_revision

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.state]


def another_is_before(share: Share) -> Exists:
    """For rows of sessions: whether another account holds the one place before it."""
    rows = BeforeGroup.objects.standing().filter(session=OuterRef("pk"))
    return Exists(rows.exclude(share=share))


class NamedReaderQuerySet(models.QuerySet["NamedReader"]):
    def visible_to(self, user: User | AnonymousUser) -> NamedReaderQuerySet:
        """Whom the person named, where they put something before a group themselves."""
        if not isinstance(user, User):
            return self.none()
        own = BeforeGroup.objects.own_of(user)
        return self.filter(put__in=own)


class NamedReader(models.Model):
    """One of those whose name stood on the page when the writer said yes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    put = models.ForeignKey(BeforeGroup, models.CASCADE, related_name="+")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = NamedReaderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["put", "person"], name="named_once"),
        ]

    def __str__(self) -> str:
        return f"reader of {self.put_id}"
