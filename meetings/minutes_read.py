"""The minutes as the team reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from meetings.lines import CAN
from meetings.looking_back import ANSWERS
from meetings.minutes import TITLES
from meetings.models import Meeting, Minute
from people.models import User

Kind = Minute.Kind


@dataclass(frozen=True)
class ReadLine:
    minute: Minute

    @property
    def role(self) -> str:
        return str(self.minute.details.get("role", ""))

    @property
    def can(self) -> Any:
        return CAN.get(self.minute.details.get("can", ""), "")

    @property
    def later(self) -> list[Any]:
        """What later meetings said of it, in the order in which they did."""
        looks = self.minute.details.get("looks", {}).values()
        words = ANSWERS.get(Kind(self.minute.kind), {})
        return [(words.get(look["answer"], ""), look["happened"]) for look in looks]


@dataclass(frozen=True)
class ReadSection:
    kind: str
    lines: list[ReadLine]

    @property
    def title(self) -> Any:
        return TITLES[Kind(self.kind)]


def read_sections(meeting: Meeting, person: User) -> list[ReadSection]:
    own = Minute.objects.visible_to(person).filter(meeting=meeting)
    lines = [ReadLine(one) for one in own]
    sections = [
        ReadSection(kind, [line for line in lines if line.minute.kind == kind]) for kind in Kind
    ]
    return [section for section in sections if section.lines]
