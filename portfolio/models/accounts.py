"""Reflective accounts: the places of entries in a cycle."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from journals.models import Entry
from people.models import User
from prompts.models import Framework
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

from .cycles import Cycle
from .forms import Discussion


class ReflectiveAccountQuerySet(SealedQuerySet["ReflectiveAccount"]):
    def visible_to(self, user: User | AnonymousUser) -> ReflectiveAccountQuerySet:
        """In the person's own cycles, of entries that they may open: none of the bin's."""
        return self.filter(
            cycle__in=Cycle.objects.visible_to(user), entry__in=Entry.objects.visible_to(user)
        )

    def in_bin_of(self, user: User | AnonymousUser) -> ReflectiveAccountQuerySet:
        """In the person's own cycles, of entries that lie in their bin."""
        return self.filter(
            cycle__in=Cycle.objects.visible_to(user), entry__in=Entry.objects.in_bin_of(user)
        )

    def with_discussion(self) -> ReflectiveAccountQuerySet:
        """With the day on which the accounts of its cycle were talked about."""
        forms = Discussion.objects.standing().filter(cycle=OuterRef("cycle"))
        days: dict[str, Subquery] = {"discussed_on": Subquery(forms.values("held_on"))}
        return self.annotate(**days)

    def done(self) -> ReflectiveAccountQuerySet:
        """Those that count: their owner has said that they are done."""
        return self.filter(done_at__isnull=False)

    def in_order(self) -> ReflectiveAccountQuerySet:
        """As they are numbered: the one that was done first is the first."""
        return self.order_by("done_at", "placed_at", "pk")

    def standing(self) -> ReflectiveAccountQuerySet:
        """Of anybody's: those done, whose entry is their owner's own and not in the bin."""
        return self.done().filter(
            entry__deleted_at__isnull=True,
            entry__author=F("cycle__owner"),
            entry__key_holder=F("cycle__owner__key_holder"),
            key_holder=F("cycle__owner__key_holder"),
        )


class ReflectiveAccount(models.Model):
    """An entry's place in a cycle: kept for it while it is written, and counted once it is done.

    Erasing the entry takes the place away. While the entry lies in the bin its place waits with
    it, and comes back with it.
    """

    discussed_on: date | None  # as ReflectiveAccountQuerySet.with_discussion gives it

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    # The edition under which it was placed: it stays, also if the cycle goes over to another.
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ReflectiveAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "entry"], name="one_place_in_a_cycle"),
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:account_detail", args=[self.pk])

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


class AccountSourceQuerySet(models.QuerySet["AccountSource"]):
    def visible_to(self, user: User | AnonymousUser) -> AccountSourceQuerySet:
        """Of accounts and entries that the person may open: their own, none of the bin's."""
        return self.filter(
            account__in=ReflectiveAccount.objects.visible_to(user),
            entry__in=Entry.objects.visible_to(user),
        )


class AccountSource(models.Model):
    """An entry that stands beside an account while that is written. It holds no word itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(ReflectiveAccount, models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AccountSourceQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "entry"], name="one_source_of_an_account"),
        ]

    def __str__(self) -> str:
        return f"source {self.pk}"
