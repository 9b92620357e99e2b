"""What the demonstration leaders promised and ask of each other, and the meetings of the team."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from desk.demo.clock import at, moment_of
from desk.demo.sharing import Event
from meetings.devices import Device
from meetings.models import Asking, Meeting, Minute
from meetings.services import revealing, running
from meetings.services.answering import answer, join
from meetings.services.planning import plan_meeting
from people.models import Team, User
from promises.models import Answer
from promises.services import answer_promise, make_promise, offer_hand_over
from prompts.models import PromptVersion
from supervision import peers
from vault.ids import new_id

TEAM = "Kittiwake Ward"
SAID = [
    "That I listen while my eyes are on the phone.",
    "I arrive with the answer. Then I look for the question.",
    "On a good day I stand at the door until they look up. It takes four seconds.",
    "When somebody is angry I go quiet, and they take it for not caring.",
    "I was there once this week, all of me. It was in the kitchen.",
    "I wonder who is there for us.",
]
KEPT = [
    (Minute.Kind.THEME, "Being there is mostly about what is put down first.", {}),
    (Minute.Kind.COMMITMENT, "One breath at the door, before every round.", {}),
    (
        Minute.Kind.PROMISE,
        "Whether the huddle can start ten minutes later",
        {"role": "The early shift"},
    ),
]
ROOM = "A room for one to ones, or an honest no"
SAID_OF_ROOM = (
    "The small meeting room, on weekdays after two.",
    "They had stopped expecting an answer.",
)
HOIST = "Whether there will be a second hoist this year"
SAID_OF_HOIST = (
    "Not this year: the money went into the roof. It stands first on the list for the next.",
    "Quiet. Then somebody thanked me for not saying maybe.",
)
CHAIRS = "New chairs for the visitors' room"
SAID_OF_CHAIRS = "They are ordered, and nobody can tell me the day."
MEAL = "Whether the late meal can be kept warm"
NOTICE = "Who signs for the students' hours when nobody on shift may"
BELL = "Whether the bell at the side door can be heard at night"

Happening = tuple[int, str, Any]  # how many days ago, at what time, and what


def leaders_events(people: dict[str, User], today: date) -> Iterator[Event]:
    """A promise of each sort, a meeting that was and one that is to come, and what Kit asks."""
    dev, kit, team = people["dev"], people["kit"], Team.objects.get(name=TEAM)
    for days_ago, clock, happen in (
        (13, "13:30", partial(_hold_meeting, dev, team, today)),
        (3, "16:30", partial(_ask_peer, kit, dev)),
        (2, "09:10", partial(_plan, dev, team, today, "m2", -1)),
        *_promises(dev, today),
        *_offered(kit, dev, today),
    ):
        moment = moment_of(today, days_ago, clock)
        yield moment, partial(_at, moment, happen)


def _promises(dev: User, today: date) -> Iterator[Happening]:
    """One came back with a yes, one with a no, one not yet; and the day of one has passed."""
    room, hoist, chairs = new_id(), new_id(), new_id()
    yield 19, "17:50", _promise(dev, room, ROOM, "The whole team", today, 15)
    yield 15, "11:40", _answer(dev, room, Answer.YES, *SAID_OF_ROOM)
    yield 24, "15:20", _promise(dev, hoist, HOIST, "The day team", today, 11)
    yield 11, "10:15", _answer(dev, hoist, Answer.NO, *SAID_OF_HOIST)
    yield 17, "09:30", _promise(dev, chairs, CHAIRS, "The late shift", today, 6)
    again = today + timedelta(days=6)
    yield 6, "16:55", _answer(dev, chairs, Answer.NOT_YET, SAID_OF_CHAIRS, due_on=again)
    yield 9, "12:40", _promise(dev, new_id(), MEAL, "The night team", today, 2)


def _offered(kit: User, dev: User, today: date) -> Iterator[Happening]:
    """Kit lets the facilitator see one whose day has passed, and offers another to Dev."""
    shown, offered = new_id(), new_id()
    yield 12, "08:10", _promise(kit, shown, NOTICE, "Students", today, 4, shown=True)
    yield 5, "08:20", _promise(kit, offered, BELL, "The night team", today, -5)
    yield 2, "17:15", partial(_offer, kit, dev, offered)


def _at(moment: datetime, happen: Any) -> None:
    with at(moment):
        happen(moment)


def _promise(
    owner: User, id: UUID, what: str, to: str, today: date, due: int, *, shown: bool = False
) -> Any:
    """To be called when its moment has come: promised, for a day that is so many days ago."""

    def happen(moment: datetime) -> None:
        make_promise(
            owner=owner,
            what=what,
            to_role=to,
            due_on=today - timedelta(days=due),
            actor=owner,
            shown_to_facilitator=shown,
            id=id,
        )

    return happen


def _answer(
    owner: User,
    id: UUID,
    answer: str,
    reason: str,
    received: str = "",
    due_on: date | None = None,
) -> Any:
    def happen(moment: datetime) -> None:
        answer_promise(
            promise_id=id,
            actor=owner,
            answer=answer,
            reason=reason,
            received=received,
            due_on=due_on,
        )

    return happen


def _offer(owner: User, to: User, id: UUID, moment: datetime) -> None:
    offer_hand_over(promise_id=id, actor=owner, to_id=to.pk)


def _ask_peer(asker: User, asked: User, moment: datetime) -> None:
    peers.ask_peer(asker=asker, asked_id=asked.pk)


def _plan(dev: User, team: Team, today: date, key: str, days_ago: int, moment: datetime) -> Meeting:
    prompts = PromptVersion.objects.current().filter(prompt__programme__key="team-learning-moment")
    meeting = plan_meeting(
        actor=dev,
        team=team,
        facilitator=dev,
        starts_at=moment_of(today, days_ago, "13:30"),
        preset="moment",
        version=prompts.get(prompt__key=key),
    )
    Meeting.objects.filter(pk=meeting.pk).update(made_at=moment)
    return meeting


def _hold_meeting(dev: User, team: Team, today: date, moment: datetime) -> None:
    """Six answer without saying who they are, all is revealed, and three lines are kept."""
    meeting = _plan(dev, team, today, "m1", 13, moment)
    running.start_meeting(meeting_id=meeting.pk, actor=dev)
    asking = Asking.objects.get(meeting=meeting)
    for text in SAID:
        fresh = Meeting.objects.get(pk=meeting.pk)
        device = Device.new(fresh)
        join(meeting=fresh, device=device, network="demonstration")
        words = {asking.questions[0]: [text]}
        answer(meeting=fresh, asking_id=asking.pk, device=device, words=words, send=True)
    revealing.reveal(asking_id=asking.pk, actor=dev)
    for position, (kind, text, details) in enumerate(KEPT):
        Minute.objects.create(
            meeting=meeting,
            key_holder_id=meeting.key_holder_id,
            kind=kind,
            text=text,
            details=details,
            due_on=today + timedelta(days=1) if kind == Minute.Kind.PROMISE else None,
            position=position,
        )
    running.end_meeting(meeting_id=meeting.pk, actor=dev)
