"""What of a journal.json comes in as rows, each part checked by type before it does.

What is not named here is kept as it was, in the record of the import: so a part that a
later version of the program adds is not lost on the way.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from prompts.schema.questions import Key
from vault.ids import from_short

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=2)  # how far the clock of another house may be before ours
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)  # as prompts.kinds.words
LONGEST = 500_000  # characters of one text
LONGEST_ANSWERS = 1_000_000  # of all answers of one text, as data
Text = Annotated[str, StringConstraints(max_length=LONGEST)]
Line = Annotated[str, StringConstraints(max_length=1000)]
# What the database is asked for, or keeps in clear: PostgreSQL takes no NUL.
Named = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
Part = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,160}$")]


State = Literal["made", "in-hand", "answered", "handed"]  # as promises.models has them
Answer = Literal["", "yes", "no", "not-yet"]


class Loose(BaseModel):
    """What it does not name is no error: see `besides`."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)

    @property
    def besides(self) -> dict[str, Any]:
        return dict(self.model_extra or {})


def _moment(value: Any) -> Any:
    found = parse_datetime(value) if isinstance(value, str) and len(value) < 40 else None
    if value is None:
        return None
    if found is None or found.tzinfo is None:
        raise ValueError("it is not a moment")
    if not EARLIEST <= found <= timezone.now() + AHEAD:
        raise ValueError("this moment cannot have been")
    return found


def _day(value: Any) -> Any:
    found = parse_date(value) if isinstance(value, str) and len(value) < 20 else None
    if value is None:
        return None
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        raise ValueError("it is not a day")
    return found


def _id(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("it is not an id")
    from_short(value)
    return value


def _other_id(value: Any) -> Any:
    return None if value is None else _id(value)


def _answers(value: Any) -> Any:
    if len(json.dumps(value)) > LONGEST_ANSWERS:
        raise ValueError("it is too long")
    return value


Moment = Annotated[datetime, BeforeValidator(_moment)]
Perhaps = Annotated[datetime | None, BeforeValidator(_moment)]
Day = Annotated[date | None, BeforeValidator(_day)]
Id = Annotated[str, BeforeValidator(_id)]
OtherId = Annotated[str | None, BeforeValidator(_other_id)]
Answers = Annotated[dict[str, Any], BeforeValidator(_answers)]
Fields = Annotated[dict[Line, list[Text]], Field(max_length=2000), BeforeValidator(_answers)]


class Read(Loose):
    question: Key
    text: Text
    lines: list[Text]


class Written(Loose):
    """One whole text of an entry: the current one, or an earlier one."""

    title: Line
    happened_on: Day
    answers: Answers
    reads: list[Read] = Field(max_length=200)
    private_note: Text


class EarlierText(Written):
    revision: int = Field(ge=0, le=1_000_000)
    reason: Literal["pause", "clash", "restore", "finish", "share"]
    made_at: Moment


class SecondText(Loose):
    part: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,80}$")]
    page: Id
    text: Annotated[Any, BeforeValidator(_answers)]
    made_at: Moment
    settled_at: Perhaps


class Unsaved(Loose):
    parked_at: Moment
    fields: Fields


class ProgrammeNamed(Loose):
    key: Named
    title: Line
    source: Text


class PromptNamed(Loose):
    key: Named
    version: int = Field(ge=1, le=30_000)
    title: Line
    intro: Text


class EntryIn(Written):
    id: Id
    programme: ProgrammeNamed
    prompt: PromptNamed
    was_shock: bool
    stays_away: bool
    revision: int = Field(ge=0, le=1_000_000)
    started_at: Moment
    touched_at: Moment
    finished_at: Perhaps
    deleted_at: Perhaps
    looks_back_on: OtherId = None  # copies of before this was kept do not say it
    earlier_texts: list[EarlierText] = Field(max_length=5000)
    second_texts: list[SecondText] = Field(max_length=500)
    unsaved_pages: list[Unsaved] = Field(max_length=50)

    @property
    def named(self) -> tuple[str, str, int]:
        return self.programme.key, self.prompt.key, self.prompt.version


class Step(Loose):
    before: State
    after: State
    answer: Answer
    why: Text
    how_received: Text
    due_on: Day
    at: Moment


class Tie(Loose):
    entry: Id
    question: Part
    answer: Answers


class PromiseIn(Loose):
    id: Id
    what: Text
    to_role: Text
    due_on: Day
    state: State
    answer: Answer
    why: Text
    how_received: Text
    words_for_staff: Answers
    shown_to_facilitator: bool
    made_at: Moment
    answered_at: Perhaps
    steps: list[Step] = Field(max_length=2000)
    born_of: list[Tie] = Field(max_length=50)


class SittingIn(Loose):
    measure: Line
    source: Text
    kept_at: Moment
    finished_at: Perhaps
    answers: dict[Line, Annotated[int, Field(ge=-1000, le=1000)]] = Field(max_length=500)


class WishesIn(Loose):
    mail: Literal["no", "daily"]
    paused_until: Day
    unwanted: list[Annotated[str, StringConstraints(pattern=r"^[a-z-]{1,60}$")]] = Field(
        max_length=100
    )


class Came(Loose):
    """What a row of an earlier journal became."""

    was: Id
    now: Id


class RecordIn(Loose):
    """What could not come in when an earlier journal did."""

    id: Annotated[str, StringConstraints(max_length=22)]
    name: Annotated[str, StringConstraints(max_length=400)]
    made_at: Annotated[str, StringConstraints(max_length=40)]
    brought_at: Annotated[str, StringConstraints(max_length=40)]
    came: list[Came] = Field(max_length=200_000)
    parts: dict[Annotated[str, StringConstraints(max_length=80)], Any] = Field(max_length=200)


class PersonIn(Loose):
    id: Annotated[str, StringConstraints(max_length=22)]
    name: Annotated[str, StringConstraints(max_length=400)]
    email_as_compared: Annotated[str, StringConstraints(max_length=400)]


class ComesBackIn(Loose):
    """Since when they want entries of theirs brought up again."""

    on_this_day_since: Perhaps
    six_weeks_on_since: Perhaps
