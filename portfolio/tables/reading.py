"""A table that somebody brings: every row of it checked as its page would, before any comes in."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from people.models import User
from portfolio.logs import LOGS
from portfolio.tables.cells import unguarded
from portfolio.tables.columns import Column, key_of, plain
from portfolio.tables.refusal import TableRefused

MOST_ROWS = 2_000
MOST_COLUMNS = 60
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Row:
    number: int  # as a spreadsheet counts: the titles are row 1
    values: dict[str, Any]  # what the log would hold; empty if it has problems
    problems: tuple[str, ...] = ()
    same_as: int = 0  # an earlier row with the same words
    is_there: bool = False  # the log has this line already

    @property
    def day(self) -> date:
        found: date = self.values.get("ended_on") or self.values["given_on"]
        return found

    @property
    def words(self) -> str:
        values = self.values
        said: str = (
            values.get("topic") or values.get("content")
            or values.get("organisation") or values.get("work") or ""
        )  # fmt: skip
        return said


@dataclass(frozen=True)
class Brought:
    rows: list[Row]
    unread: list[str]  # titles of columns that no column of the log is
    left_out: int  # signs that cannot be shown

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.problems]

    @property
    def new(self) -> list[Row]:
        return [row for row in self.rows if not row.problems and not row.is_there]

    @property
    def there(self) -> list[Row]:
        return [row for row in self.rows if row.is_there]


def text_of(content: bytes) -> str:
    """Raises TableRefused."""
    if content.startswith(UTF_16) or b"\0" in content:
        raise TableRefused(
            _("This is no CSV file that can be read here. In Excel, save it as “CSV UTF-8”.")
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")  # what Excel on Windows writes as "CSV"
    except UnicodeDecodeError:
        raise TableRefused(
            _("The letters in this file cannot be read. In Excel, save it as “CSV UTF-8”.")
        ) from None


def read(text: str, log: str, person: User) -> Brought:
    """Raises TableRefused when nothing of it can be read."""
    titles, cells = _cells(text, log)
    places = _places(titles, log)
    form = LOGS[log].form({}, person=person)  # one for all rows: to make one is slow
    seen: dict[tuple[Any, ...], int] = {}
    rows, left_out = [], 0
    for number, row in cells:
        found = _row(form, number, row, places, len(titles), log)
        left_out += form.left_out
        if not found.problems:
            known = seen.setdefault(line_key(found.values, log), number)
            found = Row(number, found.values, same_as=known if known != number else 0)
        rows.append(found)
    if not rows:
        raise TableRefused(_("There is no row in this file below its titles."))
    unread = [title for place, title in enumerate(titles) if title and place not in places]
    return Brought(_with_there(rows, log, person), unread, left_out)


def _cells(text: str, log: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The titles, and what stands in each row below them that is not empty."""
    head = text.lstrip("\r\n").split("\n", 1)[0]
    known = set().union(*(column.names for column in LOGS[log].columns))
    mark = max(",;", key=lambda sign: len(known & {plain(one) for one in head.split(sign)}))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    found = [(number, row) for number, row in _numbered(reader) if any(map(str.strip, row))]
    if not found:
        raise TableRefused(_("This file is empty."))
    if len(found) - 1 > MOST_ROWS:
        raise TableRefused(_("This table has more than 2,000 rows. Bring it in parts."))
    if any(len(row) > MOST_COLUMNS for _number, row in found):
        raise TableRefused(_("This table has far more columns than a log."))
    return [unguarded(title).strip() for title in found[0][1]], found[1:]


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise TableRefused(
                _("Row %(number)s cannot be read: a quotation mark in it is not closed, or stands "
                  "in the middle of a cell.") % {"number": number}
            ) from None  # fmt: skip
        if number > 2 * MOST_ROWS + 100:
            raise TableRefused(_("This table has more than 2,000 rows. Bring it in parts."))


def _places(titles: list[str], log: str) -> dict[int, Column]:
    """Which column of the log stands where."""
    found: dict[int, Column] = {}
    for place, title in enumerate(titles):
        for column in LOGS[log].columns:
            if plain(title) not in column.names:
                continue
            if column in found.values():
                raise TableRefused(
                    _("“%(title)s” stands over two columns.") % {"title": title[:60]}
                )
            found[place] = column
            break
    missing = [
        str(one.title) for one in LOGS[log].columns if one.is_needed and one not in found.values()
    ]
    if missing:
        said = _("The first row needs titles for the columns. Not found: %(titles)s.")
        raise TableRefused(said % {"titles": ", ".join(missing)})
    return found


def _row(
    form: Any, number: int, row: list[str], places: dict[int, Column], titles: int, log: str
) -> Row:
    data: dict[str, str] = {}
    for place, column in places.items():
        cell = unguarded(row[place]) if place < len(row) else ""
        data[column.field] = (
            key_of(column.choices, cell.strip()) if column.choices is not None else cell
        )
    values, said = checked(form, data, log)
    problems = [] if not any(map(str.strip, row[titles:])) else [_more_cells()]
    problems += said
    return Row(number, {}, tuple(problems)) if problems else Row(number, values)


def checked(form: Any, data: dict[str, Any], log: str) -> tuple[dict[str, Any], list[str]]:
    """What the log would hold of a line, and what its page would say is wrong with it."""
    form.data = data
    form.full_clean()
    problems = [_said(name, list(errors), log) for name, errors in form.errors.items()]
    return {name: value for name, value in form.cleaned_data.items() if name != "of"}, problems


def _more_cells() -> str:
    return _("It has more cells than there are titles. Is a quotation mark missing?")


def _said(name: str, errors: list[str], log: str) -> str:
    column = next((one for one in LOGS[log].columns if one.field == name), None)
    if column is None:
        return " ".join(errors)
    said = f"{column.title}: {' '.join(errors)}"
    if column.choices is not None:
        said += f" ({'; '.join(str(words) for words in column.choices.values())})"
    return said


def line_key(values: dict[str, Any], log: str) -> tuple[Any, ...]:
    """What makes two lines the same."""
    return tuple(values[column.field] for column in LOGS[log].columns)


def key_of_line(line: Any, log: str) -> tuple[Any, ...]:
    return tuple(getattr(line, column.field) for column in LOGS[log].columns)


def _with_there(rows: list[Row], log: str, person: User) -> list[Row]:
    """Each line of the log stands for one row that says the same."""
    model = LOGS[log].model
    days = [row.day for row in rows if not row.problems]
    if not days:
        return rows
    own = model.objects.visible_to(person).between(min(days), max(days))
    lines = own.select_related("key_holder").iterator(chunk_size=500)
    held = Counter(key_of_line(line, log) for line in lines)
    found = []
    for row in rows:
        key = line_key(row.values, log) if not row.problems else None
        if key is not None and held[key] > 0:
            held[key] -= 1
            row = Row(row.number, row.values, same_as=row.same_as, is_there=True)
        found.append(row)
    return found
