"""What a restore does not bring back, does not believe, and does not run."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from desk.backup import facts, files, of_postgresql, of_sqlite, programs
from desk.backup.files import Backup, BackupRefused, Damaged


@pytest.fixture
def made(tmp_path):
    payload = tmp_path / "payload"
    payload.write_bytes(b"what is in it" * 200)
    files.write(tmp_path / "made.backup", {"rows": {}}, payload)
    return tmp_path / "made.backup"


def test_other_bytes_than_were_looked_through_are_refused(tmp_path, made):
    """A disk of somebody else's may give one file to look at, and another to take."""
    backup = Backup(made)
    made.write_bytes(made.read_bytes().replace(b"what", b"evil"))
    with pytest.raises(Damaged):
        backup.copy_payload(tmp_path / "out")


def test_another_run_s_half_file_is_left_to_it(tmp_path, made):
    part = tmp_path / "other.backup.part"
    part.write_bytes(b"half of another run's")
    with pytest.raises(FileExistsError):
        files.write(tmp_path / "other.backup", {"rows": {}}, made)
    assert part.read_bytes() == b"half of another run's"


def test_a_name_that_is_no_name_is_only_counted(db):
    """What ANALYZE leaves on SQLite, and whatever somebody has called a table."""
    with connection.cursor() as cursor:
        cursor.execute('CREATE TABLE "x""y" (one integer)')
    assert facts.count_rows(facts.ask, ['x"y']) == {'x"y': 0}


@pytest.mark.sqlite
def test_sessions_do_not_come_back_to_sqlite(tmp_path, monkeypatch):
    payload, target = tmp_path / "payload", sqlite3.connect(":memory:")
    with closing(sqlite3.connect(payload)) as copy, copy:
        for table in (*facts.SESSIONS, "people_user"):
            copy.execute(f"CREATE TABLE {table} (id integer)")
            copy.execute(f"INSERT INTO {table} VALUES (1)")

    class Here:
        connection = target

        def ensure_connection(self):
            pass

    monkeypatch.setattr(of_sqlite, "connection", Here())
    of_sqlite.load(payload)
    rows = facts.count_rows(target.execute, [*facts.SESSIONS, "people_user"])
    assert rows == {"django_session": 0, "usersessions_usersession": 0, "people_user": 1}


def test_postgresql_clears_the_same_sessions():
    assert all(f"'{table}'" in of_postgresql._AFTER for table in facts.SESSIONS)


def test_of_postgresqls_programs_the_servers_own_are_taken(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupRefused, match="postgresql-client-99"):
        programs.find_program("psql", major=99)
    (tmp_path / "psql").write_text("#!/bin/sh\n")
    (tmp_path / "psql").chmod(0o755)
    assert programs.find_program("psql", major=99) == str(tmp_path / "psql")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_while_others_are_connected_postgresql_is_left_alone(tmp_path):
    other = connection.copy()
    other.ensure_connection()
    try:
        with pytest.raises(BackupRefused, match="Stop the server first"):
            of_postgresql.load(tmp_path / "payload")
    finally:
        other.close()


@pytest.mark.postgresql
@pytest.mark.django_db
def test_no_name_of_a_table_is_a_command_of_psqls():
    """It stands in no script: the server itself names what it drops."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA trial")
        cursor.execute("SET LOCAL search_path TO trial")
        cursor.execute('CREATE TABLE "x""\n\\! id\n--" (one integer)')
        cursor.execute(of_postgresql._BEFORE)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'trial'")
        assert cursor.fetchone() == (0,)
