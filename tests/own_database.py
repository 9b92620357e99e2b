"""For proofs that need processes of their own: a database that only they use."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.migrated import fill_in_memory, put_migrated

ROOT = Path(settings.BASE_DIR)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Before the suite's database is made."""
    fill_in_memory()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The suite's database, and beside it a copy as the migrations left it, to copy again."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            _migrated.append(str(tmp_path_factory.mktemp("migrated") / "reflect.sqlite3"))
            connection.ensure_connection()
            with contextlib.closing(sqlite3.connect(_migrated[0])) as copy:
                connection.connection.backup(copy)
        else:
            connection.close()  # nobody may be in what is copied
            _migrated.append(_copy_database(connection.settings_dict["NAME"]))
    yield
    if connection.vendor != "sqlite":
        with django_db_blocker.unblock():
            _drop_database(_migrated[0])


_migrated: list[str] = []  # the file, or the name of the database


@contextmanager
def _own_database(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a process with a database of its own, of the kind the suite runs on."""
    folder.mkdir(mode=0o700)
    environment = {
        **os.environ,
        "REFLECT_VAR": str(folder),
        "REFLECT_MASTER_KEYS": settings.REFLECT_MASTER_KEYS,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    if connection.vendor == "sqlite":
        shutil.copy(_migrated[0], folder / "reflect.sqlite3")
        yield environment
        return
    name = _copy_database(_migrated[0])
    address = environment["DATABASE_URL"]
    base, _slash, _old = address.partition("?")[0].rpartition("/")
    options = address.partition("?")[2]
    environment["DATABASE_URL"] = f"{base}/{name}" + (f"?{options}" if options else "")
    yield environment
    _drop_database(name)


def _copy_database(template: str) -> str:
    name = f"own_{uuid.uuid4().hex[:12]}"
    _execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


def _drop_database(name: str) -> None:
    _execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _execute(statement: str) -> None:
    """From beside the suite's own database, which may be what is copied."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def make_ready() -> None:
    """What a process does first with its own database: by hand it may be an empty one."""
    if not connection.introspection.table_names():
        connection.close()
        if connection.vendor != "sqlite" or not put_migrated(
            Path(connection.settings_dict["NAME"])
        ):
            call_command("migrate", verbosity=0)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")  # once, as script/setup does


@pytest.fixture
def own_database(
    tmp_path: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], dict[str, str]]]:
    """Each call gives the environment of a process that has a fresh one."""
    made = contextlib.ExitStack()

    def fresh() -> dict[str, str]:
        with django_db_blocker.unblock():
            return made.enter_context(_own_database(tmp_path / f"var-{uuid.uuid4().hex[:6]}"))

    yield fresh
    with django_db_blocker.unblock():
        made.close()


@pytest.fixture
def run_module(
    own_database: Callable[[], dict[str, str]],
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a module as a program, each time on a fresh database."""

    def run(module: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=ROOT,
            env=own_database(),
            capture_output=True,
            text=True,
            timeout=900,  # a busy machine takes its time; only what hangs is stopped
        )

    return run
