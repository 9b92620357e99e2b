"""Handing a promise on to another leader of the same house."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Membership, MembershipQuerySet, Organisation, User, is_here
from vault.ids import new_id

from .promises import OPEN, Promise


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, user: User | AnonymousUser) -> HandOverQuerySet:
        """The person's own, in any state; and what is offered to them and can be taken now."""
        if not is_here(user):
            return self.none()
        own = Q(promise__in=Promise.objects.visible_to(user))
        return self.filter(own | (Q(to=user) & self._takeable()))

    def offered_to(self, user: User) -> HandOverQuerySet:
        return self.filter(to=user).exclude(promise__owner=user)

    def open(self) -> HandOverQuerySet:
        return self.filter(state=HandOver.State.OFFERED)

    def _takeable(self) -> Q:
        # While both belong to the house and the one it is offered to leads there, and its owner
        # could still take the offer back.
        stays = Q(promise__owner__erase_after__isnull=True) | Q(
            promise__owner__erase_after__gt=timezone.now()
        )
        return stays & Q(
            _belongs("promise__owner", Membership.objects.current()),
            _belongs("to", Membership.objects.current().holding(Membership.Role.LEADER)),
            state=HandOver.State.OFFERED,
            promise__state__in=OPEN,
            promise__owner__is_active=True,
            promise__key_holder=F("promise__owner__key_holder"),
        )

    def newest_first(self) -> HandOverQuerySet:
        return self.order_by("-offered_at", "pk")


def _belongs(who: str, memberships: MembershipQuerySet) -> Exists:
    return Exists(memberships.filter(user=OuterRef(who), organisation=OuterRef("organisation")))


class HandOver(models.Model):
    """An offer of one promise to one person. Nothing of it moves before they accept."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        TAKEN = "taken", _("Taken over")
        DECLINED = "declined", _("Not taken over")
        WITHDRAWN = "withdrawn", _("Taken back")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    promise = models.ForeignKey(Promise, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    to = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OFFERED)
    offered_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["promise"], condition=Q(state="offered"), name="one_open_hand_over"
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("promises:handover_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OFFERED

    @property
    def to_name(self) -> str:
        return str(self.to) if self.to else str(_("Somebody who has left"))
