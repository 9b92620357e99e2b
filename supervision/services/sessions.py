"""Planning sessions: one to one by either of a pair, groups and drop-ins by a supervisor."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists

from people import audit
from people.locks import lock_person
from people.models import Membership, Organisation, User
from supervision import session_news as news
from supervision.models import SessionPart, Supervision, SupervisionSession
from supervision.services.ahead import refuse_too_many
from supervision.services.groups import FEWEST, MOST, add_part, exchange
from supervision.services.keys import key_of
from supervision.services.locks import lock_pairs_of
from supervision.services.refused import SessionRefused
from vault.ids import new_id
from vault.models import KeyHolder

State, Kind = SupervisionSession.State, SupervisionSession.Kind


@transaction.atomic
def plan_session(
    *, supervision: Supervision, actor: User, starts_at: datetime, minutes: int, place: str = ""
) -> SupervisionSession:
    """Plan a meeting of a pair that runs. The same again is once; another at the same time is
    refused, so that nothing that was typed goes unsaid."""
    pairs = Supervision.objects.visible_to(actor).that_meet().current()
    if not pairs.filter(pk=supervision.pk).exists():
        raise SessionRefused("This supervision has ended.")
    key = key_of(supervision)
    same = SupervisionSession.objects.planned().filter(supervision=supervision, starts_at=starts_at)
    if found := same.select_related("key_holder").first():
        if (found.planned_minutes, found.place) != (minutes, place):
            raise SessionRefused("There is another one at that time.")
        return found
    refuse_too_many(supervision, supervision.supervisor)
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
    refuse_too_many(None, actor)
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
    if people is not None:
        lock_pairs_of(session_id, actor)
    session = lock_session(session_id, actor)
    refuse_unless_planner(session, actor)
    _refuse_unless_open(session)
    before = session.starts_at
    wanted = {"starts_at": starts_at, "planned_minutes": minutes, "place": place}
    if not session.is_of_a_pair:
        wanted["aim"] = aim
    names = [name for name, value in wanted.items() if getattr(session, name) != value]
    for name in names:
        setattr(session, name, wanted[name])
    if names:
        session.told_for = None  # that its day comes, is told anew
        session.plan_revision += 1
        session.save(update_fields=[*names, "told_for", "plan_revision"])
    fresh, gone = _exchange(session, people)
    others = [one for one in people_of(session) if one != actor]
    if names or fresh or gone:
        record(session, actor, audit.Action.SESSION_CHANGED, besides=gone)
    if set(names) & {"starts_at", "place", "planned_minutes"}:
        news.changed(session, [one for one in others if one not in fresh], before=before)
    if fresh:
        news.planned(session, fresh)
    news.taken_off(session, gone)
    return session


def _exchange(
    session: SupervisionSession, people: Iterable[User] | None
) -> tuple[list[User], list[User]]:
    if people is None:
        return [], []
    return exchange(session, list(people), may_be_added=supervised_by(session.supervisor))


@transaction.atomic
def call_off(*, session_id: uuid.UUID, actor: User) -> SupervisionSession:
    """It will not be. Once more changes nothing.

    Once it has begun, only its supervisor can say that it was not: what was held is not theirs
    to wipe out who would rather have no record of it.
    """
    session = lock_session(session_id, actor)
    refuse_unless_planner(session, actor)
    if session.is_called_off:
        return session
    _refuse_unless_open(session)
    if not may_call_off(session, actor):
        raise SessionRefused("It has begun.")
    _move(session, actor, State.CALLED_OFF)
    news.called_off(session, [] if session.has_begun else _others(session, actor))
    return session


@transaction.atomic
def restore_session(*, session_id: uuid.UUID, actor: User) -> SupervisionSession:
    """Undo calling it off: by either while its time has not come, by its supervisor afterwards."""
    lock_pairs_of(session_id, actor)  # as whoever plans: two at once do not take one last place
    session = lock_session(session_id, actor)
    refuse_unless_planner(session, actor)
    if session.is_planned:
        return session
    if not may_restore(session, actor):
        raise SessionRefused("Its time has passed.")
    if not session.has_begun:
        refuse_too_many(session.supervision, session.supervisor)
    _move(session, actor, State.PLANNED)
    if session.has_begun:
        news.not_off(session)
    else:
        news.planned(session, _others(session, actor))
    return session


def _move(session: SupervisionSession, actor: User, to: str) -> None:
    session.state, session.told_for = to, None
    session.plan_revision += 1
    session.save(update_fields=["state", "told_for", "plan_revision"])
    record(session, actor, audit.Action.SESSION_CHANGED)


def _others(session: SupervisionSession, actor: User) -> list[User]:
    return [one for one in people_of(session) if one != actor]


def may_call_off(session: SupervisionSession, person: User) -> bool:
    leads = session.supervisor_id == person.pk
    return is_open(session) and may_plan(session, person) and (leads or not session.has_begun)


def may_restore(session: SupervisionSession, person: User) -> bool:
    leads = session.supervisor_id == person.pk
    may = may_plan(session, person) and (leads or not session.has_begun)
    return may and session.may_become(State.PLANNED) and session.stands


def may_plan(session: SupervisionSession, person: User) -> bool:
    """Whether the person may change or call it off: either of a pair; of others the supervisor."""
    return session.is_of_a_pair or session.supervisor_id == person.pk


def lock_session(session_id: uuid.UUID, actor: User) -> SupervisionSession:
    """The actor's session as it stands; nobody changes it until the transaction ends."""
    rows = SupervisionSession.objects.visible_with_standing(actor)
    rows = rows.select_related("supervisor", "supervision", "key_holder")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=session_id)


def people_of(session: SupervisionSession) -> list[User]:
    """Everybody with a part, in the one order in which trails are locked."""
    parts = SessionPart.objects.filter(session=session).select_related("person")
    return sorted((part.person for part in parts), key=lambda one: one.pk)


def record(
    session: SupervisionSession, actor: User, action: str, *, besides: Iterable[User] = ()
) -> None:
    """On the trails of all who have a part in it, and of those who had one until now."""
    people = {*people_of(session), *besides}
    for person in sorted(people, key=lambda one: one.pk):
        audit.record(
            person=person,
            actor=actor,
            action=action,
            object_type="supervision-session",
            object_id=session.pk,
        )


def refuse_unless_planner(session: SupervisionSession, actor: User) -> None:
    if not may_plan(session, actor):
        raise SessionRefused("Its supervisor plans it.")


def _refuse_unless_open(session: SupervisionSession) -> None:
    if not is_open(session):
        raise SessionRefused(f"{session} is not open to change.")


def _refuse_unless_a_group(actor: User, people: list[User]) -> None:
    if not FEWEST <= len(set(people)) <= MOST or not set(people) <= set(supervised_by(actor)):
        raise SessionRefused("A group is two to twelve people whom its supervisor supervises.")


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
