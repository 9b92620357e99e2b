"""The page on which an agenda is changed: what it shows, and what a posted one says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from meetings.choosing import Choices, grouped, published, version_of, writable
from meetings.models import AgendaItem, Asking, Meeting
from meetings.pages import in_words
from meetings.presets import OF_A_PROMPT
from meetings.services import agenda as services
from meetings.services.agenda import MOST_MINUTES, Edits, Press, agenda_of, has_answers
from prompts.models import PromptVersion
from vault.ids import from_short, short

Block = AgendaItem.Block


@dataclass
class AskingShown:
    """A prompt before the meeting, as the page shows it."""

    asking: Asking
    number: int
    writable: list[Any]

    @property
    def id(self) -> str:
        return short(self.asking.pk)

    @property
    def prompt(self) -> str:
        return short(self.asking.prompt_version.prompt_id)

    @property
    def has_answers(self) -> bool:
        return has_answers(self.asking)


class AgendaPage:
    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.agenda = agenda_of(meeting)
        self.problems: list[str] = []

    @property
    def items(self) -> list[AgendaItem]:
        return self.agenda.items

    @property
    def askings(self) -> list[AskingShown]:
        return [
            AskingShown(asking, number, writable(asking.prompt_version))
            for number, asking in enumerate(self.agenda.askings, 1)
        ]

    @property
    def seen(self) -> str:
        return self.agenda.seen

    @property
    def minutes_in_words(self) -> str:
        return in_words(self.agenda.minutes)

    @property
    def most_minutes(self) -> int:
        return MOST_MINUTES

    @property
    def prompts(self) -> Choices:
        return grouped(published([self.meeting.team.organisation]))

    @property
    def blocks(self) -> list[tuple[str, str]]:
        """What can be added: blocks about a prompt once for each prompt."""
        found = []
        for value, label in Block.choices:
            if value not in OF_A_PROMPT or len(self.agenda.askings) < 2:
                found.append((value, str(label)))
                continue
            for asking in self.agenda.askings:
                name = f"{label}: {asking.prompt_version.title}"
                found.append((f"{value}:{short(asking.pk)}", name))
        return found

    def edits(self, data: QueryDict) -> Edits:
        """What the page changes. What cannot be read stays as it was, and is said."""
        edits = Edits()
        for item in self.agenda.items:
            typed = data.get(f"minutes-{short(item.pk)}")
            if typed is not None:
                self._read_minutes(edits, item, typed)
        for asking in self.agenda.askings:
            key = short(asking.pk)
            if f"asks-{key}" in data:
                edits.questions[asking.pk] = data.getlist(f"q-{key}")
            chosen = data.get(f"prompt-{key}", "")
            if chosen and chosen != short(asking.prompt_version.prompt_id):
                if version := self._version(chosen):
                    edits.versions[asking.pk] = version
        return edits

    def _read_minutes(self, edits: Edits, item: AgendaItem, typed: str) -> None:
        text = typed.strip()
        if text.isascii() and text.isdecimal() and len(text) < 5 and 0 < int(text) <= MOST_MINUTES:
            edits.minutes[item.pk] = int(text)
            return
        said = _("“%(block)s” stays at %(old)s: minutes are a whole number from 1 to %(most)s.")
        facts = {"block": item.get_block_display(), "old": item.minutes, "most": MOST_MINUTES}
        self.problems.append(said % facts)

    def _version(self, chosen: str) -> PromptVersion | None:
        pk = _id(chosen)
        version = version_of(pk, self.meeting.team) if pk else None
        if version is None:
            self.problems.append(_("That prompt is not there any more. Please choose another."))
        return version

    def press(self, data: QueryDict) -> tuple[Press | None, str]:
        """The one thing that was pressed besides Save, and where it happens on the page."""
        what, _colon, target = data.get("do", "").partition(":")
        pk = _id(target)
        if pk is not None and what in ("up", "down", "remove", "drop"):
            presses = {
                "up": services.shift(pk, -1),
                "down": services.shift(pk, +1),
                "remove": services.remove(pk),
                "drop": services.drop(pk),
            }
            return presses[what], f"#item-{target}" if what in ("up", "down") else "#agenda"
        if what == "add":
            block, _colon, asking = data.get("block", "").partition(":")
            if block in Block.values:
                return services.add(block, _id(asking)), "#agenda"
        if what == "another" and (version := self._version(data.get("another", ""))):
            return services.put_another(version), "#prompts"
        return None, ""


def _id(text: str) -> UUID | None:
    try:
        return from_short(text)
    except ValueError:
        return None
