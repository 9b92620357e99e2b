"""Which shares are to be talked about in person."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models

from people.models import User
from supervision.models import SessionTopic
from vault.ids import new_id

from .shares import Share


class SharedTopicQuerySet(models.QuerySet["SharedTopic"]):
    def visible_to(self, user: User | AnonymousUser) -> SharedTopicQuerySet:
        """Those whose share the person may open now: as its writer, or as its reader."""
        return self.filter(share__in=Share.objects.visible_to(user))

    def open(self) -> SharedTopicQuerySet:
        """Those that still wait for the pair's next session."""
        return self.filter(topic__in=SessionTopic.objects.open())


class SharedTopic(models.Model):
    """Ties a line of a pair's list to the share that it is about. The line itself has no words.

    It stands here and not in supervision, which knows nothing of shares.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    topic = models.OneToOneField(SessionTopic, models.CASCADE, related_name="+")
    share = models.ForeignKey(Share, models.CASCADE, related_name="+")

    objects = SharedTopicQuerySet.as_manager()

    def __str__(self) -> str:
        return f"topic of share {self.share_id}"
