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

from people.models import AuditEvent, Membership, MembershipQuerySet, User

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


def saying_what_never_began(pairs: SupervisionQuerySet, viewer: User) -> SupervisionQuerySet:
    """Each of the viewer's own says whether it stands in for one that was over, or that somebody
    had left, before its first day: `never_began`.

    One that ended on its first day keeps that day as its end also where it was ended long before:
    when that was, the viewer's trail knows.
    """
    first, house = OuterRef("started_on"), OuterRef("organisation_id")
    here = _members_on(first, house)
    gone = Q()
    for who in ("supervisor_id", "supervisee_id", "covers__supervisor_id"):
        gone |= Q(~Exists(here.filter(user=OuterRef(who))))
    ended = AuditEvent.objects.filter(
        person=viewer, action=AuditEvent.Action.SUPERVISION_ENDED, object_id=OuterRef("pk")
    )
    day = TruncDate("at", tzinfo=timezone.get_default_timezone())
    before = Exists(ended.annotate(day=day).filter(day__lt=first))
    was_over = Q(covers__ended_on__lt=F("started_on"))
    was_over |= Q(covers__ended_on=F("started_on"), ended_on__gt=F("started_on"))
    never = was_over | Q(before, ended_on=F("started_on")) | Q(gone, organisation__isnull=False)
    rows: Any = pairs  # for the type checker: its columns are named in the model
    found: SupervisionQuerySet = rows.annotate(
        never_began=Case(
            When(never, covers__isnull=False, then=True),
            default=False,
            output_field=models.BooleanField(),
        )
    )
    return found


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
