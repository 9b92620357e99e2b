"""A person's supervision sessions, with what was recorded and agreed there, as plain values.

Each of those who met has the shared record in their copy. A draft is its supervisor's alone. A
remark is in the copy of who made it and of the supervisor whom it was said to; topics of a
session, which all of it saw, are in everybody's with the name of who brought them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db.models import Q

from desk.copies import Data, day, moment
from people.models import User
from supervision.models import (
    SessionAction,
    SessionPart,
    SessionTopic,
    SupervisionSession,
)
from vault.ids import short


def supervision_sessions(person: User) -> list[Data]:
    """The newest first."""
    own = SupervisionSession.objects.visible_to(person)
    parts = _by_session(SessionPart.objects.filter(session__in=own).select_related("person"))
    actions = _by_session(SessionAction.objects.filter(session__in=own).select_related("owner"))
    rows = own.select_related("supervisor", "organisation", "key_holder").newest_first()
    return [
        {
            "id": short(session.pk),
            "kind": session.kind,
            "organisation": session.organisation.name if session.organisation else None,
            "supervisor": _name(session.supervisor, person),
            "starts_at": moment(session.starts_at),
            "planned_minutes": session.planned_minutes,
            "minutes": session.minutes,
            "place": session.place,
            "aim": session.aim,
            "state": session.state,
            "record": _record(session, person),
            "record_revision": session.record_revision,
            "recorded_at": moment(session.recorded_at),
            "people": [_part(part, session, person) for part in parts[session.pk]],
            "actions": [_action(one, person) for one in actions[session.pk]],
            "made_at": moment(session.made_at),
        }
        for session in rows
    ]


def supervision_topics(person: User) -> list[Data]:
    rows = SessionTopic.objects.visible_to(person).select_related("by", "key_holder")
    # What somebody took off the list again is theirs alone, unless it was talked about.
    kept = Q(dropped_at__isnull=True) | Q(talked_at__isnull=False)
    rows = rows.filter(Q(by=person) | kept)
    return [
        {
            "text": topic.text,
            "by": _name(topic.by, person),
            "session": short(topic.session_id) if topic.session_id else None,
            "made_at": moment(topic.made_at),
            "talked_about_at": moment(topic.talked_at),
            "dropped_at": moment(topic.dropped_at),
        }
        for topic in rows.order_by("made_at", "pk")
    ]


def _record(session: SupervisionSession, person: User) -> Data | None:
    if not session.is_recorded and session.supervisor_id != person.pk:
        return None
    record: Data = session.record
    return record


def _part(part: SessionPart, session: SupervisionSession, person: User) -> Data:
    is_own, leads = part.person_id == person.pk, session.supervisor_id == person.pk
    return {
        "who": _name(part.person, person),
        "attended": part.attended,
        "read_revision": part.acknowledged_revision,
        "read_at": moment(part.acknowledged_at),
        "remark": part.remark if is_own or leads else None,
    }


def _action(action: SessionAction, person: User) -> Data:
    return {
        "what": action.what,
        "who": _name(action.owner, person),
        "due_on": day(action.due_on),
        "done_at": moment(action.done_at),
        "dropped_at": moment(action.dropped_at),
    }


def _name(who: User, person: User) -> str:
    """`you`, or the name the other one goes by; never their address."""
    return "you" if who.pk == person.pk else who.display_name


def _by_session(rows: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows.select_related("key_holder"):
        found[row.session_id].append(row)
    return found
