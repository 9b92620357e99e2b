"""Reflective accounts: the places of entries in a cycle."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F
from django.utils import timezone

from journals.models import Entry
from people.models import User
from prompts.models import Framework
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

from .cycles import Cycle


class ReflectiveAccountQuerySet(SealedQuerySet["ReflectiveAccount"]):
    def visible_to(self, user: User | AnonymousUser) -> ReflectiveAccountQuerySet:
        """In the person's own cycles, of entries that they may open: none of the bin's."""
        return self.filter(
            cycle__in=Cycle.objects.visible_to(user), entry__in=Entry.objects.visible_to(user)
        )

    def standing(self) -> ReflectiveAccountQuerySet:
        """Of anybody's: those whose entry is their owner's own and not in the bin."""
        return self.filter(
            entry__deleted_at__isnull=True,
            entry__author=F("cycle__owner"),
            entry__key_holder=F("cycle__owner__key_holder"),
            key_holder=F("cycle__owner__key_holder"),
        )


class ReflectiveAccount(models.Model):
    """An entry's place in a cycle. Erasing the entry takes the place away.

    While the entry lies in the bin its place waits with it, and comes back with it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    # The edition under which it was placed: it stays, also if the cycle goes over to another.
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReflectiveAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "entry"], name="one_place_in_a_cycle"),
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"
