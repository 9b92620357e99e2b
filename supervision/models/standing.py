"""Whether what was planned still stands: what ends between people ends what they planned.

Nothing is written when that happens. The calendar may end a pair at any midnight, so whoever
looks asks: did the relation run when the session began, or, if it is still to come, does it now?
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Least, TruncDate
from django.utils import timezone

from people.models import Membership, MembershipQuerySet, User

from .pairs import Supervision, SupervisionQuerySet


def day_of() -> TruncDate:
    """The house's day on which a session of the row begins; today, if it is still to come."""
    now = Value(timezone.now(), output_field=models.DateTimeField())
    return TruncDate(Least(F("starts_at"), now), tzinfo=timezone.get_default_timezone())


def stands_for(user: User, *, came: Exists) -> Case:
    """For rows of sessions that have `day_of`: whether one stands, for one of its people.

    `came`: whether the person is marked as having been there. Then a group's record stays theirs
    where their supervision ended on the very day: days are compared, and it had not ended yet.
    """
    pairs = _pairs_on("day_of")
    led = pairs.filter(supervisor=OuterRef("supervisor_id"))
    to_the_end = _pairs_on("day_of", last_day=True)
    to_the_end = to_the_end.filter(supervisor=OuterRef("supervisor_id"), supervisee=user)
    here = _members_on(OuterRef("day_of"), OuterRef("organisation_id"))
    offered = Exists(here.filter(user=OuterRef("supervisor_id")).holding(SUPERVISOR))
    return Case(
        When(Q(kind="one-to-one") & pair_ran(), then=True),
        When(Q(kind="group", supervisor=user) & Exists(led), then=True),
        When(Q(kind="group") & Exists(led.filter(supervisee=user)), then=True),
        When(Q(kind="group", recorded_at__isnull=False) & came & Exists(to_the_end), then=True),
        When(Q(kind="drop-in") & offered & Exists(here.filter(user=user)), then=True),
        default=False,
        output_field=models.BooleanField(),
    )


@cache
def pair_ran() -> Exists:
    """For rows of sessions of pairs that have `day_of`: whether theirs ran on that day."""
    return Exists(_pairs_on("day_of").filter(pk=OuterRef("supervision_id")))


SUPERVISOR = Membership.Role.SUPERVISOR


@cache
def _pairs_on(day: str, *, last_day: bool = False) -> SupervisionQuerySet:
    """Supervisions that run on a day, which is a column of the outer query; with `last_day` also
    those that end on it.

    Put together once: it is long, and most pages of sessions ask it.
    """
    belong = Q(organisation__isnull=True)
    both = Q()
    for who in ("supervisor", "supervisee"):
        members = _members_on(OuterRef(OuterRef(day)), OuterRef("organisation_id"))
        both &= Q(Exists(members.filter(user=OuterRef(f"{who}_id"))))
    runs = _runs_on(OuterRef(day))
    if last_day:
        runs |= Q(started_on__lte=OuterRef(day), ended_on=OuterRef(day))
    return Supervision.objects.filter(belong | both).filter(runs)


def _members_on(day: Any, organisation: Any) -> MembershipQuerySet:
    return Membership.objects.filter(_runs_on(day), organisation=organisation)


def _runs_on(day: Any) -> Q:
    return Q(started_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))
