"""The record of a session: a draft of its supervisor's, shown, corrected, acknowledged."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import User
from supervision import session_news as news
from supervision.models import SessionPart, SessionTopic, SupervisionSession
from supervision.records import ActionRow, RecordData, is_restorative_only, kept_of, says_more
from supervision.services.actions import set_actions
from supervision.services.agreements import records_more
from supervision.services.groups import FEWEST
from supervision.services.locks import lock_pairs_of
from supervision.services.refused import SessionRefused
from supervision.services.sessions import (
    lock_session,
    offers_drop_ins,
    people_of,
    plan_session,
    plan_together,
    record,
    supervised_by,
)
from supervision.services.topics import carry_topics, tick_topics, topics_of

State, Kind = SupervisionSession.State, SupervisionSession.Kind


class StaleRecord(SessionRefused):
    """It was saved meanwhile, in another tab or on another device."""


class RestorativeKeepsLess(SessionRefused):
    """A session that was restorative only keeps nothing of what was said; `keys` say something."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys


def keeps_more(session: SupervisionSession) -> bool:
    """Whether the two agreed that a restorative session, too, may record what was said."""
    if not session.is_of_a_pair:
        return False  # a group has no agreement in which each of them could say so
    return session.supervision is not None and records_more(session.supervision)


@transaction.atomic
def save_record(
    *, session_id: uuid.UUID, actor: User, revision: int, data: RecordData, show: bool
) -> SupervisionSession:
    """Keep a draft, show it to the others, or correct what was shown. Raises SessionRefused.

    A draft has no effect but to be kept. What is shown is corrected only by showing the
    correction: an older acknowledgement is none of the newer record.
    """
    if data.next_at is not None:
        lock_pairs_of(session_id, actor)
    session = lock_session(session_id, actor)
    _refuse_unless_recordable(session, actor)
    show = show or session.is_recorded
    before = data_of(session)
    # Pressed twice: the same words and nothing else to do. Otherwise it would be stale.
    if before and show == session.is_recorded and _is_same(session, before, data, actor):
        return session
    if revision != session.record_revision:
        raise StaleRecord(f"{session} is at {session.record_revision}, not at {revision}.")
    if not data.record.get("functions"):
        raise SessionRefused("A record says what the session was for.")
    more = keeps_more(session)
    if is_restorative_only(data.record) and not more and (said := says_more(data.record)):
        raise RestorativeKeepsLess(said)
    session.record_revision += 1
    if show:
        _show(session, actor, data, more=more)
    else:
        session.record = data.as_draft()
        session.save(update_fields=["record", "record_revision"])
        _record_alone(session, actor, audit.Action.SESSION_RECORDED)
    return session


def _is_same(
    session: SupervisionSession, before: RecordData, data: RecordData, actor: User
) -> bool:
    if not session.is_recorded:  # a draft keeps the next day as well
        return before.says_the_same_as(data) and before.next_at == data.next_at
    more = keeps_more(session)
    if is_restorative_only(data.record) and not more and says_more(data.record):
        return False  # which is refused, and not left out unsaid
    as_kept = kept_of(data.record, more=more)
    return before.says_the_same_as(replace(data, record=as_kept))


def data_of(session: SupervisionSession) -> RecordData | None:
    """What its record says now, as its form has it; None before there is one."""
    if session.has_draft:
        return RecordData.of_draft(session.record)
    if not session.is_recorded:
        return None
    parts = SessionPart.objects.filter(session=session, attended=True)
    talked = SessionTopic.objects.filter(session=session, talked_at__isnull=False)
    actions = session.actions.select_related("key_holder").order_by("made_at", "pk")
    return RecordData(
        minutes=session.minutes or 0,
        attended=set(parts.values_list("person_id", flat=True)),
        record=session.record,
        topics=set(talked.values_list("pk", flat=True)),
        actions=[ActionRow(one.what, one.owner_id, one.due_on, one.pk) for one in actions],
    )


@transaction.atomic
def acknowledge(
    *, session_id: uuid.UUID, actor: User, revision: int, remark: str = ""
) -> SupervisionSession:
    """Agree with the record that one has read, or say where one sees it otherwise.

    Raises StaleRecord where it was corrected since: nobody acknowledges what they did not see.
    """
    session = lock_session(session_id, actor)
    if not session.is_recorded or session.supervisor_id == actor.pk:
        raise SessionRefused("There is nothing to acknowledge.")
    if revision != session.record_revision:
        raise StaleRecord(f"{session} is at {session.record_revision}, not at {revision}.")
    parts = SessionPart.objects.select_related("key_holder")
    part = parts.get(session=session, person=actor)
    if (part.acknowledged_revision, part.remark) == (revision, remark):
        return session
    part.acknowledged_revision, part.acknowledged_at = revision, timezone.now()
    part.remark = remark
    part.save(update_fields=["acknowledged_revision", "acknowledged_at", "remark"])
    for person in sorted({actor, session.supervisor}, key=lambda one: one.pk):
        audit.record(
            person=person,
            actor=actor,
            action=audit.Action.SESSION_ACKNOWLEDGED,
            object_type="supervision-session",
            object_id=session.pk,
        )
    if remark:
        news.differs(session, part.pk)
    return session


def _refuse_unless_recordable(session: SupervisionSession, actor: User) -> None:
    if session.supervisor_id != actor.pk:
        raise SessionRefused("Its supervisor records it.")
    if session.is_called_off or not session.has_begun or not session.stands:
        raise SessionRefused(f"{session} cannot be recorded.")


def _show(session: SupervisionSession, actor: User, data: RecordData, *, more: bool) -> None:
    people = people_of(session)
    ids = {one.pk for one in people}
    if not data.attended <= ids or any(one.owner_id not in ids for one in data.actions):
        raise SessionRefused("Somebody in it has no part in the session.")
    allowed = set(topics_of(session).values_list("pk", flat=True))
    first = not session.is_recorded
    session.record = kept_of(data.record, more=more)
    session.minutes, session.state = data.minutes, State.HELD
    session.recorded_at = session.recorded_at or timezone.now()
    session.save(update_fields=["record", "record_revision", "minutes", "state", "recorded_at"])
    _note_who_was_there(session, data.attended)
    keeps_words = more or not is_restorative_only(session.record)
    tick_topics(session, data.topics & allowed, keeps_words=keeps_words)
    set_actions(session, data.actions)
    record(session, actor, audit.Action.SESSION_RECORDED)
    news.to_acknowledge(session, [one for one in people if one != actor])
    if data.next_at is not None:
        after = _plan_next(session, actor, data.next_at)
        if first and not session.is_of_a_pair:
            carry_topics(session, after)


def _note_who_was_there(session: SupervisionSession, attended: set[uuid.UUID]) -> None:
    for part in SessionPart.objects.filter(session=session):
        part.attended = part.person_id in attended
        names = ["attended"]
        if part.person_id == session.supervisor_id:  # who wrote it agrees with it
            part.acknowledged_revision = session.record_revision
            part.acknowledged_at = timezone.now()
            names += ["acknowledged_revision", "acknowledged_at"]
        part.save(update_fields=names)


def _plan_next(session: SupervisionSession, actor: User, at: datetime) -> SupervisionSession:
    """As the one before: the same people, length and place. Raises SessionRefused."""
    if session.is_of_a_pair:
        assert session.supervision is not None  # noqa: S101  one_to_one_is_of_a_pair
        return plan_session(
            supervision=session.supervision,
            actor=actor,
            starts_at=at,
            minutes=session.planned_minutes,
            place=session.place,
        )
    still = set(supervised_by(actor))
    return plan_together(
        kind=session.kind,
        actor=actor,
        starts_at=at,
        minutes=session.planned_minutes,
        people=[one for one in people_of(session) if one in still],
        organisation=session.organisation,
        place=session.place,
        aim=session.aim,
    )


def may_plan_next(session: SupervisionSession, actor: User) -> bool:
    """Whether those who met may still plan another one."""
    if session.kind == Kind.DROP_IN:
        return bool(offers_drop_ins(actor).filter(pk=session.organisation_id).exists())
    still = {one.pk for one in supervised_by(actor)}
    people = SessionPart.objects.filter(session=session).values_list("person_id", flat=True)
    return len(still & set(people)) >= (1 if session.is_of_a_pair else FEWEST)


def _record_alone(session: SupervisionSession, actor: User, action: str) -> None:
    audit.record(
        person=actor,
        actor=actor,
        action=action,
        object_type="supervision-session",
        object_id=session.pk,
    )
