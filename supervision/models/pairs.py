"""Who supervises whom, and from when to when."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from people.days import house_day
from people.models import Membership, Organisation, User, is_here
from vault.ids import new_id
from vault.models import KeyHolder


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def current(self, at: datetime | None = None) -> "SupervisionQuerySet":
        """Supervisions that run today; one that ended on a day is over on that day.

        One within an organisation runs only while both belong to it, and who stands in does so
        only while the supervision that they stand in for goes on.
        """
        day = house_day(at)
        goes_on = models.Q(covers__ended_on__isnull=True) | models.Q(covers__ended_on__gt=day)
        still_led = models.Q(organisation__isnull=True) | _belongs("covers__supervisor")
        belong = models.Q(organisation__isnull=True) | (
            _belongs("supervisor") & _belongs("supervisee")
        )
        return self.filter(
            belong,
            models.Q(covers__isnull=True) | goes_on & still_led,
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

    def led_by(self, user: User | AnonymousUser) -> "SupervisionQuerySet":
        """Those in which the person supervises."""
        return self.visible_to(user).filter(supervisor=user.pk)

    def received_by(self, user: User | AnonymousUser) -> "SupervisionQuerySet":
        """Those in which the person is supervised."""
        return self.visible_to(user).filter(supervisee=user.pk)

    def that_meet(self) -> "SupervisionQuerySet":
        """Those with sessions and a list of topics. Peers read one another, and have neither."""
        return self.filter(is_peer=False)

    def in_house(self, organisation: Organisation) -> "SupervisionQuerySet":
        """The standing ones of an organisation: neither peers nor who stands in."""
        return self.filter(organisation=organisation, is_peer=False, covers=None)

    def to_be_ended_by(self, user: User | AnonymousUser) -> "SupervisionQuerySet":
        """Those in which the person is supervised, and those of a house that they run."""
        if not is_here(user):
            return self.none()
        runs = Membership.objects.current().holding(Membership.Role.ADMINISTRATOR)
        houses = runs.filter(user=user).values("organisation")
        theirs = models.Q(organisation__in=houses) & ~models.Q(supervisor=user)
        return self.filter(models.Q(supervisee=user) | theirs, is_peer=False)

    def of(self, person: User) -> "SupervisionQuerySet":
        """Those in which the person has a part, whether or not they may open anything."""
        return self.filter(models.Q(supervisor=person) | models.Q(supervisee=person))

    def visible_to(self, user: User | AnonymousUser) -> "SupervisionQuerySet":
        """Those whose agreement and sessions the person may open: their own, running or over.

        Each of the two keeps the record. Nothing is opened while a reset waits.
        """
        if not is_here(user):
            return self.none()
        return self.of(user)

    def saying_whether_they_run(self) -> "SupervisionQuerySet":
        """Each says whether it runs today: `runs`."""
        running = Supervision.objects.current().filter(pk=models.OuterRef("pk"))
        rows: Any = self  # for the type checker: its columns are named in the model
        found: SupervisionQuerySet = rows.annotate(runs=models.Exists(running))
        return found

    def saying_who_is_full(self) -> "SupervisionQuerySet":
        """Each says whether its supervisor said so: `supervisor_is_full`."""
        full = Capacity.objects.filter(
            supervisor=models.OuterRef("supervisor"), full_since__isnull=False
        )
        rows: Any = self  # for the type checker: its columns are named in the model
        found: SupervisionQuerySet = rows.annotate(supervisor_is_full=models.Exists(full))
        return found


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
    # Seals what the two agree and record. None, until there is something to seal.
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, null=True, related_name="+")
    is_peer = models.BooleanField(default=False)  # one of the two of a PeerPair
    # Of a colleague who stands in for a while: the supervision that goes on meanwhile.
    covers = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    started_on = models.DateField(default=house_day)
    runs: bool  # saying_whether_they_run()
    never_began: bool  # saying_what_never_began()
    supervisor_is_full: bool  # saying_who_is_full()
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
                condition=models.Q(covers__isnull=True) | models.Q(ended_on__isnull=False),
                name="standing_in_ends",
            ),
            models.CheckConstraint(
                condition=~models.Q(supervisor=models.F("supervisee")),
                name="nobody_supervises_themselves",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supervisor} with {self.supervisee}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:pair_detail", args=[self.pk])

    @property
    def is_to_come(self) -> bool:
        return self.started_on > house_day() and self.ended_on != self.started_on

    def other(self, person: User) -> User:
        """Whom the person works with here."""
        return self.supervisee if self.supervisor_id == person.pk else self.supervisor


class Capacity(models.Model):
    """Whether a supervisor says that they are full just now. No row: they have not said so."""

    supervisor = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    full_since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"capacity of {self.supervisor_id}"
