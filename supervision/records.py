"""What the record of a session may hold: one table for its form, page, print and take-out.

A session whose only function was to restore records who came, how long it took, that function
and what was agreed to be done. Nothing of what was said, unless the two agreed to more.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from supervision.functions import NAMES, Function, known

Record = dict[str, Any]


class ExceptionUsed(models.TextChoices):
    """Whether what is private was taken to somebody else, as the agreement allows.

    Never what it was about: that belongs where the house reports it.
    """

    NOT_USED = "not-used", _("No")
    TOLD = "told", _("Yes, and the person was told first")
    NOT_TOLD = "not-told", _("Yes, and the person was not told")


@dataclass(frozen=True)
class RecordField:
    """One thing that a record says in words or by a choice."""

    key: str
    label: Any
    help: Any = ""
    limit: int = 0  # of words; 0: it is a choice
    of_what_was_said: bool = True  # left out of a session that was restorative only


FIELDS = (
    RecordField(
        "functions",
        _("What was it for?"),
        _("At least one. A session can do several things."),
        of_what_was_said=False,
    ),
    RecordField(
        "themes",
        _("Themes, in a few words"),
        _("Themes, not cases; no names. “Saying no”, “night shifts”."),
        limit=2_000,
    ),
    RecordField(
        "ideas",
        _("Ideas offered"),
        _("What you suggested, or found together."),
        limit=4_000,
    ),
    RecordField(
        "exception",
        _("Did somebody outside have to be told, so that somebody is safe?"),
        _("Only whether. What it was about belongs in your local route, not here."),
    ),
)
BY_KEY = {one.key: one for one in FIELDS}
SAID = tuple(one.key for one in FIELDS if one.of_what_was_said)


def is_restorative_only(record: Record) -> bool:
    return list(record.get("functions") or []) == [Function.RESTORATIVE]


def says_more(record: Record) -> list[str]:
    """What a restorative session does not keep and this record says."""
    return [key for key in SAID if record.get(key) and record[key] != ExceptionUsed.NOT_USED]


def kept_of(record: Record, *, more: bool) -> Record:
    """The record as it is stored. Raises nothing: whoever calls has asked `says_more`."""
    keys = [one.key for one in FIELDS]
    if is_restorative_only(record) and not more:
        keys = ["functions"]
    return {key: record[key] for key in keys if record.get(key)}


@dataclass(frozen=True)
class Line:
    """A field of a record as people read it."""

    key: str
    label: Any
    text: str


def lines_of(record: Record) -> list[Line]:
    found = []
    for one in FIELDS:
        value = record.get(one.key)
        if not value:
            continue
        if one.key == "functions":
            text = ", ".join(str(NAMES[one]) for one in known(value))
        elif one.key == "exception":
            text = str(ExceptionUsed(value).label) if value in ExceptionUsed.values else ""
        else:
            text = str(value)
        found.append(Line(one.key, one.label, text))
    return found


@dataclass(frozen=True)
class ActionRow:
    """Something that one of them took on, as the form has it."""

    what: str
    owner_id: uuid.UUID
    due_on: date | None = None
    id: uuid.UUID | None = None  # of one that was recorded before


@dataclass(frozen=True)
class RecordData:
    """A whole record, as its form has it; a draft keeps all of it, sealed, in one place."""

    minutes: int
    attended: set[uuid.UUID] = field(default_factory=set)  # ids of people
    record: Record = field(default_factory=dict)
    topics: set[uuid.UUID] = field(default_factory=set)  # that were talked about
    actions: list[ActionRow] = field(default_factory=list)
    next_at: datetime | None = None

    def says_the_same_as(self, other: RecordData) -> bool:
        """Whatever ids its actions have meanwhile, and whether the next session is planned."""
        return self._said() == other._said()

    def _said(self) -> tuple[Any, ...]:
        actions = [(one.what, one.owner_id, one.due_on) for one in self.actions]
        return self.minutes, self.attended, self.record, self.topics, actions

    def as_draft(self) -> Record:
        return {
            **self.record,
            "draft": {
                "minutes": self.minutes,
                "attended": sorted(one.hex for one in self.attended),
                "topics": sorted(one.hex for one in self.topics),
                "actions": [
                    [one.what, one.owner_id.hex, one.due_on.isoformat() if one.due_on else ""]
                    for one in self.actions
                ],
                "next_at": self.next_at.isoformat() if self.next_at else "",
            },
        }

    @classmethod
    def of_draft(cls, stored: Record) -> RecordData:
        draft = stored["draft"]
        return cls(
            minutes=draft["minutes"],
            attended={uuid.UUID(hex=one) for one in draft["attended"]},
            record={key: value for key, value in stored.items() if key != "draft"},
            topics={uuid.UUID(hex=one) for one in draft["topics"]},
            actions=[
                ActionRow(what, uuid.UUID(hex=owner), date.fromisoformat(day) if day else None)
                for what, owner, day in draft["actions"]
            ],
            next_at=datetime.fromisoformat(draft["next_at"]) if draft["next_at"] else None,
        )
