"""What the demonstration leader promised, and the meetings of the team."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from desk.demo.clock import at, moment_of
from desk.demo.sharing import Event
from meetings.devices import Device
from meetings.models import Asking, Meeting, Minute
from meetings.services import revealing, running
from meetings.services.answering import answer, join
from meetings.services.planning import plan_meeting
from people.models import Team, User
from promises.models import Answer, Promise
from promises.services import answer_promise, make_promise
from prompts.models import PromptVersion

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
    (Minute.Kind.PROMISE, "Whether the huddle can start ten minutes later", {"role": "Leader"}),
]


def leaders_events(people: dict[str, User], today: date) -> Iterator[Event]:
    """A promise that was kept with a yes, a meeting that was, and one that is to come."""
    dev, team = people["dev"], Team.objects.get(name=TEAM)
    kept: list[Promise] = []
    for days_ago, clock, happen in (
        (19, "17:50", partial(_promise, dev, kept, today)),
        (15, "11:40", partial(_answer, dev, kept)),
        (13, "13:30", partial(_hold_meeting, dev, team, today)),
        (2, "09:10", partial(_plan, dev, team, today, "m2", -1)),
    ):
        moment = moment_of(today, days_ago, clock)
        yield moment, partial(_at, moment, happen)


def _at(moment: datetime, happen: Any) -> None:
    with at(moment):
        happen(moment)


def _promise(dev: User, kept: list[Promise], today: date, moment: datetime) -> None:
    kept.append(
        make_promise(
            owner=dev,
            what="A room for one to ones, or an honest no",
            to_role="The whole team",
            due_on=today - timedelta(days=15),
            actor=dev,
        )
    )
    Promise.objects.filter(pk=kept[0].pk).update(made_at=moment)


def _answer(dev: User, kept: list[Promise], moment: datetime) -> None:
    answer_promise(
        promise_id=kept[0].pk,
        actor=dev,
        answer=Answer.YES,
        reason="The small meeting room, on weekdays after two.",
        received="They had stopped expecting an answer.",
    )


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
