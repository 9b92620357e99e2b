"""A period of registration: what a regulator asks for is counted between its two days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User, is_here
from prompts.models import Framework
from vault.ids import new_id

from .lines import Cpd, Feedback, Line, PracticeHours

HOURS: models.DecimalField[Any, Any] = models.DecimalField(max_digits=12, decimal_places=2)


class CycleQuerySet(models.QuerySet["Cycle"]):
    def visible_to(self, user: User | AnonymousUser) -> CycleQuerySet:
        """The person's own; nobody else's, whoever asks."""
        if not is_here(user):
            return self.none()
        return self.filter(owner=user)

    def open(self) -> CycleQuerySet:
        return self.filter(closed_at__isnull=True)

    def overlapping(self, framework: Framework, starts_on: date, ends_on: date) -> CycleQuerySet:
        return self.filter(framework=framework, starts_on__lte=ends_on, ends_on__gte=starts_on)

    def soonest_first(self) -> CycleQuerySet:
        """Those that go on, the nearest end first; then those that are closed."""
        return self.order_by(F("closed_at").desc(nulls_first=True), "ends_on", "pk")

    def with_sums(self) -> CycleQuerySet:
        """With what the logs hold between the two days: no line is opened for that."""
        from .accounts import ReflectiveAccount
        from .forms import Confirmation, Discussion

        nurse, midwife = PracticeHours.Registration.NURSE, PracticeHours.Registration.MIDWIFE
        accounts = ReflectiveAccount.objects.standing().filter(cycle=OuterRef("pk"))
        sums: dict[str, Subquery] = {
            "hours": _sum(PracticeHours, "hours"),
            "hours_as_nurse": _sum(PracticeHours, "hours", registered_as=nurse),
            "hours_as_midwife": _sum(PracticeHours, "hours", registered_as=midwife),
            "cpd_hours": _sum(Cpd, "hours"),
            "participatory_hours": _sum(Cpd, "participatory"),
            "feedback_count": _count(_lines_of(Feedback)),
            "account_count": _count(accounts),
            "moved_count": _count(accounts.exclude(framework=OuterRef("framework"))),
            "discussed_on": _held_on(Discussion),
            "confirmed_on": _held_on(Confirmation),
        }
        return self.annotate(**sums)


def _lines_of(model: type[Line], **only: Any) -> models.QuerySet[Any]:
    day = model.counts_by
    between = {f"{day}__gte": OuterRef("starts_on"), f"{day}__lte": OuterRef("ends_on")}
    rows: Any = model._default_manager
    own = rows.filter(owner=OuterRef("owner"), key_holder=OuterRef("owner__key_holder"))
    found: models.QuerySet[Any] = own.filter(deleted_at__isnull=True, **between, **only)
    return found


def _sum(model: type[Line], column: str, **only: Any) -> Subquery:
    rows = _lines_of(model, **only).order_by().values("owner")
    return Subquery(rows.annotate(found=Sum(column)).values("found"), output_field=HOURS)


def _count(rows: models.QuerySet[Any]) -> Subquery:
    # By a column that is the same in all of them, so that one row comes back.
    counted = rows.order_by().values("key_holder").annotate(found=Count("pk")).values("found")
    return Subquery(counted, output_field=models.IntegerField())


def _held_on(model: Any) -> Subquery:
    forms = model.objects.standing().filter(cycle=OuterRef("pk"))
    return Subquery(forms.values("held_on"), output_field=models.DateField())


class Cycle(models.Model):
    """One person's period under one regulator's code. Two may run at once.

    Lines of the logs belong to the person: each counts in every cycle in which its day lies.
    """

    # As CycleQuerySet.with_sums gives them.
    hours: Decimal | None
    hours_as_nurse: Decimal | None
    hours_as_midwife: Decimal | None
    cpd_hours: Decimal | None
    participatory_hours: Decimal | None
    feedback_count: int | None
    account_count: int | None
    moved_count: int | None  # of these, placed while it was under another code
    discussed_on: date | None
    confirmed_on: date | None

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    two_registrations = models.BooleanField(default=False)  # as a nurse and as a midwife
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "ends_on"], name="cycle_by_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")), name="a_cycle_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"cycle {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:cycle_detail", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def renew_by(self) -> date:
        """The last day to renew: some regulators ask for it weeks before the period ends."""
        early = self.framework.renew_by_first_of_month
        return self.ends_on.replace(day=1) if early else self.ends_on

    @property
    def days_left(self) -> int:
        """To renew, where its owner is. None are left on the day itself, and after it."""
        return max((self.renew_by - timezone.localdate()).days, 0)

    @property
    def is_late(self) -> bool:
        """The day to renew has gone by, and the period goes on."""
        return self.renew_by < timezone.localdate() <= self.ends_on

    @property
    def is_over(self) -> bool:
        return self.ends_on < timezone.localdate()

    @property
    def has_begun(self) -> bool:
        return self.starts_on <= timezone.localdate()
