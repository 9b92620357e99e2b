"""Changing the agenda of a meeting that is planned: what comes when, for how long, about what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from meetings.binding import digest
from meetings.choosing import first_written, form_of, writable
from meetings.models import AgendaItem, Asking, Meeting
from meetings.presets import OF_A_PROMPT
from meetings.services.planning import lock_planned, put_before
from people import audit
from people.models import User
from prompts.models import PromptVersion

MOST_ITEMS = 30
MOST_MINUTES = 120  # of one thing
MOST_PROMPTS = 4
# A prompt that is put before the meeting later comes with these, before the end.
OF_ANOTHER = [("read", 1), ("write", 3), ("reveal", 2), ("talk", 5)]
ENDING: list[str] = [AgendaItem.Block.COMMIT, AgendaItem.Block.CHECK_OUT]


class ChangedElsewhere(RuntimeError):
    """Somebody, or the same person in another tab, changed the agenda since it was drawn."""


class HasAnswers(ValueError):
    """People have answered this prompt already: it is not exchanged under their words."""


class TooMany(ValueError):
    """A meeting has room for so many things, and for no more."""


@dataclass
class Agenda:
    """A meeting's agenda as it stands, or as a page asks for it."""

    meeting: Meeting
    items: list[AgendaItem]
    askings: list[Asking]

    @property
    def seen(self) -> str:
        """What a page has shown, in short."""
        items = [[one.pk, one.block, one.minutes, one.asking_id] for one in self.items]
        askings = [[one.pk, one.prompt_version_id, one.questions] for one in self.askings]
        return digest([items, askings])

    @property
    def minutes(self) -> int:
        return sum(item.minutes for item in self.items)


@dataclass
class Edits:
    """What a posted page changes, besides the one thing that was pressed."""

    minutes: dict[UUID, int] = field(default_factory=dict)  # by item
    versions: dict[UUID, PromptVersion] = field(default_factory=dict)  # by asking
    questions: dict[UUID, list[str]] = field(default_factory=dict)  # by asking


Press = Callable[[Agenda], None]


def agenda_of(meeting: Meeting) -> Agenda:
    askings = Asking.objects.filter(meeting=meeting).select_related("prompt_version__prompt")
    items = AgendaItem.objects.filter(meeting=meeting).select_related("asking__prompt_version")
    return Agenda(meeting, list(items), list(askings.defer("votes")))


@transaction.atomic
def change_agenda(
    *, meeting_id: UUID, actor: User, seen: str, edits: Edits, press: Press | None = None
) -> Meeting:
    """All that the page changes, and then what was pressed; or nothing of it.

    Raises NotPlanned, ChangedElsewhere, HasAnswers and TooMany.
    """
    meeting = lock_planned(meeting_id, actor)
    # Locked too: an answer that comes just now is either in before, or finds another question.
    list(Asking.objects.filter(meeting=meeting).select_for_update().values_list("pk"))
    agenda = agenda_of(meeting)
    if agenda.seen != seen:
        raise ChangedElsewhere
    for item in agenda.items:
        item.minutes = edits.minutes.get(item.pk, item.minutes)
    for asking in agenda.askings:
        _change_asking(asking, edits)
    if press:
        press(agenda)
    after = _keep(agenda)
    if after.seen != seen:
        meeting.version += 1
        meeting.save(update_fields=["version"])
        audit.record(
            person=actor,
            actor=actor,
            action=audit.Action.MEETING_CHANGED,
            object_type="meeting",
            object_id=meeting.pk,
        )
    return meeting


def _change_asking(asking: Asking, edits: Edits) -> None:
    version = edits.versions.get(asking.pk, asking.prompt_version)
    keys = edits.questions.get(asking.pk, asking.questions)
    if version != asking.prompt_version:
        # Other questions: what was ticked among the old ones says nothing about them.
        keys = first_written(version) if asking.questions else []
    keys = [question.key for question in writable(version) if question.key in keys]
    if (version, keys) == (asking.prompt_version, asking.questions):
        return
    if has_answers(asking):
        raise HasAnswers
    asking.prompt_version, asking.questions = version, keys
    asking.form = form_of(version, keys)
    asking.save(update_fields=["prompt_version", "questions", "form"])


def has_answers(asking: Asking) -> bool:
    """Also such as wait on a device, for a last look before they are sent."""
    return not asking.answers.is_empty or bool(asking.slips)


def _keep(agenda: Agenda) -> Agenda:
    """Write down the order and the minutes as they are in the hand."""
    for position, item in enumerate(agenda.items):
        item.position = position
    new = [item for item in agenda.items if item._state.adding]
    AgendaItem.objects.bulk_update(
        [item for item in agenda.items if not item._state.adding], ["position", "minutes"]
    )
    AgendaItem.objects.bulk_create(new)
    return agenda_of(agenda.meeting)


def shift(item_id: UUID, by: int) -> Press:
    """Earlier or later by one place; at the end of the list it stays."""

    def press(agenda: Agenda) -> None:
        place = _place(agenda, item_id)
        if place is not None and 0 <= place + by < len(agenda.items):
            agenda.items.insert(place + by, agenda.items.pop(place))

    return press


def remove(item_id: UUID) -> Press:
    def press(agenda: Agenda) -> None:
        place = _place(agenda, item_id)
        if place is not None:
            agenda.items.pop(place).delete()

    return press


def add(block: str, asking_id: UUID | None) -> Press:
    """A block near the end, about a prompt if it needs one."""

    def press(agenda: Agenda) -> None:
        if len(agenda.items) >= MOST_ITEMS:
            raise TooMany
        asking = next((one for one in agenda.askings if one.pk == asking_id), None)
        asking = asking or (agenda.askings[-1] if agenda.askings else None)
        _insert(agenda, block, 3, asking if block in OF_A_PROMPT else None)

    return press


def put_another(version: PromptVersion) -> Press:
    """One more prompt, with what it takes to read it, write to it and talk about it."""

    def press(agenda: Agenda) -> None:
        if len(agenda.askings) >= MOST_PROMPTS or len(agenda.items) + 4 > MOST_ITEMS:
            raise TooMany
        last = max((one.position for one in agenda.askings), default=-1)
        asking = put_before(agenda.meeting, version, writes=True, position=last + 1)
        for block, minutes in OF_ANOTHER:
            _insert(agenda, block, minutes, asking)

    return press


def drop(asking_id: UUID) -> Press:
    """Take a prompt off, with its blocks."""

    def press(agenda: Agenda) -> None:
        asking = next((one for one in agenda.askings if one.pk == asking_id), None)
        if asking is None or len(agenda.askings) == 1:
            return
        if has_answers(asking):
            raise HasAnswers
        agenda.items = [item for item in agenda.items if item.asking_id != asking.pk]
        asking.delete()  # and with it its blocks

    return press


def _insert(agenda: Agenda, block: str, minutes: int, asking: Asking | None) -> None:
    """At the end, but before what ends a meeting: to commit, and then the check-out word."""
    item = AgendaItem(meeting=agenda.meeting, asking=asking, block=block, minutes=minutes)
    after = ENDING[ENDING.index(block) + 1 :] if block in ENDING else ENDING
    places = [place for place, one in enumerate(agenda.items) if one.block in after]
    agenda.items.insert(places[0] if places else len(agenda.items), item)


def _place(agenda: Agenda, item_id: UUID) -> int | None:
    return next((n for n, item in enumerate(agenda.items) if item.pk == item_id), None)
