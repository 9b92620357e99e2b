"""A line of the minutes as a page shows it and sends it back."""

from __future__ import annotations

import re
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from identifiers import Finding
from meetings.binding import derived, digest
from meetings.models import Meeting, Minute
from prompts.kinds import DayField, WordsField

Kind = Minute.Kind
LONGEST = 300  # characters of a line
LONGEST_ROLE = 80
ROW = re.compile(r"[A-Za-z0-9]{6,40}")

# What a kind of line has besides its words, and how that is called.
ROLES = {
    Kind.PROMISE: gettext_lazy("To which role? (never a name)"),
    Kind.BARRIER: gettext_lazy("Who takes it on? (a role)"),
}
DAYS = {
    Kind.PROMISE: gettext_lazy("By when?"),
    Kind.BARRIER: gettext_lazy("When do we look again?"),
}
CAN = {
    "yes": gettext_lazy("We can shift it"),
    "partly": gettext_lazy("Partly"),
    "not-us": gettext_lazy("It is not ours to shift"),
}


@dataclass
class Line:
    """One line: what it says now, or what a page asks it to say."""

    row: str  # its name on the page: an id, or what a new one was given when it was drawn
    kind: str
    text: str = ""
    role: str = ""
    due: str = ""  # a day as it was typed
    can: str = ""
    was: str = ""  # digest of what the page had shown; empty for a new one
    due_on: date | None = None
    problems: list[str] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, minute: Minute) -> Line:
        line = cls(
            row=minute.pk.hex,
            kind=minute.kind,
            text=minute.text,
            role=minute.details.get("role", ""),
            due=minute.due_on.isoformat() if minute.due_on else "",
            can=minute.details.get("can", ""),
            due_on=minute.due_on,
        )
        line.was = line.digest
        return line

    @classmethod
    def blank(cls, kind: str) -> Line:
        return cls(row=secrets.token_hex(8), kind=kind)

    @classmethod
    def posted(cls, data: QueryDict, kind: str, row: str) -> Line:
        line = cls(
            row=row,
            kind=kind,
            text=data.get(f"text-{row}", ""),
            role=data.get(f"role-{row}", ""),
            due=data.get(f"due-{row}", ""),
            can=data.get(f"can-{row}", ""),
            was=data.get(f"was-{row}", ""),
        )
        line._clean()
        return line

    def _clean(self) -> None:
        """Read what was typed; whatever cannot be taken stays as it is, with the reason."""
        self.text = self._words(self.text, LONGEST)
        self.role = self._words(self.role, LONGEST_ROLE) if self.kind in ROLES else ""
        self.can = self.can if self.kind == Kind.BARRIER and self.can in CAN else ""
        try:
            self.due_on = DayField().clean(self.due) if self.kind in DAYS else None
        except ValidationError as error:
            self.problems += error.messages
        else:
            self.due = self.due_on.isoformat() if self.due_on else ""
        if not self.text and (self.role or self.due_on or self.can):
            self.problems.append(_("This line has no words yet."))

    def _words(self, text: str, limit: int) -> str:
        try:
            return str(WordsField(limit=limit, one_line=True).clean(text))
        except ValidationError as error:
            self.problems += error.messages
            return text

    @property
    def digest(self) -> str:
        return digest([self.text, self.role, self.due, self.can])

    @property
    def is_changed(self) -> bool:
        return self.digest != self.was and bool(self.text or self.was)

    @property
    def details(self) -> dict[str, Any]:
        return {name: value for name in ("role", "can") if (value := getattr(self, name))}

    @property
    def role_label(self) -> Any:
        return ROLES.get(Kind(self.kind), "")

    @property
    def due_label(self) -> Any:
        return DAYS.get(Kind(self.kind), "")

    def key(self, meeting: Meeting) -> uuid.UUID:
        """The id of its row in the database.

        Of a new line it follows from the name that the page gave it: sent twice, it is one.
        """
        if re.fullmatch("[0-9a-f]{32}", self.row):
            return uuid.UUID(self.row)
        return derived(meeting.pk, self.row)
