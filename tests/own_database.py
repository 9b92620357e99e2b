"""For proofs that need processes of their own: a database that only they use."""

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def own_database(tmp_path: Path, django_db_blocker: object) -> Iterator[dict[str, str]]:
    """The environment of a process with a database of its own, of the kind the suite runs on."""
    folder = tmp_path / "var"
    folder.mkdir(mode=0o700)
    environment = {
        **os.environ,
        "REFLECT_VAR": str(folder),
        "REFLECT_MASTER_KEYS": settings.REFLECT_MASTER_KEYS,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    if connection.vendor == "sqlite":
        yield environment
        return
    name = f"faults_{uuid.uuid4().hex[:12]}"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _execute(f'CREATE DATABASE "{name}"')
        address = environment["DATABASE_URL"]
        base, _slash, _old = address.partition("?")[0].rpartition("/")
        options = address.partition("?")[2]
        environment["DATABASE_URL"] = f"{base}/{name}" + (f"?{options}" if options else "")
        yield environment
        _execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _execute(statement: str) -> None:
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def run_module(own_database: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(module: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=ROOT,
            env=own_database,
            capture_output=True,
            text=True,
            timeout=900,  # a busy machine takes its time; only what hangs is stopped
        )

    return run
