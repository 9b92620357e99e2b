"""What a backup says of itself: from which version, how many rows, and each trail's two ends."""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from desk.backup.files import Backup, BackupRefused
from vault import keys
from vault.models import Canary

# Whoever was signed in when a backup was made may have been signed out since, for a reason.
SESSIONS = ("django_session", "usersessions_usersession")

Ask = Callable[[str], Iterable[tuple[Any, ...]]]


def gather(ask: Ask, tables: Iterable[str]) -> dict[str, Any]:
    """Of a database that stands still, by whatever `ask` asks it."""
    canary = [bytes(wrapped) for (wrapped,) in ask("SELECT wrapped FROM vault_canary")]
    trails = ask(
        "SELECT trail.person_id, trail.length, trail.mac, event.mac FROM people_trail AS trail"
        " LEFT JOIN people_auditevent AS event"
        " ON event.person_id = trail.person_id AND event.number = 1"
    )
    return {
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "version": version(),
        "database": connection.vendor,
        "migrations": sorted(list(row) for row in ask("SELECT app, name FROM django_migrations")),
        "canary": base64.b64encode(canary[0]).decode() if canary else "",
        "rows": count_rows(ask, tables),
        "trails": {
            _hex(person): [length, bytes(mac).hex(), bytes(first or b"").hex()]
            for person, length, mac, first in trails
        },
    }


def count_rows(ask: Ask, tables: Iterable[str]) -> dict[str, int]:
    found = {}
    for table in sorted(tables):
        quoted = table.replace('"', '""')
        ((found[table],),) = ask(f'SELECT count(*) FROM "{quoted}"')  # noqa: S608  quoted above
    return found


def ask(sql: str) -> list[tuple[Any, ...]]:
    """The database that is there."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def check(facts: dict[str, Any]) -> None:
    """Raises BackupRefused, or what the ring says of a key: before anything is changed."""
    if facts["database"] != connection.vendor:
        raise BackupRefused(
            f"This backup is of {facts['database']}, and the database here is {connection.vendor}."
        )
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    if any((app, name) not in known for app, name in facts["migrations"]):
        raise BackupRefused("This backup was made by a newer version. Bring that one first.")
    if facts["canary"]:
        canary = base64.b64decode(facts["canary"])
        keys.ring().unwrap(canary, Canary.CONTEXT, "What is in this backup")


@dataclass(frozen=True)
class Head:
    """Where a person's trail ended, and began, when the backup was made."""

    person: str  # hex
    length: int
    mac: str  # hex, of the row that was the last one
    first: str | None = None  # of row 1; older backups do not say


def heads(backup: Backup) -> list[Head]:
    return [Head(person, *end) for person, end in sorted(backup.facts["trails"].items())]


def says_how_trails_began(backup: Backup) -> bool:
    return all(head.first is not None for head in heads(backup))


def _hex(person: Any) -> str:
    return str(person).replace("-", "")
