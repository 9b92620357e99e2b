"""The copy of a migrated database: only where a folder for it was named, and whole."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.migrated import NAME, put_migrated


def test_without_a_folder_each_migrates_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REFLECT_MIGRATED", raising=False)
    assert not put_migrated(tmp_path / "one") and list(tmp_path.iterdir()) == []


def test_what_was_made_once_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFLECT_MIGRATED", str(tmp_path / "kept"))
    (tmp_path / "kept").mkdir()
    with sqlite3.connect(tmp_path / "kept" / NAME) as made:
        made.execute("CREATE TABLE as_it_was (id)")
    assert put_migrated(tmp_path / "one")
    with sqlite3.connect(tmp_path / "one") as copy:
        assert copy.execute("SELECT name FROM sqlite_master").fetchall() == [("as_it_was",)]


@pytest.mark.django_db
def test_the_suite_s_own_database_has_been_through_every_migration() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
