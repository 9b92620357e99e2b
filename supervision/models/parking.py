"""Posted pages that could not be saved: kept sealed until they are shown again and saved."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from people.models import User, is_here
from vault.fields import SealedJSONField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet


class ParkedSheetQuerySet(SealedQuerySet["ParkedSheet"]):
    def visible_to(self, user: User | AnonymousUser) -> ParkedSheetQuerySet:
        if not is_here(user):
            return self.none()
        return self.filter(owner=user, key_holder=user.key_holder_id)


class ParkedSheet(models.Model):
    """A refused page of one kind, about a pair, a session or feedback.

    Its writer's alone, by their key.
    """

    class Page(models.TextChoices):
        AGREEMENT = "agreement"
        SIGNATURE = "signature"
        SESSION = "session"
        RECORD = "record"
        REMARK = "remark"
        TOPIC = "topic"
        FEEDBACK = "feedback"
        THANKS = "thanks"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    page = models.CharField(max_length=12, choices=Page.choices)
    about = models.UUIDField(null=True)  # a pair, a session, feedback; it may be gone since
    fields = SealedJSONField(default=dict)  # field name -> what was typed, as it was typed
    # Its writer was not signed in: people/kept.py.
    came_alone = models.BooleanField(default=False, db_default=False)
    parked_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ParkedSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-parked_at"]

    def __str__(self) -> str:
        return f"parked {self.page} page"
