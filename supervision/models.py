"""Who supervises whom, and from when to when."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models.functions import TruncDate
from django.utils import timezone

from people.days import house_day
from people.models import Membership, Organisation, User
from vault.ids import new_id


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def current(self, at: datetime | None = None) -> "SupervisionQuerySet":
        """Supervisions that run today; one that ended on a day is over on that day.

        One within an organisation runs only while both belong to it.
        """
        day = house_day(at)
        belong = models.Q(organisation__isnull=True) | (
            _belongs("supervisor") & _belongs("supervisee")
        )
        return self.filter(
            belong,
            models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=day),
            started_on__lte=day,
        )

    def unbroken_since(self, moment: models.OuterRef) -> "SupervisionQuerySet":
        """Those that nobody left since a moment, which is a column of the outer query.

        Whoever came back to the organisation since has a new membership: what was open
        before it ended stays shut. By days, as memberships are.
        """
        at = models.ExpressionWrapper(models.OuterRef(moment), models.DateTimeField())
        left = Membership.objects.filter(
            models.Q(user=models.OuterRef("supervisor"))
            | models.Q(user=models.OuterRef("supervisee")),
            organisation=models.OuterRef("organisation"),
            ended_on__gt=TruncDate(at, tzinfo=timezone.get_default_timezone()),
            ended_on__lte=house_day(),
        )
        return self.filter(~models.Exists(left))

    def read_by_peers(self, user: User) -> "SupervisionQuerySet":
        """The person's own side of their peer pairs."""
        return self.filter(supervisee=user, is_peer=True)

    def visible_to(self, user: User) -> "SupervisionQuerySet":
        return self.filter(models.Q(supervisor=user) | models.Q(supervisee=user))


def _belongs(who: str) -> models.Q:
    members = Membership.objects.current().filter(
        user=models.OuterRef(who), organisation=models.OuterRef("organisation")
    )
    return models.Q(models.Exists(members))


class Supervision(models.Model):
    # No reverse relations: a room below must not reach this one through the person.
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    supervisor = models.ForeignKey(User, models.CASCADE, related_name="+")
    supervisee = models.ForeignKey(User, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_peer = models.BooleanField(default=False)  # one of the two of a PeerPair
    started_on = models.DateField(default=house_day)
    ended_on = models.DateField(null=True, blank=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supervisor", "supervisee"],
                condition=models.Q(ended_on__isnull=True),
                name="one_open_supervision",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="supervision_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(supervisor=models.F("supervisee")),
                name="nobody_supervises_themselves",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supervisor} with {self.supervisee}"


class Capacity(models.Model):
    """Whether a supervisor says that they are full just now. No row: they have not said so."""

    supervisor = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    full_since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"capacity of {self.supervisor_id}"


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
