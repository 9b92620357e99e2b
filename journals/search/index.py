"""One person's words in a database of SQLite's that is in memory, and nowhere else."""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from journals.search.folding import Folded
from journals.search.looking import Looking

# What stands round a word that was found, in a text that has no controls: see folding.
BEGINS, ENDS = "\x02", "\x03"
TABLES = (("words", "rowid"), ("typed", "number"), ("chosen", "number"), ("entry", "number"))
THEME = "::"  # between a code's key and the name of a theme, as ":" before a part
A_KEY = 250  # bytes of an id and a revision in a dict, or a little less

_MAKE = """
PRAGMA temp_store = MEMORY;
PRAGMA journal_mode = MEMORY;
PRAGMA trusted_schema = OFF;
CREATE TABLE entry (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    day TEXT NOT NULL,
    programme TEXT NOT NULL,
    programme_title TEXT NOT NULL,
    practice TEXT NOT NULL,
    began TEXT NOT NULL
);
CREATE TABLE chosen (number INTEGER NOT NULL, standard TEXT NOT NULL, label TEXT NOT NULL,
    framework TEXT NOT NULL, PRIMARY KEY (number, standard)) WITHOUT ROWID;
CREATE TABLE typed (number INTEGER PRIMARY KEY, title TEXT, answers TEXT, note TEXT);
CREATE VIRTUAL TABLE words USING fts5(title, answers, note,
    tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'");
"""


class Text(NamedTuple):
    marked: str  # folded, with BEGINS and ENDS round what was found
    typed: str | None  # where that differs from the folded one


class Standard(NamedTuple):
    id: str
    label: str
    framework: str


@dataclass(frozen=True)
class Line:
    """An entry as the index has it."""

    id: uuid.UUID
    revision: int
    day: date
    programme: str
    programme_title: str
    practice: str
    title: Folded
    answers: Folded
    note: Folded
    standards: list[Standard] = field(default_factory=list)
    began: str = ""  # of one day, which was begun last

    @property
    def weight(self) -> int:
        return len(self.title.text) + len(self.answers.text) + len(self.note.text)


@dataclass(frozen=True)
class Facets:
    """What a search can be narrowed to: what is there."""

    programmes: list[tuple[str, str]]
    practices: list[str]
    standards: list[Standard]


def _made() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    database.executescript(_MAKE)
    return database


class Index:
    """Used by one thread at a time, whichever asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.used_at = time.monotonic()
        self._held: dict[uuid.UUID, int] = {}  # which revision of each entry is in it
        self.state: object = None  # of the journal, when it was last looked at
        self.is_cut = False  # there is more in the journal than there is room for
        self._database = _made()

    def __len__(self) -> int:
        return len(self._held)

    @property
    def size(self) -> int:
        """In bytes: SQLite's pages, and what Python holds beside them."""
        (pages,), (each,) = self._ask("PRAGMA page_count")[0], self._ask("PRAGMA page_size")[0]
        return int(pages) * int(each) + len(self._held) * A_KEY

    def empty(self) -> None:
        with self._lock:
            self._database.close()
            self._database = _made()
            self._held = {}
            self.is_cut, self.state = False, None

    def behind(self, there: Mapping[uuid.UUID, int]) -> set[uuid.UUID]:
        """Forget what is there no more, and say which entries are to be read anew."""
        if gone := self._held.keys() - there.keys():
            self.change(gone, [])
        return {id for id, revision in there.items() if self._held.get(id) != revision}

    def change(self, gone: Iterable[uuid.UUID], lines: Iterable[Line]) -> None:
        lines, gone = list(lines), set(gone)
        with self._lock, self._database:  # all of it, or nothing
            self._database.execute("BEGIN")
            for id in gone | {line.id for line in lines}:
                self._forget(id)
            for line in lines:
                self._add(line)
        for id in gone:
            self._held.pop(id, None)
        self._held |= {line.id: line.revision for line in lines}

    def find(self, looking: Looking) -> list[uuid.UUID]:
        """The newest first."""
        match = looking.match
        source = "words JOIN entry ON entry.number = words.rowid" if match else "entry"
        narrowed = {
            "words MATCH ?": match,
            "programme = ?": looking.programme,
            "practice = ?": looking.practice,
            "entry.number IN (SELECT number FROM chosen WHERE standard = ?)": looking.standard,
            "day >= ?": looking.since and looking.since.isoformat(),
            "day <= ?": looking.until and looking.until.isoformat(),
        }
        asked = {condition: value for condition, value in narrowed.items() if value}
        where = f"WHERE {' AND '.join(asked)}" if asked else ""
        rows = self._ask(
            # Of conditions that stand above; what was typed is handed over beside it.
            f"SELECT entry.id FROM {source} {where} "  # noqa: S608
            "ORDER BY day DESC, began DESC, entry.number DESC",
            list(asked.values()),
        )
        return [uuid.UUID(bytes=id) for (id,) in rows]

    def texts(self, match: str, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Text]]:
        """Title, answers and note of these, with what was found in each."""
        columns = ", ".join(
            f"{f'highlight(words, {number}, ?, ?)' if match else name}, typed.{name}"
            for number, name in enumerate(("words.title", "words.answers", "words.note"))
        ).replace("typed.words.", "typed.")
        where = "words MATCH ? AND" if match else ""
        rows = self._ask(
            f"SELECT entry.id, {columns} FROM words "  # noqa: S608  as above
            "JOIN entry ON entry.number = words.rowid JOIN typed ON typed.number = words.rowid "
            f"WHERE {where} entry.id IN ({', '.join('?' * len(ids))})",
            [
                *((BEGINS, ENDS) * 3 if match else ()),
                *([match] if match else []),
                *(id.bytes for id in ids),
            ],
        )
        return {
            uuid.UUID(bytes=id): [Text(*texts[n : n + 2]) for n in (0, 2, 4)] for id, *texts in rows
        }

    def facets(self) -> Facets:
        return Facets(
            self._ask("SELECT DISTINCT programme, programme_title FROM entry ORDER BY 2, 1"),
            [one for (one,) in self._ask("SELECT DISTINCT practice FROM entry") if one],
            [
                Standard(*row)
                for row in self._ask(
                    "SELECT standard, max(label), max(framework) FROM chosen "
                    "GROUP BY standard "
                    "ORDER BY 3, instr(standard, ?) = 0, length(standard), 1",
                    [THEME],
                )
            ],
        )

    def _forget(self, id: uuid.UUID) -> None:
        for (number,) in self._database.execute(
            "SELECT number FROM entry WHERE id = ?", [id.bytes]
        ):
            for table, key in TABLES:
                # The names are of this module; what varies is bound.
                self._database.execute(f"DELETE FROM {table} WHERE {key} = ?", [number])  # noqa: S608

    def _add(self, line: Line) -> None:
        number = self._database.execute(
            "INSERT INTO entry VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
            [
                line.id.bytes,
                line.revision,
                line.day.isoformat(),
                line.programme,
                line.programme_title,
                line.practice,
                line.began,
            ],
        ).lastrowid
        texts = line.title, line.answers, line.note
        self._database.execute(
            "INSERT INTO words (rowid, title, answers, note) VALUES (?, ?, ?, ?)",
            [number, *(text.text for text in texts)],
        )
        self._database.execute(
            "INSERT INTO typed VALUES (?, ?, ?, ?)",
            [number, *(text.typed if text.typed != text.text else None for text in texts)],
        )
        self._database.executemany(
            "INSERT OR IGNORE INTO chosen VALUES (?, ?, ?, ?)",
            [[number, *standard] for standard in line.standards],
        )

    def _ask(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._lock:
            return self._database.execute(statement, values).fetchall()
