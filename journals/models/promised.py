"""Which promises on their writer's list were born of which entry."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from people.models import User
from promises.models import Promise
from vault.fields import SealedJSONField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet

from .entries import Entry


class PromiseOfEntryQuerySet(SealedQuerySet["PromiseOfEntry"]):
    def visible_to(self, user: User | AnonymousUser) -> PromiseOfEntryQuerySet:
        return self.filter(entry__in=Entry.objects.visible_to(user))


class PromiseOfEntry(models.Model):
    """An answer that was put on the list when its entry was finished.

    The promise may be gone, taken off by its owner: the row stays, so that finishing again
    does not put it back. With the entry the row goes, and the promise stays.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    part = models.CharField(max_length=160)  # a question's key; "key/item" for each of a list
    promise = models.ForeignKey(Promise, models.SET_NULL, null=True, related_name="+")
    # The answer as it was taken over, or as its writer said that the list stays as it is.
    answer: Any = SealedJSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PromiseOfEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "part"], name="promised_once_an_answer"),
        ]

    def __str__(self) -> str:
        return f"promise of entry {self.entry_id}"
