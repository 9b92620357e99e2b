"""Leaders who ask one another to be peers."""

import uuid

from django.db import models
from django.utils import timezone

from people.models import Membership, Organisation, User
from vault.ids import new_id


class PeerRequestQuerySet(models.QuerySet["PeerRequest"]):
    def visible_to(self, user: User) -> "PeerRequestQuerySet":
        """Both see that one asked; only while both still lead in that house."""
        leaders = Membership.objects.current().holding(Membership.Role.LEADER)
        here = leaders.filter(organisation=models.OuterRef("organisation"))
        return self.filter(
            models.Q(asker=user) | models.Q(asked=user),
            models.Exists(here.filter(user=models.OuterRef("asker"))),
            models.Exists(here.filter(user=models.OuterRef("asked"))),
        )

    def between(self, one: uuid.UUID, other: uuid.UUID) -> "PeerRequestQuerySet":
        """Whichever of the two asked."""
        return self.filter(models.Q(asker=one, asked=other) | models.Q(asker=other, asked=one))

    def waiting(self) -> "PeerRequestQuerySet":
        return self.filter(answered_at__isnull=True)


class PeerRequest(models.Model):
    """One leader asks another to be peers: each may then show the other what they wrote.

    A yes makes two supervisions, one each way. A no stays unsaid: the row goes, and may be
    made again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asker = models.ForeignKey(User, models.CASCADE, related_name="+")
    asked = models.ForeignKey(User, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = PeerRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asker", "asked"],
                condition=models.Q(answered_at__isnull=True),
                name="asked_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(asker=models.F("asked")), name="nobody_is_their_own_peer"
            ),
        ]

    def __str__(self) -> str:
        return f"peer request {self.pk}"
