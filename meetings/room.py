"""What a device in a meeting is shown: what is on the screen now, and its own part of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from meetings import blocks, checking, words
from meetings.devices import Device, device_of, devices_by, has_joined, leads
from meetings.models import ENOUGH, AgendaItem, Asking, Meeting
from meetings.pots import Card
from meetings.services.codes import read_code
from meetings.slips import Slip, slip_of
from meetings.tallies import ballots, chosen, is_counted, voters

Block = AgendaItem.Block
WRITTEN_AT = {Block.WRITE, Block.REVEAL, Block.TALK, Block.VOTE}  # until somebody looked


RELATED = ("team__organisation", "key_holder", "item", "facilitator")


def meeting_at(code: str) -> Meeting | None:
    """The meeting that a code opens now, whoever asks."""
    return Meeting.objects.at_code(read_code(code)).select_related(*RELATED).first()


def meeting_of(request: HttpRequest, code: str) -> Meeting | None:
    """The same; and for a browser that joined by this code also when it opens nothing more."""
    return _meetings_of(request, read_code(code)).select_related(*RELATED).first()


def _meetings_of(request: HttpRequest, code: str) -> QuerySet[Meeting]:
    joined = [device.meeting_id for device in devices_by(request, code)]
    return Meeting.objects.at_code(code, joined=joined)


def asked_in(meeting: Meeting, asking_id: UUID) -> Asking | None:
    """What is answered in writing there, with what it takes to read an answer."""
    askings = meeting.askings.exclude(questions=[])
    return askings.select_related("prompt_version", "key_holder").filter(pk=asking_id).first()


def room_at(request: HttpRequest, code: str, *, to_look: bool = True) -> Room | None:
    """The meeting for a device that is in it. None for every other, whatever the code.

    Sixty devices ask every two seconds whether anything has changed: not to look at, it
    comes without what only a page shows.
    """
    code = read_code(code)
    meetings = _meetings_of(request, code)
    meeting = meetings.select_related(*RELATED).first() if to_look else meetings.first()
    if meeting is None:
        return None
    device = device_of(request, meeting)
    if leads(request, meeting):
        return Room(meeting, None, is_led_here=True, code=code)
    return Room(meeting, device, code=code) if has_joined(meeting, device) else None


@dataclass(frozen=True)
class Field:
    """A question that is answered in writing, with what stands in its fields."""

    question: Any
    name: str
    texts: list[str]
    problem: str = ""

    @property
    def lines(self) -> list[str]:
        """Five fields for lines, the empty ones too; more, if more were typed."""
        return self.texts + [""] * (words.LINES_AT_MOST - len(self.texts))


@dataclass
class Part:
    """An asking as one device sees it."""

    asking: Asking
    meeting: Meeting
    device: Device | None

    @cached_property
    def slip(self) -> Slip | None:
        return slip_of(self.asking, self.device) if self.device else None

    @cached_property
    def count(self) -> int:
        return self.asking.answers.count

    @property
    def state(self) -> str:
        if self.asking.is_shown:
            return "shown"
        if self.asking.is_revealed:
            return "hidden"
        return "closed" if self.asking.is_closed else "open"

    @property
    def read_aloud(self) -> list[Any]:
        """The questions that are answered in writing; all of them where none is."""
        version = self.asking.prompt_version
        return self.asking.asked or [q for q in version.asked if q.kind != "read"]

    @property
    def is_in(self) -> bool:
        return self.device is not None and self.asking.answers.has(self.device.mark(self.asking))

    @property
    def is_settled(self) -> bool:
        """Its answer is in, and nothing else waits to be sent: the form can step back."""
        return self.is_in and not self.waits_to_be_sent

    @property
    def waits_to_be_sent(self) -> bool:
        return self.slip is not None and not self.slip.is_in and bool(self.slip.words)

    @cached_property
    def kept(self) -> dict[str, list[str]]:
        return checking.askable(self.asking, self.slip.words) if self.slip else {}

    @cached_property
    def problems(self) -> dict[str, str]:
        return words.check(self.asking, self.kept) if self.waits_to_be_sent else {}

    @cached_property
    def fields(self) -> list[Field]:
        return [
            Field(
                question,
                words.field_name(question.key),
                self.kept.get(question.key, []),
                self.problems.get(question.key, ""),
            )
            for question in self.asking.asked
        ]

    @cached_property
    def found(self) -> list[checking.Found]:
        """What to look at before it goes, of words that were kept for that. Too long, they
        are shortened first: to look through as much as anybody likes to send takes seconds."""
        if not self.waits_to_be_sent or self.problems:
            return []
        return checking.look_through(self.kept, checking.places_of(self.meeting))

    @property
    def shown_found(self) -> list[checking.Found]:
        return self.found[: checking.SHOWN]

    @property
    def found_besides(self) -> int:
        return len(self.found) - len(self.shown_found)

    @property
    def seen(self) -> str:
        return words.digest(self.kept) if self.found else ""

    @property
    def shown(self) -> list[tuple[Any, list[Card]]]:
        """The revealed answers under their questions; nothing before that."""
        if not self.asking.is_shown:
            return []
        cards = self.asking.answers.cards
        return [(q, [card for card in cards if card.question == q.key]) for q in self.asking.asked]

    @property
    def tips(self) -> list[tuple[Card, int]]:
        return chosen(self.asking) if self.asking.is_shown else []

    @property
    def is_counted(self) -> bool:
        """Whether the tips stand in an order that the room chose."""
        return self.asking.is_shown and is_counted(self.asking)

    @property
    def takes_votes(self) -> bool:
        return self.meeting.takes_votes(self.asking)

    @property
    def voters(self) -> int:
        return voters(self.asking)

    @property
    def own_votes(self) -> list[str]:
        if self.device is None:
            return []
        return ballots(self.asking).get(self.device.vote_mark(self.asking), [])

    @property
    def enough(self) -> int:
        return ENOUGH


@dataclass
class Room:
    meeting: Meeting
    device: Device | None
    is_led_here: bool = False
    code: str = ""  # by which this browser is here: the meeting may have another by now

    @cached_property
    def parts(self) -> list[Part]:
        askings = Asking.objects.filter(meeting=self.meeting).select_related(
            "prompt_version__prompt", "key_holder"
        )
        return [Part(asking, self.meeting, self.device) for asking in askings]

    @property
    def item(self) -> AgendaItem | None:
        return self.meeting.item

    @property
    def zone(self) -> tzinfo:
        """Nobody is signed in, so nobody's own zone is known: that of whoever leads it."""
        leader = self.meeting.facilitator
        return leader.zone if leader else timezone.get_default_timezone()

    @property
    def block(self) -> str:
        return self.item.block if self.item else ""

    @property
    def title(self) -> str:
        return blocks.title_of(self.block) if self.block else ""

    @property
    def sentence(self) -> str:
        return blocks.sentence_of(self.block) if self.block else ""

    @cached_property
    def part(self) -> Part | None:
        """The asking that is on the screen now."""
        if self.item is None or self.item.asking_id is None:
            return None
        return next((one for one in self.parts if one.asking.pk == self.item.asking_id), None)

    @property
    def is_planned(self) -> bool:
        return self.meeting.state == Meeting.State.PLANNED

    @property
    def early(self) -> list[Part]:
        """What can be answered before the meeting begins."""
        if not self.is_planned or not self.meeting.takes_answers or self.device is None:
            return []
        return [part for part in self.parts if part.asking.questions and part.state == "open"]

    @property
    def awaits_early(self) -> bool:
        return any(not part.is_settled for part in self.early)

    @property
    def writes(self) -> bool:
        """Whether there is a form to answer on the page."""
        part = self.part
        asked = part is not None and part.state == "open" and bool(part.asking.questions)
        return asked and self.device is not None and self.block in WRITTEN_AT

    @property
    def is_typed_in(self) -> bool:
        """Whether somebody may be typing: then the page must not load itself anew."""
        return any(part.state == "open" for part in self.early) or (
            self.writes and self.part is not None and not self.part.is_settled
        )

    @property
    def count(self) -> int | None:
        """While answers come in. Afterwards it would say, by how it falls when one is set
        aside, which lines came from one device."""
        asking = self.part.asking if self.part else None
        if self.part is None or asking is None or asking.is_closed or not asking.questions:
            return None
        return self.part.count

    @property
    def seconds_left(self) -> int | None:
        ends_at = self.meeting.item_ends_at
        return int((ends_at - timezone.now()).total_seconds()) if ends_at else None

    @property
    def screen(self) -> str:
        """Changes with whatever makes a page look different; not with a count."""
        asking = self.part.asking if self.part else None
        marks: list[object] = [self.meeting.state, self.meeting.item_id]
        if asking is not None:
            marks += [asking.closed_at, asking.revealed_at, asking.set_aside]
        return words.digest({"screen": [str(mark) for mark in marks]})

    @property
    def etag(self) -> str:
        return f'"{self.meeting.version}-{int(self.is_led_here)}"'
