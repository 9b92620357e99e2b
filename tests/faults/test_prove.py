"""What script/proof makes of a proof: who fails is told and kept, and the others are run."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk.backup.files import BackupRefused
from tests.faults import proofs, prove
from tests.faults.proofs import Proof

HOLDS = 'print(\'{"acknowledged": 1, "faults": [], "twice": []}\')'


def make_proof(name: str, code: str, **more: Any) -> Proof:
    proof = Proof(name, "", lambda folder, size, seed: ["-c", code], ci=1, release=1, each=0)
    return replace(proof, **more)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(prove, "busyness", lambda: 1.0)
    monkeypatch.delenv("REFLECT_NO_SKIPS", raising=False)
    return tmp_path


def test_a_name_that_no_proof_has_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert prove.main(["--ci", "holds", "typo"], [make_proof("holds", HOLDS)]) == 2
    said = capsys.readouterr()
    assert said.err == "prove: no proof has 'typo' in its name: holds\n"
    assert "Proven" not in said.out


def test_one_that_breaks_is_told_and_kept_and_the_next_is_run(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def gate(found: dict[str, Any]) -> list[str]:
        return found["no such thing"]

    def missing() -> str:
        raise RuntimeError("no programs")

    proofs = [
        make_proof("ends with one", "import sys; sys.exit('its last words')"),
        make_proof("breaks at its gate", HOLDS, gate=gate),
        make_proof("breaks before", HOLDS, needs=[missing]),
        make_proof("holds", HOLDS),
    ]
    assert prove.main(["--ci"], proofs) == 1
    told = capsys.readouterr().out
    assert "its last words" in told and "KeyError: 'no such thing'" in told
    assert "RuntimeError: no programs" in told
    assert told.count("FAILED: ") == 3 and told.count("held: ") == 1
    (folder,) = home.iterdir()
    kept = sorted(folder.iterdir())
    assert [one.name for one in kept] == ["0", "1", "2"]
    assert all(f"is in {one}\n" in told for one in kept)
    assert (kept[0] / "wrong").read_text() == "its last words\n"


def test_one_that_hangs_is_ended_with_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prove, "LIMIT", 1.0)
    start = "subprocess.Popen(['sleep', '60'], start_new_session=True)"
    hangs = f"import subprocess, time; print({start}.pid, flush=True); time.sleep(60)"
    assert prove.main(["--ci"], [make_proof("hangs", hangs)]) == 1
    assert "TimeoutError: it was not over after 1 s" in capsys.readouterr().out
    (said,) = home.glob("*/0/said")
    assert not is_running(int(said.read_text()))


def is_running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_what_held_leaves_nothing_behind(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert prove.main(["--ci"], [make_proof("holds", HOLDS)]) == 0
    assert list(home.iterdir()) == []
    assert capsys.readouterr().out.endswith("\nProven.\n")


def test_what_was_left_out_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    away = make_proof("away", HOLDS, needs=[lambda: "there is none"])
    holds = make_proof("holds", HOLDS)
    assert prove.main(["--ci"], [away, holds]) == 0
    told = capsys.readouterr().out
    assert "LEFT OUT away: there is none\n" in told
    assert told.endswith("\nProven, but for what was left out.\n")
    assert prove.main(["--ci"], [away]) == 2  # and so nothing was proven
    assert "Proven" not in capsys.readouterr().out
    monkeypatch.setenv("REFLECT_NO_SKIPS", "1")
    assert prove.main(["--ci"], [away, holds]) == 1


def test_time_is_judged_only_where_there_is_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    proof = make_proof("slow", HOLDS, gate=lambda found: [], times=lambda found: ["too slow"])
    assert prove.main(["--ci"], [proof]) == 1
    monkeypatch.setattr(prove, "busyness", lambda: prove.TOO_BUSY + 0.1)
    monkeypatch.setenv("REFLECT_NO_SKIPS", "1")
    assert prove.main(["--ci"], [proof]) == 0
    told = capsys.readouterr().out
    assert "NOT JUDGED slow: its times, on a machine that takes 4.1 times as long\n" in told
    lost = make_proof("lost", HOLDS, gate=lambda found: ["lost"], times=lambda found: [])
    assert prove.main(["--ci"], [lost]) == 1


def test_two_run_beside_each_other_unless_their_times_count(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    meets = (
        "import pathlib, sys, time\nhere = pathlib.Path('{home}')\n(here / '{me}').touch()\n"
        "until = time.monotonic() + 20\n"
        "while not (here / '{other}').exists():\n"
        "    assert time.monotonic() < until, 'nobody came'\n    time.sleep(0.01)\n"
    )
    pair = [
        make_proof(me, meets.format(home=home, me=me, other=other) + HOLDS, alone=False)
        for me, other in (("this", "that"), ("that", "this"))
    ]
    apart = make_proof(
        "apart", f"import pathlib; assert not pathlib.Path('{home}/this').exists()\n{HOLDS}"
    )
    assert prove.main(["--ci"], [*pair, apart]) == 0
    assert capsys.readouterr().out.count("held: ") == 3
    assert all(proof.alone for proof in proofs.PROOFS if proof.times is not proofs.nothing)


def test_without_postgresql_its_proofs_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(
        proofs.postgresql in proof.needs
        for proof in proofs.PROOFS
        if proof.vendor == "postgresql" or "PostgreSQL" in proof.name
    )

    def find_program(name: str) -> str:
        raise BackupRefused(f"{name} is not installed")

    monkeypatch.setattr(proofs, "find_program", find_program)
    assert proofs.postgresql() == "initdb is not installed"
