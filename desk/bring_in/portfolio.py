"""A portfolio that comes in: the shape of its rows, and what a plan for it holds.

Each row is held to what its page, and the table of its log, would take. One that a page would
change stays as it is, in the record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints

from desk.bring_in.refusal import Refused, WrongRow, missing, unreadable
from desk.bring_in.shape import Id, Line, Loose, Moment, Named, Perhaps
from portfolio.accounts import MOST_SOURCES
from portfolio.evidence.looking import LARGEST
from portfolio.tables.reading import checked
from prompts.models import Framework

NOT_IN_COPY = "of"  # a form's field that only says for what it was offered


class CycleIn(Loose):
    id: Id
    made_at: Moment
    closed_at: Perhaps
    accounts: list[Any] = Field(max_length=5000)
    discussion: Any
    confirmation: Any


class AccountIn(Loose):
    id: Id
    entry: Id
    framework: Named
    placed_at: Moment
    done_at: Perhaps
    sources: list[Id] = Field(max_length=MOST_SOURCES)


class SignedIn(Loose):
    id: Id
    made_at: Moment


class LineIn(Loose):
    id: Id
    made_at: Moment
    deleted_at: Perhaps


class FileIn(Loose):
    id: Id
    log: Literal["hours", "cpd", "feedback"]
    line: Id
    name: Line
    kind: Named
    size: int = Field(ge=1, le=LARGEST)
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    made_at: Moment
    deleted_at: Perhaps
    path: Line | None


@dataclass(frozen=True)
class Row:
    """One row that would come in; what it belongs to is named by the ids of there."""

    id: str
    values: dict[str, Any]
    of: str = ""  # the cycle, or the line
    entry: str = ""
    sources: tuple[str, ...] = ()
    path: str = ""  # of a file, in the ZIP


@dataclass
class PortfolioPlan:
    """By kind, as desk.bring_in.kinds has them."""

    rows: dict[str, dict[str, Row]] = field(default_factory=dict)  # id there -> what it becomes
    here: dict[str, dict[str, UUID]] = field(default_factory=dict)  # id there -> id here
    refused: list[Refused] = field(default_factory=list)
    left: dict[str, Any] = field(default_factory=dict)  # for the record

    def add(self, kind: str, row: Row) -> None:
        self.rows.setdefault(kind, {})[row.id] = row

    def is_here(self, kind: str, id: str, pk: UUID) -> None:
        self.here.setdefault(kind, {})[id] = pk

    def id_here(self, kind: str, id: str) -> UUID | None:
        return self.here.get(kind, {}).get(id)

    def keep(self, part: str, row: Any) -> None:
        if row:
            self.left.setdefault(part, []).append(row)

    def keep_besides(self, part: str, id: str, left: dict[str, Any]) -> None:
        """What a row holds besides and no row here can, with its id."""
        self.keep(part, {"id": id, **left} if left else {})

    def has(self, kind: str, id: str) -> bool:
        """Whether it comes in, or is here."""
        return id in self.here.get(kind, {}) or id in self.rows.get(kind, {})

    @property
    def count(self) -> int:
        return sum(map(len, self.rows.values()))

    @property
    def count_here(self) -> int:
        return sum(map(len, self.here.values()))

    @property
    def bytes_of_files(self) -> int:
        return sum(row.values["size"] for row in self.rows.get("files", {}).values())


def kept_of(form: Any, said: dict[str, Any], log: str = "") -> dict[str, Any]:
    """A row as its page would keep it. Raises WrongRow, also when that would change it."""
    names = [name for name in form.fields if name != NOT_IN_COPY]
    for name in names:
        if name not in said:
            raise WrongRow(missing(name))
    data = {name: _as_posted(name, said[name]) for name in names}
    if log:
        values, problems = checked(form, data, log)
    else:
        form.data = data
        form.full_clean()
        values = form.cleaned_data
        problems = [f"“{name}”: {' '.join(errors)}" for name, errors in form.errors.items()]
    if problems:
        raise WrongRow(problems[0])
    for name in names:
        if not _is_the_same(values[name], said[name]):
            raise WrongRow(_("“%(where)s” could not be kept as it is.") % {"where": name})
    return {name: values[name] for name in names}


def _as_posted(name: str, value: Any) -> Any:
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    if not isinstance(value, str):
        raise WrongRow(unreadable(name))
    return value


def _is_the_same(kept: Any, said: Any) -> bool:
    if isinstance(kept, Framework):
        return bool(kept.key == said)
    if isinstance(kept, Decimal):
        is_number = isinstance(said, int | float) and not isinstance(said, bool)
        return bool(is_number and kept == Decimal(str(said)))
    if isinstance(kept, date):
        return bool(kept.isoformat() == said)
    same: bool = type(kept) is type(said) and kept == said
    return same
