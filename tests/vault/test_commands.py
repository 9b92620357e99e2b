"""make_key, check_key and rotate_keys, as an operator runs them: processes on a database file."""

import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from vault.management.commands import make_key

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = "tests.vault.notes.settings"


class World:
    """A database file and a key file of their own, used through processes only."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.key = var / "master.key"
        self.environment = os.environ | {
            "NOTES_VAR": str(var),
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "PYTHONPATH": str(ROOT),
        }

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str) -> tuple[int, str]:
        process = self.start("-m", "django", *command)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in err, err
        return process.returncode, (out + err).strip()

    def python(self, code: str) -> str:
        process = self.start("-c", f"import django; django.setup()\n{code}")
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return out.strip()

    def make_holders(self, count: int) -> None:
        self.python(
            "from django.db import transaction\nfrom vault.models import KeyHolder\n"
            f"with transaction.atomic():\n    [KeyHolder.objects.create() for _ in range({count})]"
        )

    def add_key(self) -> str:
        """Put a fresh key first in the ring; returns its name."""
        status, fresh = self.run("make_key", "--print")
        assert status == 0
        self.key.write_text(f"{fresh}\n{self.key.read_text()}")
        return self.python("from vault import keys; print(keys.ring().newest)")

    def refusal_at_start(self) -> str:
        return self.python(
            "from vault import startup\nfrom vault.errors import WrongKey\n"
            "try:\n    startup.verify()\nexcept WrongKey as error:\n    print(error)"
        )

    def drop_older_keys(self) -> None:
        self.key.write_text(self.key.read_text().splitlines()[0] + "\n")


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = World(tmp_path_factory.mktemp("migrated"))
    assert world.run("migrate", "--run-syncdb", "--verbosity=0") == (0, "")
    return world.var


@pytest.fixture
def world(migrated: Path, tmp_path: Path) -> World:
    return World(Path(shutil.copytree(migrated, tmp_path / "var")))


@pytest.fixture
def sealed_world(world: World) -> World:
    assert world.run("make_key")[0] == 0
    world.make_holders(1)
    return world


def test_make_key_makes_a_key_for_its_owner_only(world):
    status, said = world.run("make_key")
    assert status == 0
    assert str(world.key) in said
    assert stat.S_IMODE(world.key.stat().st_mode) == 0o600
    assert world.key.read_text().strip() not in said
    assert sorted(path.name for path in world.var.glob("*.key*")) == ["master.key"]
    status, said = world.run("check_key")
    assert (status, said.count("\n")) == (0, 0)


def test_make_key_never_overwrites(world):
    world.run("make_key")
    before = world.key.read_bytes()
    status, said = world.run("make_key")
    assert (status, world.key.read_bytes()) == (0, before)
    assert "there already" in said


def test_make_key_refuses_where_something_is_sealed(sealed_world):
    sealed_world.key.unlink()
    status, said = sealed_world.run("make_key")
    assert status == 1
    assert said.count("\n") == 0
    assert "already holds sealed text" in said
    assert not sealed_world.key.exists()


def test_a_file_that_appears_meanwhile_is_kept(tmp_path):
    path = tmp_path / "master.key"
    path.write_text("somebody's")
    with pytest.raises(CommandError, match="is kept"):
        make_key._write(path, "mine")
    assert path.read_text() == "somebody's"
    assert list(tmp_path.iterdir()) == [path]


def test_two_at_once_make_one_key(world):
    processes = [world.start("-m", "django", "make_key") for _ in range(4)]
    for process in processes:
        process.communicate(timeout=60)
    assert world.run("check_key")[0] == 0
    assert len(world.key.read_text().split()) == 1


def test_make_key_works_before_the_first_migration(tmp_path):
    world = World(tmp_path)
    assert world.run("make_key")[0] == 0
    assert world.run("migrate", "--run-syncdb", "--verbosity=0")[0] == 0
    assert world.run("check_key")[0] == 0


def test_a_missing_key_says_where_it_was_expected(sealed_world):
    sealed_world.key.unlink()
    status, said = sealed_world.run("check_key")
    assert (status, said) == (1, f"CommandError: No master key: expected at {sealed_world.key}.")


def test_a_wrong_key_names_both(sealed_world):
    right = sealed_world.python("from vault import keys; print(keys.ring().newest)")
    wrong = sealed_world.add_key()
    sealed_world.drop_older_keys()
    for command in "check_key", "rotate_keys":
        status, said = sealed_world.run(command)
        assert status == 1
        assert said.count("\n") == 0
        assert right in said
        assert wrong in said


def test_a_wrong_key_is_found_without_the_canary(sealed_world):
    with sqlite3.connect(sealed_world.var / "notes.sqlite3") as database:
        database.execute("DELETE FROM vault_canary")
    sealed_world.add_key()
    sealed_world.drop_older_keys()
    assert sealed_world.run("check_key")[0] == 1


def test_check_key_needs_a_migrated_database(tmp_path):
    world = World(tmp_path)
    world.run("make_key")
    status, said = world.run("check_key")
    assert (status, said.count("\n")) == (1, 0)
    assert "migrate" in said


def test_without_a_database_nothing_is_made_and_one_line_said(world):
    world.environment["NOTES_DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/nothing"
    for command in "make_key", "check_key", "rotate_keys":
        status, said = world.run(command)
        assert status == 1
        assert said.startswith("CommandError"), said
    assert not world.key.exists()


def test_verify_passes_database_errors_on(world):
    world.run("make_key")
    world.environment["NOTES_DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/nothing"
    said = world.python(
        "from django.db import OperationalError\nfrom vault import startup\n"
        "try:\n    startup.verify()\nexcept OperationalError:\n    print('unreachable')"
    )
    assert said == "unreachable"


def test_rotation_lets_the_old_key_go(sealed_world):
    sealed_world.make_holders(30)
    sealed_world.python(
        "from tests.vault.notes.models import Note\nfrom vault.models import KeyHolder\n"
        "Note.objects.create(key_holder=KeyHolder.objects.first(), text='Tea')"
    )
    newest = sealed_world.add_key()
    status, said = sealed_world.run("rotate_keys", "--batch=7")
    assert status == 0
    assert f"31 key holders re-wrapped; all 31 now need the master key {newest} only." in said
    sealed_world.drop_older_keys()
    assert sealed_world.run("check_key")[0] == 0
    read = "from tests.vault.notes.models import Note; print(Note.objects.get().text)"
    assert sealed_world.python(read) == "Tea"
    assert "0 key holders re-wrapped" in sealed_world.run("rotate_keys")[1]


def test_a_rotation_broken_off_still_asks_for_the_old_key(sealed_world):
    """Killed at random moments, run again, killed again; then it finishes."""
    sealed_world.make_holders(2000)
    old = sealed_world.python("from vault import keys; print(keys.ring().newest)")
    newest = sealed_world.add_key()
    broken_off = 0
    for _ in range(2):
        process = sealed_world.start("-m", "django", "rotate_keys", "--batch=3")
        assert process.stdout is not None
        process.stdout.readline()  # the first batch is committed
        time.sleep(random.uniform(0, 0.2))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        broken_off += process.returncode == -signal.SIGKILL
        counts = sealed_world.python("from vault import startup; print(startup.holders_by_key())")
        assert newest in counts
        assert old in counts, "every kill came too late to break anything off"
        assert sealed_world.run("check_key")[0] == 0  # with both keys all is well
    assert broken_off
    ring = sealed_world.key.read_text()
    sealed_world.drop_older_keys()
    status, said = sealed_world.run("check_key")
    assert status == 1
    assert old in said
    assert sealed_world.refusal_at_start() == said.removeprefix("CommandError: ")
    sealed_world.key.write_text(ring)
    assert sealed_world.run("rotate_keys")[0] == 0
    sealed_world.drop_older_keys()
    assert sealed_world.run("check_key") == (
        0,
        f"The master key {newest} is right: 2001 key holders can be opened.",
    )


def test_people_go_on_writing_during_a_rotation(sealed_world):
    sealed_world.make_holders(500)
    sealed_world.add_key()
    writers = [sealed_world.start("-m", "tests.vault.notes.write") for _ in range(2)]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n", writer.communicate()[1]
    assert sealed_world.run("rotate_keys", "--batch=5")[0] == 0
    assert [writer.poll() for writer in writers] == [None, None]  # still at it
    (sealed_world.var / "stop").touch()
    written = 0
    for writer in writers:
        out, err = writer.communicate(timeout=60)
        assert writer.returncode == 0, err
        written += int(out)
    sealed_world.drop_older_keys()
    read = (
        "from tests.vault.notes.models import Note\n"
        "print(sum(n.text.startswith('MARKER') for n in Note.objects.all()))"
    )
    assert sealed_world.python(read) == str(written)


def test_nothing_is_readable_in_the_database_files(sealed_world):
    """Killed while it writes, so that the write-ahead log is left as it was."""
    writer = sealed_world.start("-m", "tests.vault.notes.write")
    assert writer.stdout is not None
    assert writer.stdout.readline() == "writing\n"
    time.sleep(0.5)
    writer.kill()
    writer.communicate()
    files = list(sealed_world.var.glob("notes.sqlite3*"))
    assert {path.name for path in files} >= {"notes.sqlite3", "notes.sqlite3-wal"}
    whole = b"".join(path.read_bytes() for path in files)
    assert b"key_holder_id" in whole  # what is in clear is found this way
    for form in "utf-8", "utf-16-le", "utf-16-be":
        assert "MARKER".encode(form) not in whole
        assert b"MARKER".hex().encode() not in whole.lower()
    assert (
        int(
            sealed_world.python(
                "from tests.vault.notes.models import Note; print(Note.objects.count())"
            )
        )
        > 1
    )
