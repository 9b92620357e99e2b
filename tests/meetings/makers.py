"""Meetings to try things on, without their planning."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from meetings.choosing import first_written
from meetings.devices import Device
from meetings.models import AgendaItem, Asking, Meeting, Minute
from meetings.services import answering
from meetings.services.codes import make_join_code
from meetings.services.running import start_meeting
from people.models import Team, User
from tests.makers import make_prompt_version
from vault.models import KeyHolder

BLOCKS = ["arrive", "read", "write", "reveal", "talk", "commit"]
OF_ASKING = {"read", "write", "reveal", "talk", "vote"}


def make_meeting(
    team: Team, facilitator: User, *, blocks: list[str] | None = None, **fields: Any
) -> Meeting:
    """A planned meeting that begins in five minutes: one prompt, answered in a few sentences."""
    form = fields.pop("form", Asking.Form.WORDS)
    version = fields.pop("version", None) or make_prompt_version()
    questions = fields.pop("questions", ["happened"])
    fields.setdefault("starts_at", timezone.now() + timedelta(minutes=5))
    fields.setdefault("join_code", make_join_code())
    meeting = Meeting.objects.create(
        team=team, facilitator=facilitator, key_holder=KeyHolder.objects.create(), **fields
    )
    asking = Asking.objects.create(
        meeting=meeting,
        key_holder=meeting.key_holder,
        prompt_version=version,
        questions=questions,
        form=form,
    )
    for position, block in enumerate(blocks or BLOCKS):
        AgendaItem.objects.create(
            meeting=meeting,
            block=block,
            minutes=3,
            position=position,
            asking=asking if block in OF_ASKING else None,
        )
    return meeting


def make_running(team: Team, facilitator: User, **fields: Any) -> Meeting:
    meeting = make_meeting(team, facilitator, **fields)
    return start_meeting(meeting_id=meeting.pk, actor=facilitator)


def asking_of(meeting: Meeting) -> Asking:
    return Asking.objects.get(meeting=meeting)


def make_device(meeting: Meeting) -> Device:
    """One that has joined."""
    device = Device.new(meeting)
    meeting.refresh_from_db()
    answering.join(meeting=meeting, device=device, network="192.0.2.1")
    meeting.refresh_from_db()
    return device


def give(meeting: Meeting, *texts: str, device: Device | None = None, send: bool = True) -> Device:
    """A device's answer to the meeting's one question."""
    device = device or make_device(meeting)
    answering.answer(
        meeting=meeting,
        asking_id=asking_of(meeting).pk,
        device=device,
        words={"happened": list(texts)} if texts else {},
        send=send,
    )
    return device


def give_five(meeting: Meeting) -> list[Device]:
    return [give(meeting, f"zq-answer-{number}") for number in range(5)]


def fill_wall(team: Team, facilitator: User, version: Any, form: str) -> Meeting:
    """All that a wall may have to show, at its longest, and chosen by four."""
    before = make_meeting(team, facilitator, starts_at=timezone.now() - timedelta(days=7))
    for number in range(6):
        text = f"{number} Something to look at again, in more than a few words. " * 5
        Minute.objects.create(
            meeting=before, key_holder=before.key_holder, kind="promise", text=text[:290]
        )
    Meeting.objects.filter(pk=before.pk).update(state=Meeting.State.OVER, join_code="")
    blocks = [block.value for block in AgendaItem.Block]
    meeting = make_running(team, facilitator, blocks=blocks, version=version, form=form,
                           questions=first_written(version))  # fmt: skip
    (question,) = asking_of(meeting).questions
    for number in range(6):
        text = f"{number} What somebody wrote, and it is long. " * 30
        texts = [text[:980]] if form == "words" else [text[:195], f"{number} Short."]
        answering.answer(meeting=meeting, asking_id=asking_of(meeting).pk, send=True,
                         device=make_device(meeting), words={question: texts})  # fmt: skip
    return meeting
