"""When a supervision changes hands, for good or for a while, and who asks for another one."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.days import house_day
from people.models import Membership, User, is_here
from vault.ids import new_id

from .pairs import Supervision


class InvalidHandingMove(RuntimeError):
    """It is not in a state from which this can be done."""


class HandingQuerySet(models.QuerySet["Handing"]):
    def visible_to(self, user: User | AnonymousUser) -> HandingQuerySet:
        """The supervisor's own; the colleague's while they belong to the house; the writer's
        once the writer was asked."""
        if not is_here(user):
            return self.none()
        here = Membership.objects.current().filter(user=user).values("organisation")
        return self.filter(
            Q(supervision__supervisor=user)
            | Q(to=user, supervision__organisation__in=here)
            | Q(supervision__supervisee=user, writer_asked_at__isnull=False)
        )

    def open(self) -> HandingQuerySet:
        """Those that wait for somebody, of supervisions that run."""
        running = Supervision.objects.current().filter(pk=OuterRef("supervision"))
        return self.filter(Exists(running), state__in=Handing.OPEN)

    def asking(self, user: User) -> HandingQuerySet:
        """Those that wait for a word of the person's, with whom they are about."""
        by_colleague = Q(to=user, state=Handing.State.ASKED)
        by_writer = Q(supervision__supervisee=user, state=Handing.State.WILLING)
        people = ("to", "supervision__supervisor", "supervision__supervisee")
        return self.filter(by_colleague | by_writer).select_related(*people).order_by("asked_at")

    def of_now(self) -> HandingQuerySet:
        """Open ones, and those by which somebody stands in now or will."""
        covers = Q(kind=Handing.Kind.COVER, state=Handing.State.DONE, last_on__gte=house_day())
        running = Supervision.objects.current().filter(pk=OuterRef("supervision"))
        return self.filter(Q(state__in=Handing.OPEN) | covers, Exists(running))


class Handing(models.Model):
    """A supervisor asks a colleague to take somebody over, or to stand in while they are away.

    Nothing happens before both have said yes: the colleague first, and then the writer. A no
    of either is told as "it stays as it is", and no reason is asked for.
    """

    class Kind(models.TextChoices):
        HAND_ON = "hand-on", _("Take over for good")
        COVER = "cover", _("Stand in for a while")

    class State(models.TextChoices):
        ASKED = "asked", _("The colleague is asked")
        WILLING = "willing", _("The colleague is willing, and the writer is asked")
        DONE = "done", _("Done")
        DECLINED = "declined", _("It stays as it is")
        TAKEN_BACK = "taken-back", _("No longer asked")

    OPEN = [State.ASKED, State.WILLING]
    MOVES: dict[str, set[str]] = {
        State.ASKED: {State.WILLING, State.DECLINED, State.TAKEN_BACK},
        State.WILLING: {State.DONE, State.DECLINED, State.TAKEN_BACK},
        State.DONE: set(),
        State.DECLINED: set(),
        State.TAKEN_BACK: set(),
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    supervision = models.ForeignKey(Supervision, models.CASCADE, related_name="handings")
    to = models.ForeignKey(User, models.CASCADE, related_name="+")
    first_on = models.DateField(null=True, blank=True)  # of standing in: both days are in it
    last_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    writer_asked_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    result = models.ForeignKey(Supervision, models.SET_NULL, null=True, related_name="+")

    objects = HandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supervision", "kind"],
                condition=Q(state__in=["asked", "willing"]),
                name="one_handing_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="hand-on", first_on__isnull=True, last_on__isnull=True)
                | Q(kind="cover", first_on__isnull=False, last_on__gte=models.F("first_on")),
                name="standing_in_has_its_days",
            ),
        ]

    def __str__(self) -> str:
        return f"handing {self.pk}"

    @property
    def is_cover(self) -> bool:
        return self.kind == self.Kind.COVER

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def still_runs(self) -> bool:
        """Whether the supervision does: it may have ended a moment ago."""
        return Supervision.objects.current().filter(pk=self.supervision_id).exists()

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.state]

    def move(self, state: str) -> None:
        """Within the caller's transaction, on a locked row."""
        if not self.may_become(state):
            raise InvalidHandingMove(f"{self} is {self.state}.")
        self.state = state
        names = ["state", "result"]
        if state == self.State.WILLING:
            self.writer_asked_at = timezone.now()
            names.append("writer_asked_at")
        elif state not in self.OPEN:
            self.settled_at = timezone.now()
            names.append("settled_at")
        self.save(update_fields=names)


class SupervisorWishQuerySet(models.QuerySet["SupervisorWish"]):
    def visible_to(self, user: User | AnonymousUser) -> SupervisorWishQuerySet:
        """Whoever wishes, and the administrators of the house; never the supervisor."""
        if not is_here(user):
            return self.none()
        runs = Membership.objects.current().holding(Membership.Role.ADMINISTRATOR)
        houses = runs.filter(user=user).values("organisation")
        return self.filter(
            Q(supervision__supervisee=user)
            | Q(supervision__organisation__in=houses) & ~Q(supervision__supervisor=user)
        )

    def open(self) -> SupervisorWishQuerySet:
        """Those of supervisions that run, which nobody took back."""
        running = Supervision.objects.current().filter(pk=OuterRef("supervision"))
        return self.filter(Exists(running))


class SupervisorWish(models.Model):
    """Somebody would like another supervisor. Why is not asked. Taking it back deletes it."""

    supervision = models.OneToOneField(
        Supervision, models.CASCADE, primary_key=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SupervisorWishQuerySet.as_manager()

    def __str__(self) -> str:
        return f"wish of {self.supervision_id}"
