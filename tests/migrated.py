"""A database file as the migrations leave it: made once, and copied from then on.

The migrations take ten seconds of processor time and more, and every worker of the suite, every
house and every proof needs them. REFLECT_MIGRATED names a folder for the copy, which script/test
and script/proof give; without it, each migrates by itself.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.db.backends.signals import connection_created

ROOT = Path(__file__).resolve().parent.parent
NAME = "reflect.sqlite3"  # as in REFLECT_VAR


def put_migrated(place: Path) -> bool:
    """Whether there is now a migrated file at this place."""
    if not (made := _made()):
        return False
    shutil.copy(made, place)
    return True


def fill_in_memory() -> None:
    """From now on a database in memory, which the suite makes, is not empty when it is made."""
    if _made():
        connection_created.connect(_fill, dispatch_uid="tests.migrated")


def _fill(connection: Any, **kwargs: Any) -> None:
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        return
    opened = connection.connection
    if opened.execute("SELECT 1 FROM sqlite_master").fetchone() is None and (made := _made()):
        with contextlib.closing(sqlite3.connect(made)) as source:
            source.backup(opened)


def _made() -> Path | None:
    """Whoever asks first makes it, and the others wait."""
    if not (folder := os.environ.get("REFLECT_MIGRATED")):
        return None
    made = Path(folder) / NAME
    if made.exists():
        return made
    Path(folder).mkdir(parents=True, exist_ok=True)
    with (Path(folder) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            with tempfile.TemporaryDirectory(dir=folder) as var:
                _migrate(Path(var), made)
    return made


def _migrate(var: Path, made: Path) -> None:
    environment = {
        **os.environ, "REFLECT_VAR": str(var), "DJANGO_SETTINGS_MODULE": "tests.settings",
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    with contextlib.closing(sqlite3.connect(var / NAME)) as source:
        source.execute("VACUUM INTO ?", (str(var / "whole"),))  # with what its log still holds
    (var / "whole").replace(made)
