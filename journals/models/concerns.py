"""A worry about somebody's safety after reading: who raised it, and when its writer is told.

No row here holds a word of what was shared, of what worries, or of anything typed. Reasons are
a fixed choice. What has to be said is said in the local route, and not here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Membership, Organisation, User, is_here
from vault.ids import new_id

from .moves import ShareMove
from .shares import Share, ShareQuerySet

LATEST = timedelta(days=28)  # after it was raised: nobody can put it off beyond
UNANSWERED = timedelta(days=7)  # unless the safeguarding lead sets a day
WITHOUT_LEAD = timedelta(hours=72)  # where nobody can set one
STAYS_OPEN = timedelta(days=90)  # after the writer was told


def leads() -> models.QuerySet[Membership]:
    """The safeguarding leads of today, of all organisations."""
    return Membership.objects.current().holding(Membership.Role.SAFEGUARDING)


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, user: User | AnonymousUser) -> ConcernQuerySet:
        """Theirs who raised it; its writer's once told; a safeguarding lead's while it is asked.

        Until a writer is told, nothing about it is theirs, whatever else they are here.
        """
        if not is_here(user):
            return self.none()
        return self.filter(Q(raised_by=user) | self._told_to(user) | self._put_to(user))

    def told_to(self, user: User) -> ConcernQuerySet:
        return self.filter(self._told_to(user))

    def handled_by(self, user: User) -> ConcernQuerySet:
        """Those that the person raised, or was asked about as safeguarding lead."""
        return self.filter(Q(raised_by=user) | self._put_to(user))

    def put_to(self, user: User) -> ConcernQuerySet:
        """Those on which the person may decide as safeguarding lead, or could."""
        return self.filter(self._put_to(user))

    def raised_by(self, user: User) -> ConcernQuerySet:
        return self.filter(raised_by=user)

    def about(self, user: User) -> ConcernQuerySet:
        """Also those that the writer does not know of. For services, never to be shown."""
        return self.filter(writer=user)

    def delayed(self) -> ConcernQuerySet:
        return self.filter(state=Concern.State.DELAYED)

    def open(self) -> ConcernQuerySet:
        return self.exclude(state=Concern.State.CLOSED)

    def due(self, now: datetime) -> ConcernQuerySet:
        return self.delayed().filter(tell_after__lte=now)

    def named(self) -> ConcernQuerySet:
        """With everybody's names, and of the share only when it was given."""
        return self.select_related("raised_by", "writer", "organisation", "share").defer(
            "share__snapshot"
        )

    def newest_first(self) -> ConcernQuerySet:
        return self.order_by("-made_at", "pk")

    def to_decide_first(self) -> ConcernQuerySet:
        """What still waits for its day, the nearest first; then the newest of the others."""
        waits = When(state=Concern.State.DELAYED, then=F("tell_after"))
        return self.order_by(Case(waits).asc(nulls_last=True), "-made_at", "pk")

    def _told_to(self, user: User) -> Q:
        return Q(writer=user, told_at__isnull=False)

    def _put_to(self, user: User) -> Q:
        # Whoever raised it, or wrote what it is about, never decides on it.
        mine = leads().filter(organisation=OuterRef("organisation"), user=user)
        asked = Q(tell_after__isnull=False) & ~Q(state=Concern.State.CLOSED)
        return asked & ~Q(writer=user) & ~Q(raised_by=user) & Q(Exists(mine))


class Concern(models.Model):
    """One reader's worry about one share. It only ever goes towards its writer knowing."""

    class State(models.TextChoices):
        RAISED = "raised", _("Raised")  # for the moment in which it is
        DELAYED = "delayed", _("To be told later")
        TOLD = "told", _("The writer knows")
        CLOSED = "closed", _("Closed")

    # To closed without being told: only when its writer has gone, and nobody is left to tell.
    MOVES: dict[str, set[str]] = {
        State.RAISED: {State.DELAYED, State.TOLD},
        State.DELAYED: {State.TOLD, State.CLOSED},
        State.TOLD: {State.CLOSED},
        State.CLOSED: set(),
    }

    class Reason(models.TextChoices):
        """Why a writer is told later."""

        DANGER = "danger", _("Telling now could put somebody in more danger")
        ASKED = "asked", _("The safeguarding lead or the police asked to wait")
        UNREACHED = "unreached", _("The writer cannot be reached safely now")

    class Ending(models.TextChoices):
        """Why it is closed."""

        IN_HAND = "in-hand", _("The local route has it in hand")
        TALKED = "talked", _("We have talked about it, and it is settled")
        MISREAD = "misread", _("I had understood it wrongly")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Gone when its writer erased it: the worry stays, and so does who is to be told.
    share = models.ForeignKey(Share, models.SET_NULL, null=True, related_name="+")
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    writer = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.RAISED)
    tell_after = models.DateTimeField(null=True, blank=True)  # once put off, and kept after
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    told_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["tell_after"], condition=Q(state="delayed"), name="concern_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["share", "raised_by"],
                condition=~Q(state="closed"),
                name="one_open_concern",
            ),
            models.CheckConstraint(
                condition=~Q(raised_by=F("writer")), name="nobody_is_their_own_concern"
            ),
            models.CheckConstraint(
                condition=~Q(state="delayed") | Q(tell_after__isnull=False, told_at__isnull=True),
                name="a_delay_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(state="told") | Q(told_at__isnull=False),
                name="told_at_some_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"concern {self.pk}"

    def get_absolute_url(self) -> str:
        """The page of who raised it or decides on it. Its writer's is `journals:concern_told`."""
        return reverse("journals:concern_detail", args=[self.pk])

    @property
    def latest(self) -> datetime:
        """Beyond this moment nobody can put it off."""
        return self.made_at + LATEST

    @property
    def is_delayed(self) -> bool:
        return self.state == self.State.DELAYED

    @property
    def is_told(self) -> bool:
        return self.state == self.State.TOLD

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.state]


class ConcernStepQuerySet(models.QuerySet["ConcernStep"]):
    def visible_to(self, user: User | AnonymousUser) -> ConcernStepQuerySet:
        """The whole course of those that the person may see."""
        return self.filter(concern__in=Concern.objects.visible_to(user))

    def decisions(self) -> ConcernStepQuerySet:
        return self.filter(kind__in=[ConcernStep.Kind.SET, ConcernStep.Kind.EXTENDED])


class ConcernStep(models.Model):
    """One step of its course. Added, never edited; `by` is nobody for what the calendar did."""

    class Kind(models.TextChoices):
        RAISED = "raised", _("was worried about somebody's safety")
        PUT_OFF = "put-off", _("asked to tell the writer later")
        SET = "set", _("decided when the writer is told")
        EXTENDED = "extended", _("gave it more time, once")
        TOLD = "told", _("told the writer")
        DAY_CAME = "day-came", _("its day had come, and the writer was told")
        CLOSED = "closed", _("closed it")
        LAPSED = "lapsed", _("closed by itself, ninety days after the writer was told")
        WRITER_LEFT = "writer-left", _("closed, because the writer has left this journal")

    BY_ITSELF = [Kind.DAY_CAME, Kind.LAPSED, Kind.WRITER_LEFT]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=11, choices=Kind.choices)
    reason = models.CharField(
        max_length=9, choices=[*Concern.Reason.choices, *Concern.Ending.choices], blank=True
    )
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ConcernStepQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "number"], name="concern_step_once"),
        ]

    def __str__(self) -> str:
        return f"step {self.number} of {self.concern_id}"

    def asked_a_lead(self, concern: Concern) -> bool:
        """Of being put off: where nobody could be asked, its day came sooner."""
        return bool(self.until and self.until > concern.made_at + WITHOUT_LEAD)

    @property
    def is_by_itself(self) -> bool:
        return self.kind in self.BY_ITSELF


def opened_by(reader: User) -> ShareQuerySet:
    """What the person was given and has opened, also once it is shut: they may know of danger.

    It shows that it was given, and opens nothing. For worries alone.
    """
    if not reader.is_active or reader.is_held:
        return Share.objects.none()
    opened = ShareMove.objects.filter(share=OuterRef("pk"), after=Share.State.SEEN)
    return Share.objects.given_to(reader).filter(Exists(opened), entry__author=F("author"))
