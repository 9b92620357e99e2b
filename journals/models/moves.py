"""What became of a share, move by move."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from people.models import User
from vault.ids import new_id

from .shares import OutsideReader, Share


class ShareMoveQuerySet(models.QuerySet["ShareMove"]):
    def visible_to(self, viewer: User | AnonymousUser | OutsideReader) -> ShareMoveQuerySet:
        return self.filter(share__in=Share.objects.visible_to(viewer))


class ShareMove(models.Model):
    """One change of a share's state. Added, never edited; `by` is nobody for a reader from
    outside and for what the clock closed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    share = models.ForeignKey(Share, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    before = models.CharField(max_length=12, choices=Share.State.choices)
    after = models.CharField(max_length=12, choices=Share.State.choices)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ShareMoveQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["share", "number"], name="move_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"
