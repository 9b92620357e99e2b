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


class ParkedFormQuerySet(SealedQuerySet["ParkedForm"]):
    def visible_to(self, user: User | AnonymousUser) -> ParkedFormQuerySet:
        if not is_here(user):
            return self.none()
        return self.filter(owner=user, key_holder=user.key_holder_id)


class ParkedForm(models.Model):
    """A refused page of one kind, about one thing of the portfolio or one still to be made."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    page = models.CharField(max_length=20)
    # The thing's id. No foreign key: there are many kinds, and whoever erases one says so.
    about = models.UUIDField(null=True, blank=True)
    fields = SealedJSONField(default=dict)  # field name -> what was typed, as it was typed
    # Its writer was not signed in: people/kept.py.
    came_alone = models.BooleanField(default=False, db_default=False)
    parked_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ParkedFormQuerySet.as_manager()

    class Meta:
        ordering = ["-parked_at"]

    def __str__(self) -> str:
        return f"parked {self.page} page"
