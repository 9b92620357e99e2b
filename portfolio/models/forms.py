"""The two forms that somebody else signs: the discussion of the accounts, and the confirmation.

Who that is stands in them only if their owner types it. What they say of other people is sealed;
the day is in clear, because what is asked for in a cycle is looked up by it.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F
from django.utils import timezone

from people.models import User
from vault.fields import SealedJSONField, SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

from .cycles import Cycle


class SignedFormQuerySet(SealedQuerySet["SignedForm"]):
    def visible_to(self, user: User | AnonymousUser) -> SignedFormQuerySet:
        """Of the person's own cycles; not even the colleague who is named in one sees it."""
        own = Cycle.objects.visible_to(user)
        return self.filter(cycle__in=own, key_holder=F("cycle__owner__key_holder"))

    def standing(self) -> SignedFormQuerySet:
        """Of anybody's: those with their owner's own key, on which a day stands."""
        return self.filter(held_on__isnull=False, key_holder=F("cycle__owner__key_holder"))


class SignedForm(models.Model):
    """What the two have in common: one for each cycle."""

    kind: ClassVar[str]  # the key of what a regulator asks for
    words: ClassVar[tuple[str, ...]]  # its sealed texts

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cycle = models.OneToOneField(Cycle, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    held_on = models.DateField(null=True, blank=True)
    # Somebody else's: blank unless it was typed.
    name = SealedTextField(default="")
    pin = SealedTextField(default="")
    email = SealedTextField(default="")
    address = SealedTextField(default="")
    postcode = SealedTextField(default="")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SignedFormQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Discussion(SignedForm):
    """One talk about all accounts of a cycle."""

    kind = "discussion"
    words = ("name", "pin", "email", "address", "postcode", "summary")

    summary = SealedTextField(default="")


class Confirmation(SignedForm):
    """Somebody has seen what was gathered in a cycle."""

    kind = "confirmation"
    words = ("name", "pin", "email", "address", "postcode", "role")

    role = SealedTextField(default="")  # one of those in its regulator's wording
    shown = SealedJSONField(default=list)  # keys of what was shown
