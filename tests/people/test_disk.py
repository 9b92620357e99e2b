"""Old rows leave SQLite's log, at once or a little later."""

import sqlite3
import time

import pytest
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from people import disk

pytestmark = pytest.mark.sqlite


@pytest.fixture
def database(tmp_path, monkeypatch):
    """A file with a log of its own, as a server has one."""
    usual = {**connections.settings["default"], "ENGINE": "django.db.backends.sqlite3"}
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20}
    own = DatabaseWrapper({**usual, "NAME": str(tmp_path / "own.sqlite3"), "OPTIONS": options})
    own.inc_thread_sharing()
    with own.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("CREATE TABLE said (words)")
    monkeypatch.setattr(disk, "connection", own)
    yield own
    own.close()


def say(database, words):
    with database.cursor() as cursor:
        cursor.execute("INSERT INTO said VALUES (%s)", [words])


def log_of(tmp_path):
    return (tmp_path / "own.sqlite3-wal").read_bytes()


@pytest.mark.django_db
def test_the_log_is_emptied(database, tmp_path):
    say(database, "zq-old")
    assert b"zq-old" in log_of(tmp_path)
    assert disk.drop_old_rows()
    assert log_of(tmp_path) == b""


@pytest.mark.django_db
def test_while_somebody_reads_it_nobody_waits_and_it_is_emptied_later(database, tmp_path):
    reader = sqlite3.connect(tmp_path / "own.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM said").fetchall()
    say(database, "zq-old")
    begun = time.monotonic()
    assert not disk.drop_old_rows()
    assert time.monotonic() - begun < 5  # it waited for all of the 20 seconds of a write
    assert b"zq-old" in log_of(tmp_path)
    reader.close()
    assert disk.drop_old_rows()
    assert log_of(tmp_path) == b""
    with database.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone()[0] == 20_000  # of everything else, as before


@pytest.mark.django_db
def test_inside_a_transaction_it_is_left_for_later(database):
    database.set_autocommit(False)
    database.in_atomic_block = True
    assert not disk.drop_old_rows()
    database.in_atomic_block = False
    database.set_autocommit(True)
