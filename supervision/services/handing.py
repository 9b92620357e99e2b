"""Asking a colleague to take somebody over or to stand in, and what each of the three says.

What a writer's yes does is in `journals.services.handing`: it shuts or opens shares.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from people import audit
from people.days import house_day
from people.models import Membership, User
from supervision import change_news as news
from supervision.models import Handing, Supervision

LONGEST = timedelta(days=366)  # that somebody may stand in

Kind, State = Handing.Kind, Handing.State


class HandingRefused(Exception):
    """It cannot be done as things stand now."""


def may_take(supervision: Supervision) -> list[User]:
    """Other supervisors of the house who do not supervise this person, by name.

    Who stands in just now may take over.
    """
    if supervision.organisation_id is None or supervision.is_peer or supervision.covers_id:
        return []
    runs = Supervision.objects.current().filter(supervisee=supervision.supervisee, covers=None)
    here = Membership.objects.current().holding(Membership.Role.SUPERVISOR)
    here = here.filter(organisation=supervision.organisation)
    taken = {supervision.supervisee_id, *runs.values_list("supervisor_id", flat=True)}
    found = User.objects.filter(is_active=True, pk__in=here.values("user")).exclude(pk__in=taken)
    return sorted(found, key=lambda one: (str(one).casefold(), one.pk))


@transaction.atomic
def ask_handing(
    *,
    supervision_id: uuid.UUID,
    actor: User,
    to_id: uuid.UUID,
    kind: str,
    first_on: date | None = None,
    last_on: date | None = None,
) -> Handing:
    """The supervisor asks a colleague. Twice is once. Raises HandingRefused."""
    own = Supervision.objects.visible_to(actor).current().filter(supervisor=actor)
    locked = own.select_for_update(of=("self",), no_key=True).filter(pk=supervision_id).first()
    if locked is None:
        raise HandingRefused("There is no such supervision of theirs.")
    before = Handing.objects.filter(supervision=locked, kind=kind, state__in=Handing.OPEN).first()
    if before is not None:
        return before
    to = next((one for one in may_take(locked) if one.pk == to_id), None)
    if to is None:
        raise HandingRefused("They cannot be asked.")
    if kind == Kind.COVER:
        _refuse_unless_days(first_on, last_on)
    handing = Handing.objects.create(
        kind=kind, supervision=locked, to=to, first_on=first_on, last_on=last_on
    )
    asked = audit.Action.COVER_ASKED if handing.is_cover else audit.Action.HANDING_OFFERED
    note(handing, actor, asked, actor)
    news.asked(handing)
    return handing


@transaction.atomic
def answer_as_colleague(*, handing_id: uuid.UUID, actor: User, yes: bool) -> Handing:
    """The colleague says whether they would. A yes asks the writer."""
    handing = lock(handing_id, actor)
    if handing.to_id != actor.pk:
        raise HandingRefused("It is somebody else who is asked.")
    if not handing.still_runs():
        raise HandingRefused("That supervision has ended.")
    if handing.state == State.ASKED:
        handing.move(State.WILLING if yes else State.DECLINED)
        note(handing, actor, _answered(handing), handing.supervision.supervisor, actor)
        news.colleague_answered(handing)
    return handing


@transaction.atomic
def take_back(*, handing_id: uuid.UUID, actor: User) -> Handing:
    """The supervisor asks no longer. What was done meanwhile stands."""
    handing = lock(handing_id, actor)
    if handing.supervision.supervisor_id == actor.pk and handing.is_open:
        handing.move(State.TAKEN_BACK)
        note(handing, actor, _answered(handing), actor)
        news.settled(handing)
    return handing


@transaction.atomic
def decline_as_writer(*, handing_id: uuid.UUID, actor: User) -> Handing:
    """The writer says no: it stays as it is."""
    handing = lock(handing_id, actor)
    if handing.supervision.supervisee_id == actor.pk and handing.state == State.WILLING:
        handing.move(State.DECLINED)
        note(handing, actor, _answered(handing), actor)
        news.writer_answered(handing)
    return handing


def lock(handing_id: uuid.UUID, actor: User) -> Handing:
    """Within the caller's transaction; the supervision first, as whoever ends it does."""
    rows = Handing.objects.visible_to(actor)
    found = rows.select_related("supervision", "to").get(pk=handing_id)
    pairs = Supervision.objects.select_for_update(of=("self",), no_key=True)
    pairs.get(pk=found.supervision_id)
    return (
        rows.select_related("supervision__supervisor", "supervision__supervisee", "to")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=handing_id)
    )


def note(handing: Handing, actor: User, action: str, *people: User) -> None:
    """On the trails of those whom it concerns, in the one order in which trails are locked."""
    for person in sorted(set(people), key=lambda one: one.pk):
        audit.record(
            person=person,
            actor=actor,
            action=action,
            object_type="handing",
            object_id=handing.pk,
        )


def settle_open_of(supervision: Supervision) -> None:
    """Within the caller's transaction: it has ended, and nobody is asked about it any more."""
    rows = Handing.objects.filter(supervision=supervision, state__in=Handing.OPEN).order_by("pk")
    for handing in rows.select_for_update(of=("self",), no_key=True):
        handing.move(State.TAKEN_BACK)
        news.settled(handing)


def let_go_of(person: User) -> None:
    """Within the caller's transaction: the person leaves, and nobody asks about them any more."""
    concerned = Q(to=person) | Q(supervision__supervisor=person)
    concerned |= Q(supervision__supervisee=person)
    for handing in Handing.objects.filter(concerned).order_by("pk"):
        news.settled(handing)
        handing.delete()


def _answered(handing: Handing) -> str:
    return audit.Action.COVER_ANSWERED if handing.is_cover else audit.Action.HANDING_ANSWERED


def _refuse_unless_days(first_on: date | None, last_on: date | None) -> None:
    if first_on is None or last_on is None or last_on < first_on:
        raise HandingRefused("Standing in has a first day and a last one.")
    if last_on < house_day() or last_on - first_on > LONGEST:
        raise HandingRefused("These days cannot be.")


def note_result(handing: Handing, result: Supervision) -> None:
    """Within the caller's transaction: what the writer's yes has made."""
    handing.result = result
    handing.save(update_fields=["result"])
