"""A marker in every private field is found nowhere outside, in any spelling."""

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from django.db import connection

from tests.canary.finder import find, new_marker

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def scene(run_module: Run, tmp_path: Path) -> dict[str, Any]:
    folder = tmp_path / "scene"
    (folder / "mail").mkdir(parents=True)
    done = run_module("tests.canary.scene", folder)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads((folder / "found.json").read_text())
    return {**found, "log": done.stderr + done.stdout}


def test_no_private_word_is_found_outside(scene: dict[str, Any]) -> None:
    markers = scene["markers"].values()
    assert scene["unmarked"] == [], "private fields that the scene does not write to"
    assert all(count > 0 for count in scene["kept"])
    for place in ("rows", "files", "dump"):
        _only_the_control(scene, place)
    assert scene["sessions"] == scene["cookies"] == scene["mail"] == []
    assert scene["mails"] >= 5, "each broken save wrote to the operators"
    assert scene["told"] == 1, "a mail of news went"
    assert find(markers, scene["log"].encode(), "the log") == []
    assert "RuntimeError" in scene["log"] and "IntegrityError" in scene["log"]
    if connection.vendor == "sqlite":
        assert {"reflect.sqlite3", "reflect.sqlite3-wal", "reflect.sqlite3-shm"} <= set(
            scene["names"]
        )


@pytest.mark.postgresql
@pytest.mark.skipif("REFLECT_PG_LOG" not in os.environ, reason="REFLECT_PG_LOG names no log")
def test_no_private_word_is_in_postgresqls_log(scene: dict[str, Any]) -> None:
    """Even where it logs every statement and every row that it refuses."""
    log = Path(os.environ["REFLECT_PG_LOG"]).read_bytes()
    assert scene["control"].encode() in log, "this log does not show what was done"
    assert find(scene["markers"].values(), log, "PostgreSQL's log") == []


def _only_the_control(scene: dict[str, Any], place: str) -> None:
    """A clear column is found: so the search does read what it says it reads."""
    hits = [hit for hit in scene[place] if not hit.startswith(scene["control"])]
    assert hits == []
    if place != "files" or connection.vendor == "sqlite":
        assert scene[place], f"not even the clear column was found in {place}"


@pytest.mark.parametrize("before", [b"", b"x", b"xy", b"xyz"])
@pytest.mark.parametrize(
    "spell",
    [bytes, base64.b64encode, bytes.hex, lambda b: b.decode().encode("utf-16-le")],
    ids=["plain", "base64", "hex", "utf-16"],
)
def test_the_finder_finds(spell: Callable[[bytes], Any], before: bytes) -> None:
    marker = new_marker("word")
    spelled = spell(before + marker.encode() + b" and more")
    haystack = spelled.encode() if isinstance(spelled, str) else spelled
    assert find([marker], b"so \xff" + haystack + b"...", "here")
    assert find([new_marker("word")], haystack, "here") == []
