"""What the two of a supervision agreed: its versions, and who signed which."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User
from vault.fields import SealedJSONField, SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

from .pairs import Supervision


class AgreementQuerySet(SealedQuerySet["Agreement"]):
    def visible_to(self, user: User | AnonymousUser) -> AgreementQuerySet:
        """Those of the person's own supervisions, also once these are over."""
        pairs = Supervision.objects.visible_to(user)
        # The key too: one moved to another pair in the database stays shut.
        return self.filter(supervision__in=pairs, key_holder=models.F("supervision__key_holder"))

    def in_force(self) -> AgreementQuerySet:
        return self.filter(state=Agreement.State.IN_FORCE)

    def newest_first(self) -> AgreementQuerySet:
        return self.order_by("-number")

    def saying_who_signed(self, user: User) -> AgreementQuerySet:
        """Each says whether this person has signed it: `signed_by_me`."""
        own = Signature.objects.filter(agreement=OuterRef("pk"), person=user)
        rows: Any = self  # for the type checker: its columns are named in the model
        found: AgreementQuerySet = rows.annotate(signed_by_me=Exists(own))
        return found


class Agreement(models.Model):
    """One version. Both may change a draft; the first signature fixes its words.

    The second puts it in force, in the place of the one before. To change what is signed is
    to begin a new version.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("A draft")
        SIGNED_BY_ONE = "signed", _("Signed by one of you")
        IN_FORCE = "in-force", _("In force")
        REPLACED = "replaced", _("Replaced")

    MOVES: dict[str, set[str]] = {
        State.DRAFT: {State.SIGNED_BY_ONE},
        State.SIGNED_BY_ONE: {State.IN_FORCE, State.REPLACED},
        State.IN_FORCE: {State.REPLACED},
        State.REPLACED: set(),
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    supervision = models.ForeignKey(Supervision, models.CASCADE, related_name="agreements")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")  # the pair's
    number = models.PositiveSmallIntegerField()
    terms = SealedJSONField(default=dict)  # see supervision.terms
    revision = models.PositiveIntegerField(default=0)  # of the draft: grows with each change
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    # In clear, so that the day can be looked for: when the two look at it again.
    review_on = models.DateField(null=True, blank=True)
    told_for = models.DateField(null=True, blank=True)  # the day whose coming was told
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    signed_by_me: bool  # saying_who_signed()
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    in_force_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supervision", "number"], name="agreement_number_once"),
            models.UniqueConstraint(
                fields=["supervision"],
                condition=Q(state="in-force"),
                name="one_agreement_in_force",
            ),
            models.UniqueConstraint(
                fields=["supervision"],
                condition=Q(state__in=["draft", "signed"]),
                name="one_agreement_in_the_making",
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:agreement_detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_in_the_making(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.SIGNED_BY_ONE)

    @property
    def is_in_force(self) -> bool:
        return self.state == self.State.IN_FORCE

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.state]


class SignatureQuerySet(SealedQuerySet["Signature"]):
    def visible_to(self, user: User | AnonymousUser) -> SignatureQuerySet:
        return self.filter(agreement__in=Agreement.objects.visible_to(user))


class Signature(models.Model):
    """A typed name and a moment. Added, never edited."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatures")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = SealedTextField()  # as typed
    signed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "person"], name="signed_once"),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"


Terms = dict[str, Any]
