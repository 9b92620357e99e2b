"""A restore that stops at a moment of its middle and waits there to be killed.

    python -m tests.faults.held_restore MOMENT MARK BACKUP

MOMENT is "begun" (the first pages are written, or the first statement carried out), "half",
"almost" (all of it, but not yet made good), or "done" (made good, and the command not at its end).
Once it is there, MARK is written. It is the command `restore --replace` itself: only SQLite's
copying is made to go step by step, and PostgreSQL's psql to read its script from a pipe that
dries up.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

SHARES = {"begun": 0.0, "half": 0.5, "almost": 1.0}  # how much of it is there by then
MOMENTS = [*SHARES, "done"]
FEW = 5  # pages: the first two stay in the memory that SQLite always takes


class Copy(sqlite3.Connection):
    """What is put back, a page at a time, and each to the disk as it comes."""

    wait: Callable[[], NoReturn]
    share: float

    def backup(self, target: sqlite3.Connection, **options: Any) -> None:
        told = options["progress"]

        def progress(status: int, left: int, total: int) -> None:
            told(status, left, total)
            # The last step makes it good at once: the last but one is the latest to stop at.
            if total - left >= max(FEW, min(total - 1, round(total * self.share))):
                self.wait()

        target.execute("PRAGMA cache_size = 1")
        super().backup(target, pages=1, progress=progress)


def hold_sqlite(share: float, wait: Callable[[], NoReturn]) -> None:
    from desk.backup import of_sqlite

    Copy.share, Copy.wait = share, staticmethod(wait)

    def opened(payload: Path) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{payload}?mode=ro&immutable=1", uri=True, factory=Copy)

    of_sqlite._opened = opened


def hold_postgresql(share: float, wait: Callable[[], NoReturn], pipe: Path) -> None:
    from desk.backup import of_postgresql

    runs = of_postgresql._run

    def run(program: str, *arguments: str, **more: Any) -> None:
        if program == "psql":
            given = next(one for one in arguments if one.startswith("--file="))
            script = Path(given.removeprefix("--file=")).read_bytes()
            # At least until what is there has been dropped.
            begins = script[: max(script.index(b"END $$;\n") + 8, round(len(script) * share))]
            os.mkfifo(pipe)
            threading.Thread(target=feed, args=(pipe, begins, wait), daemon=True).start()
            arguments = tuple(f"--file={pipe}" if one == given else one for one in arguments)
        runs(program, *arguments, **more)

    of_postgresql._run = run


def feed(pipe: Path, script: bytes, wait: Callable[[], NoReturn]) -> None:
    """Psql never sees the end, so it makes nothing good."""
    with pipe.open("wb") as file:
        file.write(script)
        file.flush()
        seen: list[object] = [None]
        while seen[0] is None or len(seen) < 10:  # it has nothing left to do
            now = server_waits()
            seen = [*seen, now] if now == seen[0] else [now]
            time.sleep(0.03)
        wait()


def server_waits() -> object:
    """Since when the server, having changed something for psql, waits for what comes next."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state_change FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'psql' AND backend_xid IS NOT NULL"
            " AND wait_event = 'ClientRead'"
        )
        return next(iter(cursor.fetchall()), None)


def hold_the_end(wait: Callable[[], NoReturn]) -> None:
    from desk.backup import services

    loads = services._kind().load

    def load(payload: Path) -> None:
        loads(payload)
        wait()

    services._kind().load = load


def main(moment: str, mark: str, backup: str) -> None:
    from django.core.management import call_command
    from django.db import connection

    def wait() -> NoReturn:
        Path(mark).touch()
        while True:
            time.sleep(60)

    if moment == "done":
        hold_the_end(wait)
    elif connection.vendor == "sqlite":
        hold_sqlite(SHARES[moment], wait)
    else:
        hold_postgresql(SHARES[moment], wait, Path(f"{mark}.pipe"))
    call_command("restore", "--replace", backup)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reflectjournal.settings")
    import django

    django.setup()
    main(*sys.argv[1:])
