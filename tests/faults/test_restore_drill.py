"""The drill of docs/operations.md: back up while people write, lose everything, restore.

By the very lines that stand there, as an operator would type them.
"""

import base64
import contextlib
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from desk.backup import files
from desk.backup.files import Backup
from desk.backup.programs import find_program
from tests.faults import held_restore
from tests.faults.checker import read_notes
from tests.own_database import ROOT

MARKER = "zq-drill-marker"
# What a kill leaves in the folder of a restore, and whether it had loaded everything by then.
LEFT = {
    ("sqlite", False): {"database"},
    ("sqlite", True): {"database"},
    ("postgresql", False): {"database", "database.sql"},
    ("postgresql", True): {"database"},
}
REFUSES_IT = {"sqlite": "SQLite cannot take", "postgresql": "pg_restore: "}


def runbook() -> tuple[str, str]:
    """How to back up, and how to restore."""
    section = (ROOT / "docs" / "operations.md").read_text().partition("\n## Backups\n")[2]
    blocks = re.findall(r"```sh\n(.*?)```", section.partition("\n## ")[0], re.DOTALL)
    back_up, restore = blocks
    return back_up, restore


class Drill:
    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.folder, self.notes = folder, folder / "notes"
        self.notes.mkdir()
        self.environment = environment | {
            "DJANGO_SETTINGS_MODULE": "reflectjournal.settings",
            "REFLECT_VENV": str(Path(sys.prefix)),
            "TMPDIR": str(folder),
        }
        self.key = Path(environment["REFLECT_VAR"]) / "master.key"
        self.key.write_text(settings.REFLECT_MASTER_KEYS)
        self.key.chmod(0o600)

    @contextmanager
    def started(self, *command: str, **more: str) -> Iterator[subprocess.Popen[str]]:
        """A process that is gone afterwards, with all that it started, whatever happens here."""
        process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment | more, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def run(self, *command: str, **more: str) -> tuple[int, str]:
        with self.started(*command, **more) as process:
            out, err = process.communicate(timeout=300)
        assert "Traceback" not in err, err
        return process.returncode, (out + err).strip()

    def wait_until(
        self, is_there: Callable[[], bool], process: subprocess.Popen[str], seconds: float = 120
    ) -> None:
        """Until that process has come so far."""
        ends = time.monotonic() + seconds
        while not is_there():
            assert process.poll() is None, process.communicate(timeout=30)
            assert time.monotonic() < ends, f"not there after {seconds} s"
            time.sleep(0.05)

    def set_up(self) -> None:
        status, said = self.run(sys.executable, "manage.py", "set_up")
        assert status == 0, said

    def ask(self, *arguments: str) -> object:
        status, said = self.run(sys.executable, "-m", "tests.faults.drill", *arguments)
        assert status == 0, said
        return json.loads(said.splitlines()[-1])

    def type(self, lines: str, backup: Path) -> str:
        """The lines of the runbook, in a shell that stops at the first that fails."""
        status, said = self.run("bash", "-euc", lines, BACKUP=str(backup))
        assert status == 0, said
        return said

    def restore(self, backup: Path, *options: str, **more: str) -> tuple[int, str]:
        return self.run(sys.executable, "manage.py", "restore", *options, str(backup), **more)

    def answered(self) -> dict[str, int]:
        """How many of each writer's saves are acknowledged, from the first on."""
        found = {}
        for path in sorted(self.notes.glob("*.notes")):
            attempts = read_notes([path])
            found[path.name] = next(
                (n for n, attempt in enumerate(attempts) if not attempt.answered), len(attempts)
            )
        return found


@pytest.fixture
def drill(own_database: Callable[[], dict[str, str]], tmp_path: Path) -> Drill:
    return Drill(own_database(), tmp_path)


def test_what_was_backed_up_is_there_again(drill: Drill) -> None:
    drill.set_up()  # with all of the demonstration
    back_up, restore = runbook()
    under_load, quiet = drill.folder / "under-load.backup", drill.folder / "quiet.backup"

    # While people write.
    write = (sys.executable, "-m", "tests.faults.writers", str(drill.notes), "2", "5000")
    moment = drill.folder / "moment.json"
    with drill.started(*write) as writers:
        drill.wait_until(lambda: sum(drill.answered().values()) >= 20, writers)
        moment.write_text(json.dumps(drill.answered()))
        said = drill.type(back_up, under_load)
        went_on = sum(drill.answered().values()) - sum(json.loads(moment.read_text()).values())
    assert "rows of" in said and "The master key is not in it" in said
    assert went_on > 5, "nothing was written meanwhile"

    # And when nobody does, and script/setup has nothing left to change: row by row.
    drill.set_up()
    drill.type(back_up, quiet)
    before = drill.ask("digest")
    drill.ask("lose")
    assert "Every trail is as it was written" in drill.type(restore, quiet)
    assert drill.ask("digest") == before

    # What was acknowledged before the first backup began is in it.
    drill.ask("lose")
    drill.type(restore, under_load)
    result = drill.ask("check", str(drill.notes), str(moment))
    assert isinstance(result, dict) and result["faults"] == [] and result["due"] >= 20
    assert drill.ask("digest") != before


def test_what_cannot_be_used_changes_nothing(drill: Drill) -> None:
    drill.ask("make", MARKER)
    good = drill.folder / "good.backup"
    drill.type(runbook()[0], good)
    facts, payload = Backup(good).facts, drill.folder / "payload"
    Backup(good).copy_payload(payload)
    whole, before = good.read_bytes(), drill.ask("digest")

    def made(name: str, **changes: object) -> Path:
        path = drill.folder / name
        files.write(path, facts | changes, payload)
        return path

    cut, flipped = drill.folder / "cut", drill.folder / "flipped"
    cut.write_bytes(whole[: len(whole) // 2])
    middle = len(whole) // 2
    flipped.write_bytes(whole[:middle] + bytes([whole[middle] ^ 4]) + whole[middle + 1 :])
    newer = made("newer", migrations=[*facts["migrations"], ["journals", "9999_not_yet"]])
    other_kind = made("other-kind", database="oracle")
    no_copy = drill.folder / "no-copy"
    payload.write_bytes(b"neither SQLite nor PostgreSQL")
    files.write(no_copy, facts, payload)

    refusals = {
        "damaged or cut short": drill.restore(cut, "--replace"),
        "is damaged": drill.restore(flipped, "--replace"),
        "newer version": drill.restore(newer, "--replace"),
        "of oracle": drill.restore(other_kind, "--replace"),
        "people. To put the backup in its place": drill.restore(good),
        REFUSES_IT[connection.vendor]: drill.restore(no_copy, "--replace"),
    }
    drill.key.write_text(base64.b64encode(b"k" * 32).decode())
    refusals["sealed with the master key"] = drill.restore(good, "--replace")
    drill.key.unlink()
    refusals["No master key"] = drill.restore(good, "--replace")
    for expected, (status, said) in refusals.items():
        assert status == 1 and expected in said, (expected, said)
        assert len(said.splitlines()) == 1 and said.startswith("CommandError: "), said
    assert drill.ask("digest") == before
    assert not list(Path(drill.environment["REFLECT_VAR"]).glob(".reflect-*"))


def test_killed_in_the_middle_it_is_the_one_or_the_other(drill: Drill) -> None:
    drill.ask("make", MARKER)
    backup = drill.folder / "one.backup"
    drill.type(runbook()[0], backup)
    restored = drill.ask("digest")
    status, said = drill.run(sys.executable, "manage.py", "invite", "new@example.test")
    assert status == 0, said
    there = drill.ask("digest")
    assert there != restored
    home = Path(drill.environment["REFLECT_VAR"])
    unpacked_in = home if connection.vendor == "sqlite" else drill.folder
    for moment in held_restore.MOMENTS:
        mark = drill.folder / f"mark-{moment}"
        hold = ("-m", "tests.faults.held_restore", moment, str(mark), str(backup))
        with drill.started(sys.executable, *hold) as process:
            drill.wait_until(mark.exists, process)
            if connection.vendor == "sqlite":  # it is on the disk, and not only in memory
                assert (home / "reflect.sqlite3-wal").stat().st_size > 0
        # A copy stays behind that only its owner may read. That of the kill before is gone.
        (left,) = unpacked_in.glob(".reflect-*")
        assert {path.name for path in left.iterdir()} == LEFT[connection.vendor, moment == "done"]
        assert {stat.S_IMODE(path.stat().st_mode) for path in (left, *left.iterdir())} == {
            0o700, 0o600,
        }  # fmt: skip
        assert drill.ask("digest") == (restored if moment == "done" else there), moment
    assert drill.run(sys.executable, "manage.py", "invite", "new@example.test")[0] == 0
    status, said = drill.restore(backup, "--replace")
    assert status == 0, said
    assert drill.ask("digest") == restored
    assert not list(unpacked_in.glob(".reflect-*"))


def test_no_word_can_be_read_in_it(drill: Drill) -> None:
    drill.ask("make", MARKER)
    backup, payload = drill.folder / "one.backup", drill.folder / "payload"
    drill.type(runbook()[0], backup)
    Backup(backup).copy_payload(payload)
    if payload.read_bytes()[:5] == b"PGDMP":  # compressed, until it is made a script
        pg_restore = find_program("pg_restore", major=connection.pg_version // 10_000)
        status, text = drill.run("bash", "-c", f"'{pg_restore}' --file=- '{payload}'")
        assert status == 0 and "COPY public.journals_entry" in text
    else:
        text = payload.read_bytes().decode("latin-1")
    assert "amara" in text.lower()  # addresses are not sealed: it is looked at as it is
    assert MARKER not in text
