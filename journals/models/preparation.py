"""What belongs to a share that is not made yet, and to the check before it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from people.models import User, is_here
from vault.fields import SealedJSONField
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

from .entries import Entry


class PreparationQuerySet(SealedQuerySet["Preparation"]):
    def visible_to(self, user: User | AnonymousUser) -> PreparationQuerySet:
        return self.filter(entry__in=Entry.objects.visible_to(user))


class Preparation(models.Model):
    """What is ticked for a share that is not made yet: kept sealed between the two pages."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    choices = SealedJSONField(default=dict)  # see journals.preparing
    made_at = models.DateTimeField(default=timezone.now)

    objects = PreparationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"preparation of a share of entry {self.entry_id}"


class KeptWordsQuerySet(SealedQuerySet["KeptWords"]):
    def visible_to(self, user: User | AnonymousUser) -> KeptWordsQuerySet:
        if not is_here(user):
            return self.none()
        return self.filter(person=user, key_holder=user.key_holder_id)


class KeptWords(models.Model):
    """Words that the person said are not about anybody: the identifier check leaves them out."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    folded: Any = SealedJSONField(default=list)  # as identifiers.fold gives them

    objects = KeptWordsQuerySet.as_manager()

    def __str__(self) -> str:
        return "kept words"
