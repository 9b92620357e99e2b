"""Who comes to a drop-in: people put themselves down, or its supervisor adds who came."""

from __future__ import annotations

import uuid

from django.db import transaction

from people import audit
from people.models import Membership, User
from supervision.models import SessionPart, SupervisionSession
from supervision.services.groups import add_part, take_topics_along
from supervision.services.locks import lock_pairs_of
from supervision.services.refused import SessionRefused
from supervision.services.sessions import lock_session, record

MOST_AT_ONE = 40


@transaction.atomic
def put_down(*, session_id: uuid.UUID, person: User) -> SupervisionSession:
    """Say that one comes to a drop-in that is offered in one's house. Twice is once."""
    offered = SupervisionSession.objects.offered_to(person).select_related("supervisor")
    session = offered.select_for_update(of=("self",), no_key=True).get(pk=session_id)
    parts = SessionPart.objects.filter(session=session)
    if parts.filter(person=person).exists():
        return session
    if parts.count() >= MOST_AT_ONE:
        raise SessionRefused("It is full.")
    add_part(session, person)
    record(session, person, audit.Action.SESSION_CHANGED)
    return session


@transaction.atomic
def take_off(*, session_id: uuid.UUID, person: User) -> None:
    """Say that one does not come after all. What was held keeps who was there."""
    lock_pairs_of(session_id, person)
    session = lock_session(session_id, person)
    if session.kind != SupervisionSession.Kind.DROP_IN or session.supervisor_id == person.pk:
        raise SessionRefused("Only from a drop-in, and not its supervisor.")
    if not session.is_planned or session.has_begun:
        raise SessionRefused("It has begun.")
    record(session, person, audit.Action.SESSION_CHANGED)
    take_topics_along(session, person)
    SessionPart.objects.filter(session=session, person=person).delete()


def may_be_added(session: SupervisionSession) -> list[User]:
    """People of the house today who are not on the list of a drop-in yet, by name."""
    if session.kind != SupervisionSession.Kind.DROP_IN or session.organisation_id is None:
        return []
    here = Membership.objects.current().filter(organisation=session.organisation_id)
    there = SessionPart.objects.filter(session=session)
    people = User.objects.filter(is_active=True, pk__in=here.values("user"))
    found = people.exclude(pk__in=there.values("person"))
    return sorted(found, key=lambda one: (str(one).casefold(), one.pk))


@transaction.atomic
def add_who_came(*, session_id: uuid.UUID, actor: User, person_id: uuid.UUID) -> SupervisionSession:
    """By its supervisor, when it has begun and until its record is shown. Twice is once."""
    session = lock_session(session_id, actor)
    if session.supervisor_id != actor.pk or not session.is_planned or not session.has_begun:
        raise SessionRefused("Who came is added by its supervisor, once it has begun.")
    parts = SessionPart.objects.filter(session=session)
    if not session.stands or parts.count() >= MOST_AT_ONE:
        raise SessionRefused("Nobody can be added.")
    if not parts.filter(person=person_id).exists():
        person = next((one for one in may_be_added(session) if one.pk == person_id), None)
        if person is None:
            raise SessionRefused("They do not belong to this house.")
        add_part(session, person)
        record(session, actor, audit.Action.SESSION_CHANGED)
    return session
