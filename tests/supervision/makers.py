"""Pairs, and sessions of every kind, as their services make them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from people.models import Organisation, User
from supervision.models import Supervision, SupervisionSession
from supervision.records import ActionRow, RecordData
from supervision.services.recording import save_record
from supervision.services.sessions import plan_session, plan_together

LATER = timedelta(days=3)
RECORD = {
    "functions": ["formative", "restorative"],
    "themes": "Saying no without guilt",
    "ideas": "Ask what would happen if you did not",
    "exception": "not-used",
}


def make_session(pair: Supervision, *, by: User | None = None, **fields: Any) -> SupervisionSession:
    """Planned by the supervisor, in three days, unless told otherwise."""
    fields.setdefault("starts_at", timezone.now() + LATER)
    fields.setdefault("minutes", 60)
    fields.setdefault("place", "Room 4")
    return plan_session(supervision=pair, actor=by or pair.supervisor, **fields)


def make_past_session(pair: Supervision, ago: timedelta = LATER) -> SupervisionSession:
    """One whose time has passed, and that waits for its record."""
    return at_its_time(make_session(pair), timezone.now() - ago)


def at_its_time(session: SupervisionSession, at: datetime) -> SupervisionSession:
    SupervisionSession.objects.filter(pk=session.pk).update(starts_at=at)
    session.refresh_from_db()
    return session


def make_group(supervisor: User, people: Iterable[User], **fields: Any) -> SupervisionSession:
    fields.setdefault("starts_at", timezone.now() + LATER)
    fields.setdefault("aim", "Nights without dread")
    return plan_together(kind="group", actor=supervisor, minutes=90, people=people, **fields)


def make_drop_in(supervisor: User, house: Organisation, **fields: Any) -> SupervisionSession:
    fields.setdefault("starts_at", timezone.now() + LATER)
    fields.setdefault("place", "The quiet room")
    return plan_together(kind="drop-in", actor=supervisor, minutes=60, organisation=house, **fields)


def make_data(session: SupervisionSession, **changed: Any) -> RecordData:
    """A whole record: everybody was there, and the last of them took something on."""
    people = [part.person for part in session.parts.select_related("person")]
    others = [one for one in people if one.pk != session.supervisor_id]
    fields: dict[str, Any] = {
        "minutes": 50,
        "attended": {one.pk for one in people},
        "record": dict(RECORD),
        "actions": [ActionRow("Read the lone working policy", one.pk) for one in others[:1]],
    }
    return RecordData(**(fields | changed))


def make_recorded(session: SupervisionSession, **changed: Any) -> SupervisionSession:
    """Shown to everybody of it; in the past, if it is not yet."""
    if not session.has_begun:
        at_its_time(session, timezone.now() - LATER)
    return save_record(
        session_id=session.pk,
        actor=session.supervisor,
        revision=session.record_revision,
        data=make_data(session, **changed),
        show=True,
    )


def moved_on(days: int) -> Any:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)
