"""The promises in an entry: what its answers say, and how that stands to their writer's list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from journals.models import Entry, PromiseOfEntry
from people.models import User
from promises.models import Promise
from prompts.kinds import kind_of


@dataclass(frozen=True)
class Said:
    """A promise as an entry's answer says it."""

    part: str  # a question's key, and the item where it is asked for each
    answer: dict[str, str]

    @property
    def what(self) -> str:
        return self.answer.get("what", "")

    @property
    def to_role(self) -> str:
        return self.answer.get("to_role", "")

    @property
    def due_on(self) -> date | None:
        try:
            return date.fromisoformat(self.answer.get("by", ""))
        except ValueError:
            return None


@dataclass(frozen=True)
class Born:
    """A promise of an entry, beside what the entry says of it now."""

    tie: PromiseOfEntry
    promise: Promise | None  # None: its owner took it off the list
    said: Said | None  # None: the answer is empty now

    @property
    def differs(self) -> bool:
        """Whether the answer was changed since, so that the list may want the same change."""
        return self.said is not None and self.said.answer != self.tie.answer

    @property
    def can_follow(self) -> bool:
        """Whether the promise on the list can still be made to say the same."""
        return self.differs and (self.promise is None or self.promise.is_open)


def said_in(entry: Entry) -> Iterator[Said]:
    """What the answers promise. Without a word of what, nothing was promised."""
    for question in entry.prompt_version.asked:
        if question.kind != "promise":
            continue
        stored = entry.answers.get(question.key)
        inner = stored if question.for_each else {"": stored}
        for item, answer in (inner if isinstance(inner, dict) else {}).items():
            if kind_of(question).is_blank(question, answer) or not isinstance(answer, dict):
                continue
            said = Said(f"{question.key}/{item}" if item else question.key, _words(answer))
            if said.what.strip():
                yield said


def _words(answer: dict[str, Any]) -> dict[str, str]:
    names = ("what", "to_role", "by")
    return {name: answer[name] for name in names if isinstance(answer.get(name), str)}


def born_of(entry: Entry, user: User) -> list[Born]:
    """The promises that were put on the list from this entry, in the order of its questions."""
    if all(question.kind != "promise" for question in entry.prompt_version.asked):
        return []
    ties = PromiseOfEntry.objects.visible_to(user).filter(entry=entry)
    by_part = {tie.part: tie for tie in ties}
    if not by_part:
        return []
    own = Promise.objects.visible_to(user).select_related("key_holder")
    promises = own.in_bulk([tie.promise_id for tie in by_part.values() if tie.promise_id])
    said = {one.part: one for one in said_in(entry)}
    order = [part for part in said if part in by_part]
    order += [part for part in sorted(by_part) if part not in said]
    return [
        Born(by_part[part], promises.get(by_part[part].promise_id), said.get(part))
        for part in order
    ]
