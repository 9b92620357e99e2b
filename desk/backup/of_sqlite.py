"""Copying SQLite while people write, and putting a copy in the place of what is there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from desk.backup import facts
from desk.backup.files import BackupRefused

_BUSY, _LOCKED = 5, 6  # SQLite's own numbers: somebody held the database for all of its timeout


def dump(payload: Path) -> dict[str, Any]:
    """As it stood at one moment. What was erased is not in it: free pages are left out."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(payload)])
    with closing(_opened(payload)) as copy:
        tables = [name for (name,) in copy.execute(_TABLES)]
        return facts.gather(copy.execute, tables)


def load(payload: Path) -> None:
    """All of it or nothing: one transaction of SQLite's own, whatever happens in its middle.

    Sessions do not come back: one of them may have been ended since.
    """
    connection.ensure_connection()
    target: sqlite3.Connection = connection.connection
    try:
        with closing(sqlite3.connect(payload)) as copy, copy:
            for table in facts.SESSIONS:
                copy.execute(f'DELETE FROM "{table}"')  # noqa: S608  two names of our own
        with closing(_opened(payload)) as copy:
            copy.backup(target, progress=_give_up_if_busy)
    except sqlite3.DatabaseError as error:
        raise BackupRefused(f"SQLite cannot take it: {error}.") from None


def _give_up_if_busy(status: int, _left: int, _total: int) -> None:
    """Python would try again for ever."""
    if status in (_BUSY, _LOCKED):
        raise BackupRefused("Somebody is writing to the database. Stop the server first.")


_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def _opened(payload: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{payload}?mode=ro&immutable=1", uri=True)
