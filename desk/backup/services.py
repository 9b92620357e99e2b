"""Making a backup of the database that is there, and putting one in its place."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from django.db import connection

from desk.backup import facts, files, folders, of_postgresql, of_sqlite
from desk.backup.files import Backup, BackupRefused
from people.disk import drop_old_rows
from people.models import User
from vault import sealing, startup


@dataclass(frozen=True)
class Made:
    facts: dict[str, Any]
    checksum: str
    size: int  # bytes


def make(target: Path) -> Made:
    """Write a backup while people go on writing. Raises BackupRefused, SealError, OSError."""
    if target.exists():
        raise BackupRefused("There is a file of that name already. It was left as it is.")
    if not target.absolute().parent.is_dir():
        raise BackupRefused(f"There is no folder {target.absolute().parent}.")
    if not startup.is_migrated():
        raise BackupRefused("There is nothing to back up: the database is empty.")
    startup.verify()  # a backup that the key here does not open helps nobody
    with _folder(target.absolute().parent) as payload:
        found = _kind().dump(payload)
        checksum = files.write(target, found, payload)
    return Made(found, checksum, target.stat().st_size)


def restore(backup: Backup, *, replace: bool) -> None:
    """Put what is in the backup in the place of all that is there: whole, or not at all."""
    facts.check(backup.facts)
    if not replace and _people():
        raise BackupRefused(
            f"In {where()} are {_people()} people. To put the backup in its place: --replace"
        )
    with _folder(_home()) as payload:
        backup.copy_payload(payload)
        _kind().load(payload)
    connection.close()
    drop_old_rows()
    sealing.forget()
    wanted = backup.facts["rows"] | dict.fromkeys(facts.SESSIONS, 0)
    if facts.count_rows(facts.ask, wanted) != wanted:
        raise BackupRefused(
            "Put back, but the rows are not as many as in the backup: somebody wrote meanwhile. "
            "Stop every server and run it again."
        )


def where() -> str:
    """Which database it is, for whoever may have come with another one's variables."""
    return f"{connection.display_name}, {connection.settings_dict['NAME']},"


def _people() -> int:
    if User._meta.db_table not in connection.introspection.table_names():
        return 0
    return int(User.objects.count())


def _kind() -> ModuleType:
    return of_postgresql if connection.vendor == "postgresql" else of_sqlite


def _home() -> Path:
    """Where a copy is unpacked: with the database if it is a file, else where TMPDIR says.

    Not beside the backup, which may lie where nothing can be written.
    """
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).absolute().parent
    return Path(tempfile.gettempdir())


@contextmanager
def _folder(parent: Path) -> Iterator[Path]:
    """A file in a folder that only this user may enter, gone afterwards."""
    with folders.made_in(parent) as folder:
        yield folder / "database"
