"""Making a backup of the database that is there, and putting one in its place."""

from __future__ import annotations

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
    with _beside(target) as payload:
        found = _kind().dump(payload)
        checksum = files.write(target, found, payload)
    return Made(found, checksum, target.stat().st_size)


def restore(backup: Backup, *, replace: bool) -> None:
    """Put what is in the backup in the place of all that is there: whole, or not at all."""
    facts.check(backup.facts)
    if not replace and _people():
        raise BackupRefused(
            f"The database here holds {_people()} people. To put the backup in its place: --replace"
        )
    with _beside(_home(backup.path)) as payload:
        backup.copy_payload(payload)
        _kind().load(payload)
    connection.close()
    drop_old_rows()
    sealing.forget()
    if facts.count_rows_here() != backup.facts["rows"]:
        raise BackupRefused("Restored, but not every row is there. Use another backup.")


def _people() -> int:
    if User._meta.db_table not in connection.introspection.table_names():
        return 0
    return int(User.objects.count())


def _kind() -> ModuleType:
    return of_postgresql if connection.vendor == "postgresql" else of_sqlite


def _home(path: Path) -> Path:
    """Where a copy is unpacked: beside the database if it is a file, else beside the backup."""
    return Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else path


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A file in a folder that only this user may enter, gone afterwards, on the same disk."""
    with folders.made_in(path.absolute().parent) as folder:
        yield folder / "database"
