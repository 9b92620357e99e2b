"""What the demonstration pair agreed, the session they had, and the one that comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from desk.demo.clock import at, moment_of
from desk.demo.sharing import Event
from people.models import User
from supervision.functions import Function
from supervision.models import Agreement, Supervision, SupervisionSession
from supervision.records import ActionRow, ExceptionUsed, RecordData
from supervision.services import agreements, recording, topics
from supervision.services.agreements import Seen
from supervision.services.sessions import plan_session
from supervision.terms import ALSO, NONE_OF_THESE

FIRST, NEXT = 14, -2  # days ago
AGREED = {
    "functions": [Function.RESTORATIVE, Function.FORMATIVE],
    "escalation": "The safeguarding lead of the ward",
    "urgent": "The ward has a number for the evenings. Otherwise a line in the morning.",
    ALSO: [NONE_OF_THESE],
}
TALKED_ABOUT = "Saying no on a busy shift, and still being liked"
WAITS = "The two rounds that always fall into each other"
RECORDED = {
    "functions": [Function.RESTORATIVE, Function.FORMATIVE],
    "themes": "Saying no; being liked; what a shift owes the next one",
    "ideas": "Say what can be done instead of what cannot. Try it once with somebody easy.",
    "exception": ExceptionUsed.NOT_USED,
}
TAKEN_ON = "Try one “not now, but at four” this week, and notice what happens"


def pairs_events(people: dict[str, User], today: date) -> Iterator[Event]:
    """Amara and Ben: an agreement signed by both, a session held and read, and the next."""
    amara, ben = people["amara"], people["ben"]
    pair = Supervision.objects.current().get(supervisor=ben, supervisee=amara)
    first = moment_of(today, FIRST, "14:00")
    for days_ago, clock, happen in (
        (29, "13:10", partial(_draft, pair, today)),
        (29, "13:40", partial(_sign, pair, ben)),
        (28, "21:15", partial(_sign, pair, amara)),
        (23, "12:20", partial(_plan, pair, first)),
        (16, "22:05", partial(_bring, pair, TALKED_ABOUT)),
        (FIRST, "15:05", partial(_record, pair, today)),
        (FIRST - 1, "20:40", partial(_acknowledge, pair)),
        (4, "21:50", partial(_bring, pair, WAITS)),
    ):
        moment = moment_of(today, days_ago, clock)
        yield moment, partial(_at, moment, happen)


def _at(moment: datetime, happen: Any) -> None:
    with at(moment):
        happen()


def _draft(pair: Supervision, today: date) -> None:
    draft = agreements.begin_draft(supervision_id=pair.pk, actor=pair.supervisor)
    agreements.change_draft(
        supervision_id=pair.pk,
        actor=pair.supervisor,
        seen=Seen.of(draft),
        values=draft.terms | AGREED,
        review_on=today + timedelta(days=150),
    )


def _sign(pair: Supervision, person: User) -> None:
    agreement = Agreement.objects.get(supervision=pair)
    agreements.sign(
        supervision_id=pair.pk, actor=person, seen=Seen.of(agreement), name=person.display_name
    )


def _plan(pair: Supervision, starts_at: datetime) -> None:
    plan_session(
        supervision=pair,
        actor=pair.supervisor,
        starts_at=starts_at,
        minutes=60,
        place="The small meeting room",
    )


def _bring(pair: Supervision, text: str) -> None:
    topics.add_topic(supervision=pair, by=pair.supervisee, text=text)


def _record(pair: Supervision, today: date) -> None:
    session = SupervisionSession.objects.get(supervision=pair)
    both = {pair.supervisor_id, pair.supervisee_id}
    waiting = topics.topics_of(session).values_list("pk", flat=True)
    data = RecordData(
        minutes=55,
        attended=both,
        record=dict(RECORDED),
        topics=set(waiting),
        actions=[ActionRow(TAKEN_ON, pair.supervisee_id, today + timedelta(days=2))],
        next_at=moment_of(today, NEXT, "14:00"),
    )
    recording.save_record(
        session_id=session.pk, actor=pair.supervisor, revision=0, data=data, show=True
    )


def _acknowledge(pair: Supervision) -> None:
    session = SupervisionSession.objects.get(supervision=pair, recorded_at__isnull=False)
    recording.acknowledge(
        session_id=session.pk, actor=pair.supervisee, revision=session.record_revision
    )
