"""Planning sessions: one to one by either of a pair, groups and drop-ins by a supervisor."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Q
from django.utils import timezone

from people import audit
from people.models import Membership, Organisation, User
from supervision import session_news as news
from supervision.models import SessionPart, Supervision, SupervisionSession
from supervision.services.keys import key_of
from vault.ids import new_id
from vault.models import KeyHolder

FEWEST, MOST = 2, 12  # people of a group, besides its supervisor
State, Kind = SupervisionSession.State, SupervisionSession.Kind


class SessionRefused(Exception):
    """It cannot be done as the session, or who has to do with it, stands now."""


@transaction.atomic
def plan_session(
    *, supervision: Supervision, actor: User, starts_at: datetime, minutes: int, place: str = ""
) -> SupervisionSession:
    """Plan a meeting of a pair that runs. The same again is once; another at the same time is
    refused, so that nothing that was typed goes unsaid."""
    pairs = Supervision.objects.visible_to(actor).current()
    if not pairs.filter(pk=supervision.pk).exists():
        raise SessionRefused("This supervision has ended.")
    key = key_of(supervision)
    same = SupervisionSession.objects.planned().filter(supervision=supervision, starts_at=starts_at)
    if found := same.select_related("key_holder").first():
        if (found.planned_minutes, found.place) != (minutes, place):
            raise SessionRefused("There is another one at that time.")
        return found
    session = SupervisionSession(
        supervision=supervision,
        organisation=supervision.organisation,
        supervisor=supervision.supervisor,
        key_holder=key,
        starts_at=starts_at,
        planned_minutes=minutes,
        place=place,
    )
    return _begin(session, actor, [supervision.supervisor, supervision.supervisee])


@transaction.atomic
def plan_together(
    *,
    kind: str,
    actor: User,
    starts_at: datetime,
    minutes: int,
    people: Iterable[User] = (),
    organisation: Organisation | None = None,
    place: str = "",
    aim: str = "",
    id: uuid.UUID | None = None,
) -> SupervisionSession:
    """Plan for a group of those whom the actor supervises, or for whoever of a house drops in."""
    lock_person(actor)
    chosen = list(people) if kind == Kind.GROUP else []
    known = SupervisionSession.objects.select_related("key_holder")
    before = known.filter(pk=id).first() if id else None
    if before is not None:
        same = (before.supervisor_id, before.kind, before.starts_at, before.planned_minutes,
                before.place, before.aim)  # fmt: skip
        if same != (actor.pk, kind, starts_at, minutes, place, aim):
            raise SessionRefused("Something else was planned by that page.")
        return before
    if kind == Kind.GROUP:
        _refuse_unless_a_group(actor, chosen)
        organisation = None
    elif organisation is None or not offers_drop_ins(actor).filter(pk=organisation.pk).exists():
        raise SessionRefused("Who offers a drop-in is a supervisor of the house.")
    session = SupervisionSession(
        id=id or new_id(),
        kind=kind,
        organisation=organisation,
        supervisor=actor,
        key_holder=KeyHolder.objects.create(),
        starts_at=starts_at,
        planned_minutes=minutes,
        place=place,
        aim=aim,
    )
    return _begin(session, actor, [actor, *chosen])


def supervised_by(supervisor: User) -> list[User]:
    """Whom the person supervises now, by name, each once."""
    pairs = Supervision.objects.led_by(supervisor).current().filter(is_peer=False)
    people = {pair.supervisee for pair in pairs.select_related("supervisee")}
    return sorted(people, key=lambda one: (str(one).casefold(), one.pk))


def offers_drop_ins(person: User) -> Any:
    """The houses in which the person is a supervisor today."""
    rows = Membership.objects.current().holding(Membership.Role.SUPERVISOR).filter(user=person)
    return Organisation.objects.filter(pk__in=rows.values("organisation"))


@transaction.atomic
def change_session(
    *,
    session_id: uuid.UUID,
    actor: User,
    starts_at: datetime,
    minutes: int,
    place: str = "",
    aim: str = "",
    people: Iterable[User] | None = None,
) -> SupervisionSession:
    """Give a planned one another time, length or place; a group other people."""
    session = lock_session(session_id, actor)
    refuse_unless_planner(session, actor)
    _refuse_unless_open(session)
    wanted = {"starts_at": starts_at, "planned_minutes": minutes, "place": place}
    if not session.is_of_a_pair:
        wanted["aim"] = aim
    names = [name for name, value in wanted.items() if getattr(session, name) != value]
    for name in names:
        setattr(session, name, wanted[name])
    if names:
        session.save(update_fields=names)
    fresh = _exchange(session, list(people)) if people is not None else []
    others = [one for one in people_of(session) if one != actor]
    if names or fresh:
        record(session, actor, audit.Action.SESSION_CHANGED)
    if set(names) & {"starts_at", "place", "planned_minutes"}:
        news.changed(session, [one for one in others if one not in fresh])
    news.planned(session, fresh) if fresh else None
    return session


@transaction.atomic
def call_off(*, session_id: uuid.UUID, actor: User) -> SupervisionSession:
    """It will not be, or was not. Once more changes nothing."""
    session = lock_session(session_id, actor)
    refuse_unless_planner(session, actor)
    if session.is_called_off:
        return session
    _refuse_unless_open(session)
    session.state = State.CALLED_OFF
    session.save(update_fields=["state"])
    record(session, actor, audit.Action.SESSION_CHANGED)
    news.called_off(session, [one for one in people_of(session) if one != actor])
    return session


@transaction.atomic
def restore_session(*, session_id: uuid.UUID, actor: User) -> SupervisionSession:
    """Undo calling it off, while its time has not passed."""
    session = lock_session(session_id, actor)
    refuse_unless_planner(session, actor)
    if session.is_planned:
        return session
    if not session.may_become(State.PLANNED) or session.has_begun or not session.stands:
        raise SessionRefused("Its time has passed.")
    session.state = State.PLANNED
    session.save(update_fields=["state"])
    record(session, actor, audit.Action.SESSION_CHANGED)
    news.planned(session, [one for one in people_of(session) if one != actor])
    return session


def may_plan(session: SupervisionSession, person: User) -> bool:
    """Whether the person may change or call it off: either of a pair; of others the supervisor."""
    return session.is_of_a_pair or session.supervisor_id == person.pk


def tell_tomorrow(now: datetime | None = None) -> int:
    """Tell each of those who meet tomorrow by their own clock, once. How many were told."""
    now = now or timezone.now()
    soon = now + timedelta(hours=50)  # tomorrow's last moment, wherever somebody is
    rows = SupervisionSession.objects.planned().filter(starts_at__gt=now, starts_at__lte=soon)
    waiting = rows.filter(Q(told_for__isnull=True) | ~Q(told_for=F("starts_at")))
    return sum(_tell_tomorrow(pk, now) for pk in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _tell_tomorrow(pk: uuid.UUID, now: datetime) -> int:
    locked = SupervisionSession.objects.planned().select_for_update(of=("self",), no_key=True)
    session = locked.select_related("supervisor").filter(pk=pk).first()
    if session is None or session.told_for == session.starts_at:
        return 0
    told, all_told = [], True
    for person in people_of(session):
        ahead = (
            session.starts_at.astimezone(person.zone).date() - now.astimezone(person.zone).date()
        )
        if ahead.days == 1 and person.is_active and _has_to_do_with(session, person):
            told.append(person)
        all_told = all_told and ahead.days <= 1
    news.tomorrow(session, told)
    if all_told:  # until then some wait for their own tomorrow; nobody is told twice
        SupervisionSession.objects.filter(pk=pk).update(told_for=session.starts_at)
    return len(told)


def _has_to_do_with(session: SupervisionSession, person: User) -> bool:
    rows = SupervisionSession.objects.visible_to(person).standing(person)
    return rows.filter(pk=session.pk).exists()


def lock_session(session_id: uuid.UUID, actor: User) -> SupervisionSession:
    """The actor's session as it stands; nobody changes it until the transaction ends."""
    rows = SupervisionSession.objects.visible_to(actor).with_standing(actor)
    rows = rows.select_related("supervisor", "supervision", "key_holder")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=session_id)


def lock_person(person: User) -> None:
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)


def people_of(session: SupervisionSession) -> list[User]:
    """Everybody with a part, in the one order in which trails are locked."""
    parts = SessionPart.objects.filter(session=session).select_related("person")
    return sorted((part.person for part in parts), key=lambda one: one.pk)


def record(session: SupervisionSession, actor: User, action: str) -> None:
    for person in people_of(session):
        audit.record(
            person=person,
            actor=actor,
            action=action,
            object_type="supervision-session",
            object_id=session.pk,
        )


def add_part(session: SupervisionSession, person: User) -> None:
    SessionPart.objects.create(session=session, key_holder_id=session.key_holder_id, person=person)


def refuse_unless_planner(session: SupervisionSession, actor: User) -> None:
    if not may_plan(session, actor):
        raise SessionRefused("Its supervisor plans it.")


def _refuse_unless_open(session: SupervisionSession) -> None:
    if not is_open(session):
        raise SessionRefused(f"{session} is not open to change.")


def _refuse_unless_a_group(actor: User, people: list[User]) -> None:
    if not FEWEST <= len(set(people)) <= MOST or not set(people) <= set(supervised_by(actor)):
        raise SessionRefused("A group is two to twelve people whom its supervisor supervises.")


def _exchange(session: SupervisionSession, people: list[User]) -> list[User]:
    """Make these the people of a group. Those who stay may have ended since; who is new may not."""
    if session.kind != Kind.GROUP:
        raise SessionRefused("Only a group's people are chosen.")
    before = {part.person: part for part in session.parts.select_related("person")}
    before.pop(session.supervisor, None)
    fresh = [one for one in people if one not in before]
    if not FEWEST <= len(set(people)) <= MOST:
        raise SessionRefused("A group is two to twelve people.")
    if not set(fresh) <= set(supervised_by(session.supervisor)):
        raise SessionRefused("Only whom its supervisor supervises now.")
    for person, part in before.items():
        if person not in people:
            part.delete()
    for person in fresh:
        add_part(session, person)
    return fresh


def _begin(session: SupervisionSession, actor: User, people: list[User]) -> SupervisionSession:
    session.save(force_insert=True)
    for person in {one.pk: one for one in people}.values():
        add_part(session, person)
    record(session, actor, audit.Action.SESSION_PLANNED)
    news.planned(session, [one for one in people if one != actor])
    return session


def may_plan_together(person: User) -> bool:
    """Whether they supervise somebody, or are a supervisor of some house, today."""
    pairs = Supervision.objects.visible_to(person).current().filter(supervisor=person)
    either = Exists(pairs) | Exists(offers_drop_ins(person))
    return User.objects.filter(either, pk=person.pk).exists()


def is_open(session: SupervisionSession) -> bool:
    """Whether it can be changed or called off."""
    return session.is_planned and session.stands and not session.has_draft
