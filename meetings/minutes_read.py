"""The minutes as the team reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from meetings.lines import CAN
from meetings.looking_back import ANSWERS
from meetings.minutes import TITLES
from meetings.models import Meeting, Minute
from meetings.services.minutes import promise_id
from people.models import User
from promises.models import Promise

Kind = Minute.Kind


@dataclass(frozen=True)
class ReadLine:
    minute: Minute
    is_mine: bool = False  # a promise that stands on its reader's own list

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


def taken_on(minutes: Iterable[Minute], person: User) -> set[UUID]:
    """Which of these promises the person put on their own list."""
    promised = [one.pk for one in minutes if one.kind == Kind.PROMISE]
    ids = {promise_id(pk, person): pk for pk in promised}
    own = Promise.objects.visible_to(person).filter(pk__in=ids) if ids else Promise.objects.none()
    return {ids[pk] for pk in own.values_list("pk", flat=True)}


def read_sections(meeting: Meeting, person: User) -> list[ReadSection]:
    own = Minute.objects.visible_to(person).filter(meeting=meeting)
    mine = taken_on(own, person)
    lines = [ReadLine(one, one.pk in mine) for one in own]
    sections = [
        ReadSection(kind, [line for line in lines if line.minute.kind == kind]) for kind in Kind
    ]
    return [section for section in sections if section.lines]
