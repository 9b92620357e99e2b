"""The folders of backups: what a killed run left goes with the next, and nothing else does."""

import os
import stat
from pathlib import Path

import pytest

from desk.backup.folders import made_in


def make_left(parent: Path, name: str = ".reflect-left") -> Path:
    folder = parent / name
    folder.mkdir()
    (folder / "database").write_text("all of it")
    (folder / "database.sql").write_text("all of it, and plain")
    return folder


def test_it_is_ones_own_and_gone_afterwards(tmp_path: Path) -> None:
    with made_in(tmp_path) as folder:
        assert folder.parent == tmp_path
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "database").write_text("all of it")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_goes(tmp_path: Path) -> None:
    left = make_left(tmp_path)
    with made_in(tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]
    assert not left.exists()


def test_what_another_run_works_in_stays(tmp_path: Path) -> None:
    with made_in(tmp_path) as first:
        with made_in(tmp_path) as second:
            assert first.is_dir() and second != first
        assert list(tmp_path.iterdir()) == [first]


def test_what_is_somebody_elses_stays(tmp_path: Path) -> None:
    theirs, elsewhere = make_left(tmp_path, ".reflect-old"), make_left(tmp_path, "elsewhere")
    (theirs / "notes").write_text("of the operator")
    (tmp_path / ".reflect-link").symlink_to(elsewhere)
    (tmp_path / ".reflect-file").write_text("a file")
    before = sorted(tmp_path.iterdir())
    with made_in(tmp_path):
        pass
    assert sorted(tmp_path.iterdir()) == before
    assert len(list(theirs.iterdir())) == 3 and len(list(elsewhere.iterdir())) == 2


def test_a_disk_without_locks_takes_backups_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: int) -> None:
        raise OSError(95, os.strerror(95))

    monkeypatch.setattr("fcntl.flock", refuse)
    left = make_left(tmp_path)
    with made_in(tmp_path) as folder:
        assert folder.is_dir()
    assert left.is_dir()  # nobody can tell whether somebody works in it
