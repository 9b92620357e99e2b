"""Promises: what somebody said they would come back with, and what became of it."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Membership, Team, User, is_here
from vault.fields import SealedJSONField, SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet


class InvalidMove(RuntimeError):
    """The promise is not in a state from which this can be done."""


class State(models.TextChoices):
    MADE = "made", _("Made")
    IN_HAND = "in-hand", _("In hand")
    ANSWERED = "answered", _("Answered")
    HANDED = "handed", _("Handed over")


class Answer(models.TextChoices):
    """What somebody came back with. A "no" that was brought back is a promise kept."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_YET = "not-yet", _("Not yet")


OPEN = [State.MADE, State.IN_HAND]
MOVES: dict[str, set[str]] = {
    State.MADE: {State.IN_HAND, State.ANSWERED, State.HANDED},
    # To itself by a "not yet", which names a new day.
    State.IN_HAND: {State.IN_HAND, State.ANSWERED, State.HANDED},
    State.ANSWERED: {State.IN_HAND},
    State.HANDED: set(),
}


class PromiseQuerySet(SealedQuerySet["Promise"]):
    def visible_to(self, user: User | AnonymousUser) -> PromiseQuerySet:
        """The person's own; nobody else's, whoever asks."""
        if not is_here(user):
            return self.none()
        # The key too: a promise moved to another owner in the database stays shut.
        return self.filter(owner=user, key_holder=user.key_holder_id)

    def open(self) -> PromiseQuerySet:
        """Those that wait for an answer."""
        return self.filter(state__in=OPEN)

    def overdue(self, day: date) -> PromiseQuerySet:
        """Open ones whose day has passed."""
        return self.open().filter(due_on__lt=day)

    def due_by(self, day: date) -> PromiseQuerySet:
        """Open ones whose day has come, or has passed."""
        return self.open().filter(due_on__lte=day)

    def shown_to_facilitator(self, team: Team | None = None) -> PromiseQuerySet:
        """Those of anybody's whose owner lets the facilitator of their meetings see them; with
        a team, of those who lead in its house and belong to it today.

        It is for the screen of the one who leads a meeting of that team, and for no other.
        Whoever shows them says so to their owners: `promises.services.note_shown`.
        """
        stays = Q(owner__erase_after__isnull=True) | Q(owner__erase_after__gt=timezone.now())
        shown = self.filter(
            stays,
            shown_to_facilitator=True,
            owner__is_active=True,
            key_holder=F("owner__key_holder"),
        )
        if team is None:
            return shown
        leading = Membership.objects.current().holding(Membership.Role.LEADER)
        return shown.filter(owner__in=leading.filter(teams=team).values("user"))

    def by_day(self) -> PromiseQuerySet:
        """The earliest day first; those without one at the end."""
        return self.order_by(F("due_on").asc(nulls_last=True), "made_at", "pk")


class Promise(models.Model):
    """What one person said they would come back with: theirs alone, unless they show it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    what = SealedTextField(default="")
    to_role = SealedTextField(default="")  # a role, never a name; may be empty
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.MADE)
    outcome = models.CharField(max_length=12, choices=Answer.choices, blank=True)  # the latest
    reason = SealedTextField(default="")  # of the latest answer: why
    received = SealedTextField(default="")  # and how it was received
    # Other words for a page that staff see: see promises.stoplight. Empty: as above.
    for_page = SealedJSONField(default=dict)
    shown_to_facilitator = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    handed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    told_for = models.DateField(null=True, blank=True)  # the day whose coming was told

    objects = PromiseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "due_on"], name="promise_by_owner"),
            models.Index(fields=["due_on"], condition=Q(state__in=OPEN), name="promise_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.ANSWERED)
                | Q(answered_at__isnull=False) & ~Q(outcome__in=["", "not-yet"]),
                name="an_answered_promise_has_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"promise {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("promises:promise_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_answered(self) -> bool:
        return self.state == State.ANSWERED

    @property
    def is_handed(self) -> bool:
        return self.state == State.HANDED

    @property
    def is_due(self) -> bool:
        """Whether its day has come, or has passed, where its reader is."""
        return self.is_open and self.due_on is not None and self.due_on <= timezone.localdate()

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def days_taken(self) -> int | None:
        """How long it took from the promise to the answer, in days of whoever looks."""
        if self.answered_at is None:
            return None
        return (timezone.localdate(self.answered_at) - timezone.localdate(self.made_at)).days

    def may_become(self, state: str) -> bool:
        return state in MOVES[self.state]


class PromiseMoveQuerySet(SealedQuerySet["PromiseMove"]):
    def visible_to(self, user: User | AnonymousUser) -> PromiseMoveQuerySet:
        return self.filter(promise__in=Promise.objects.visible_to(user))


class PromiseMove(models.Model):
    """One step of a promise, with what was said then. Added, never edited."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    promise = models.ForeignKey(Promise, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    before = models.CharField(max_length=12, choices=State.choices)
    after = models.CharField(max_length=12, choices=State.choices)
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    reason = SealedTextField(default="")
    received = SealedTextField(default="")
    due_on = models.DateField(null=True, blank=True)  # the new day that a "not yet" named
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PromiseMoveQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["promise", "number"], name="promise_move_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"
