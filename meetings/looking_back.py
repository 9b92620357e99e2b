"""What became of what a team wrote down at earlier meetings, asked at the next one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identifiers import Finding
from meetings.binding import digest
from meetings.models import Meeting, Minute
from people.models import User
from prompts.kinds import WordsField
from vault.ids import short

Kind = Minute.Kind
LONGEST = 500
OPEN_KINDS = [Kind.PROMISE, Kind.COMMITMENT, Kind.BARRIER]
REACH = timedelta(days=366)  # what lay for a year without a word is asked about no more
MOST = 40

YES, NO, NOT_YET = "yes", "no", "not-yet"
SETTLE = (YES, NO)  # and nobody has to ask about it again
ANSWERS = {
    Kind.PROMISE: {
        YES: _("Answered: yes"),
        NO: _("Answered: no"),
        NOT_YET: _("Not answered yet"),
    },
    Kind.COMMITMENT: {
        YES: _("We tried it"),
        NO: _("We let it go"),
        NOT_YET: _("Not yet"),
    },
    Kind.BARRIER: {
        YES: _("It has shifted"),
        NO: _("It cannot be shifted"),
        NOT_YET: _("Not yet"),
    },
}
QUESTIONS = {
    Kind.PROMISE: _("What was the answer, or why not yet?"),
    Kind.COMMITMENT: _("What happened when you tried it?"),
    Kind.BARRIER: _("What helped, or what stands in the way?"),
}


@dataclass
class Look:
    """One line of an earlier meeting, and what this meeting says of it."""

    minute: Minute
    answer: str = ""
    happened: str = ""
    was: str = ""
    problems: list[str] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, minute: Minute, meeting: Meeting) -> Look:
        said = look_at(minute, meeting)
        look = cls(minute, said.get("answer", ""), said.get("happened", ""))
        look.was = look.digest
        return look

    def read(self, data: QueryDict) -> None:
        """What a posted page says of it."""
        answer = data.get(f"answer-{self.row}", "")
        self.answer = answer if answer in ANSWERS[Kind(self.minute.kind)] else ""
        self.was = data.get(f"was-{self.row}", "")
        text = data.get(f"happened-{self.row}", "")
        try:
            self.happened = WordsField(limit=LONGEST).clean(text)
        except ValidationError as error:
            self.happened, self.problems = text, error.messages
        if self.happened and not self.answer and not self.problems:
            self.problems = [str(_("Please choose one of the three as well."))]

    @property
    def row(self) -> str:
        return self.minute.pk.hex

    @property
    def digest(self) -> str:
        return digest([self.answer, self.happened])

    @property
    def is_changed(self) -> bool:
        return self.digest != self.was

    @property
    def answers(self) -> dict[str, Any]:
        return ANSWERS[Kind(self.minute.kind)]

    @property
    def answer_in_words(self) -> Any:
        return self.answers.get(self.answer, "")

    @property
    def question(self) -> Any:
        return QUESTIONS[Kind(self.minute.kind)]


def look_at(minute: Minute, meeting: Meeting) -> dict[str, str]:
    """What a meeting said of a line of an earlier one."""
    looks: dict[str, dict[str, str]] = minute.details.get("looks", {})
    return looks.get(short(meeting.pk), {})


def open_lines(meeting: Meeting, user: User) -> list[Minute]:
    """What the team still has to hear of, the oldest first: of all its meetings before this."""
    before = _before(meeting, user).filter(settled_at__isnull=True)
    return list(before.order_by("meeting__starts_at", "position", "pk")[:MOST])


def looks(meeting: Meeting, user: User) -> list[Look]:
    """The open lines, and those that this meeting settled."""
    here = Q(settled_at__isnull=True) | Q(settled_at__gte=meeting.starts_at - timedelta(days=1))
    rows = _before(meeting, user).filter(here).order_by("meeting__starts_at", "position", "pk")
    found = [Look.of(minute, meeting) for minute in rows[: 2 * MOST]]
    return [look for look in found if look.minute.settled_at is None or look.answer]


def _before(meeting: Meeting, user: User) -> Any:
    return (
        Minute.objects.visible_to(user)
        .filter(
            meeting__team=meeting.team_id,
            meeting__state=Meeting.State.OVER,
            meeting__starts_at__lt=meeting.starts_at,
            meeting__starts_at__gt=timezone.now() - REACH,
            kind__in=OPEN_KINDS,
        )
        .exclude(meeting=meeting)
        .select_related("meeting")
    )
