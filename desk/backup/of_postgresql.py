"""Copying PostgreSQL with its own programs, while people write, and putting a copy back."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from desk.backup import facts
from desk.backup.files import BackupRefused
from desk.backup.programs import find_program


def dump(payload: Path) -> dict[str, Any]:
    """As it stood at one moment: the copy and the facts are of the same snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        options = ["--format=custom", "--no-owner", "--no-privileges"]
        _run("pg_dump", *options, f"--snapshot={snapshot}", f"--file={payload}")
        return facts.gather(facts.ask, connection.introspection.table_names(cursor))


# What is there goes first. By the server's own quoting: whoever may make a table could give it a
# name that psql takes for a command of its own. Who waits for a lock waits in vain: a server runs.
_BEFORE = """\
SET client_min_messages = error;
SET lock_timeout = '10s';
DO $$
DECLARE
    names text[] := ARRAY(
        SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
        WHERE schemaname = current_schema()
    );
    name text;
BEGIN
    FOREACH name IN ARRAY names LOOP
        EXECUTE 'DROP TABLE IF EXISTS ' || name || ' CASCADE';
    END LOOP;
END $$;
"""


# facts.SESSIONS, wherever the backup has put them.
_AFTER = """
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
        WHERE tablename IN ('django_session', 'usersessions_usersession')
    LOOP
        EXECUTE 'DELETE FROM ' || name;
    END LOOP;
END $$;
"""


def load(payload: Path) -> None:
    """All of it or nothing: what is there goes, and what is in the copy comes, in one transaction.

    Not by pg_restore alone: of what is there it drops only what is in the copy as well.
    Sessions do not come back: one of them may have been ended since.
    """
    others = facts.ask(_OTHERS)[0][0]
    if others:
        raise BackupRefused(
            f"The database is in use: {others} are connected. Stop the server first."
        )
    script = payload.with_suffix(".sql")
    try:
        with script.open("x") as file:
            script.chmod(0o600)
            file.write(_BEFORE)
            file.flush()
            _run("pg_restore", "--no-owner", "--no-privileges", "--file=-", str(payload), to=file)
            file.seek(0, os.SEEK_END)
            file.write(_AFTER)
        connection.close()  # it may hold locks, and what it knows of the tables is old
        _run("psql", "--no-psqlrc", "--quiet", "--single-transaction",
             "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=terse", "--output=/dev/null",
             f"--file={script}")  # fmt: skip
    finally:
        script.unlink(missing_ok=True)


_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
# Of the environment. Not the master key: these programs run what is in a file.
_HANDED_ON = ("PATH", "HOME", "TMPDIR")


def _major() -> int:
    """The server's own version."""
    return int(facts.ask("SHOW server_version_num")[0][0]) // 10_000


def _run(program: str, *arguments: str, to: Any = subprocess.DEVNULL) -> None:
    """Run one of PostgreSQL's programs. Raises BackupRefused with the first line of its trouble.

    The password goes by the environment: a command line can be read by anybody.
    """
    path = find_program(program, major=_major())
    command, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    where = command[1:] if program != "pg_restore" else []
    handed = {
        name: value
        for name, value in os.environ.items()
        if name in _HANDED_ON or name.startswith("PG")
    }
    done = subprocess.run(  # noqa: S603  one of three programs, and no shell
        [path, *where[:-1], *arguments, *where[-1:]],
        env={**handed, **(environment or {}), "LC_ALL": "C"},
        stdin=subprocess.DEVNULL, stdout=to, stderr=subprocess.PIPE,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        # Terse, and without values: a server's message may quote the row that it refused.
        line = re.sub(r"\s+", " ", said[0]) if said else f"ended with {done.returncode}"
        raise BackupRefused(f"{program}: {line[:200]}")
