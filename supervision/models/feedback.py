"""What somebody tells their supervisor about the supervision, when they choose to."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User
from vault.fields import SealedJSONField, SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

from .pairs import Supervision


class PairFeedbackQuerySet(SealedQuerySet["PairFeedback"]):
    def visible_to(self, user: User | AnonymousUser) -> PairFeedbackQuerySet:
        """Whoever is supervised sees all of their own; the supervisor what was given to them."""
        pairs = Supervision.objects.visible_to(user)
        # The key too: one moved to another pair in the database stays shut.
        own = self.filter(supervision__in=pairs, key_holder=F("supervision__key_holder"))
        given = Q(supervision__supervisor=user.pk, state=PairFeedback.State.GIVEN)
        return own.filter(Q(supervision__supervisee=user.pk) | given)

    def given_by(self, user: User | AnonymousUser) -> PairFeedbackQuerySet:
        """What the person wrote, given or not."""
        return self.filter(supervision__supervisee=user.pk)

    def given_to(self, user: User | AnonymousUser) -> PairFeedbackQuerySet:
        """What the person was told as a supervisor, and nobody took back."""
        given = self.filter(state=PairFeedback.State.GIVEN)
        return given.filter(supervision__supervisor=user.pk)

    def received_by(self, user: User | AnonymousUser) -> PairFeedbackQuerySet:
        """What was given to the person, also what was taken back: its words are theirs no more."""
        was_given = self.filter(given_at__isnull=False, supervision__supervisor=user.pk)
        return was_given.filter(supervision__in=Supervision.objects.visible_to(user))

    def newest_first(self) -> PairFeedbackQuerySet:
        return self.order_by(F("given_at").desc(nulls_first=True), "-made_at", "pk")


class PairFeedback(models.Model):
    """Kept to themselves, then given by their own press, and taken back whenever they like.

    It is in no figure, and nobody is reminded of it or told that there is none.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Kept to yourself")
        GIVEN = "given", _("Given")
        TAKEN_BACK = "taken-back", _("Taken back")

    MOVES: dict[str, set[str]] = {
        State.DRAFT: {State.GIVEN},
        State.GIVEN: {State.TAKEN_BACK},
        State.TAKEN_BACK: set(),
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    supervision = models.ForeignKey(Supervision, models.CASCADE, related_name="feedback")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")  # the pair's
    answers = SealedJSONField(default=dict)  # see supervision.feedback
    revision = models.PositiveIntegerField(default=0)  # of the draft: grows with each change
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    reply = SealedTextField(default="")  # of the supervisor; may stay empty
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    given_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)  # by the supervisor, the first time
    taken_back_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)

    objects = PairFeedbackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supervision"], condition=Q(state="draft"), name="one_feedback_begun"
            ),
        ]

    def __str__(self) -> str:
        return f"feedback {self.pk}"

    def get_absolute_url(self) -> str:
        """Its writer's page; the supervisor has another."""
        return reverse("supervision:feedback_detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_given(self) -> bool:
        return self.state == self.State.GIVEN

    @property
    def is_taken_back(self) -> bool:
        return self.state == self.State.TAKEN_BACK

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.state]
