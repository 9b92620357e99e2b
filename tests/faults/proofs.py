"""What is proven, at which size, on what, and what each proof cannot do without."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk.backup.files import BackupRefused
from desk.backup.programs import find_program
from tests.faults import gates

Found = dict[str, Any]


def nothing(found: Found) -> list[str]:
    """The gate of who judges by itself."""
    return []


@dataclass(frozen=True)
class Proof:
    name: str
    vendor: str  # of the database that it is run on; none if it makes its own
    command: Callable[[Path, int, int], list[str]]  # folder, size, seed
    ci: int  # 0: script/test runs it small already
    release: int
    each: float  # seconds that one of its size may take, before the proof counts as hung
    settings: str = "tests.settings"
    needs: Sequence[Callable[[], str]] = ()  # each tells what it cannot do without, if missing
    gate: Callable[[Found], list[str]] = nothing
    times: Callable[[Found], list[str]] = nothing  # asked only where the machine has time
    alone: bool = True  # no other beside it: its times count, or it takes the whole machine


def module(name: str, *before: str) -> Callable[[Path, int, int], list[str]]:
    def command(folder: Path, size: int, seed: int) -> list[str]:
        return ["-m", f"tests.faults.{name}", str(folder), *before, str(size), str(seed)]

    return command


def by_pytest(name: str, test: str) -> Callable[[Path, int, int], list[str]]:
    def command(folder: Path, size: int, seed: int) -> list[str]:
        # No limit of pytest's own: ten thousand take longer than any test may.
        return ["-m", "pytest", "-q", "--timeout=0", "-p", "no:cacheprovider",
                f"--basetemp={folder}/pytest",
                f"--hypothesis-seed={seed}", f"tests/faults/{name}.py", "-k", test]  # fmt: skip

    return command


def root() -> str:
    return "" if os.geteuid() == 0 else "a small disk is mounted by root only"


def postgresql() -> str:
    try:
        for program in ("initdb", "postgres", "psql", "pg_isready"):
            find_program(program)
    except BackupRefused as missing:
        return str(missing)
    return ""


def strace() -> str:
    if not shutil.which("strace"):
        return "strace is not installed"
    return "" if os.geteuid() == 0 else "only root may look at all of these processes"


def browser() -> str:
    from tests.browser.conftest import chromium

    return "" if Path(chromium()).exists() else "there is no Chromium"


SAVING = by_pytest("test_saving_machine", "every_order_of_saving")
SHARING = by_pytest("test_share_machine", "every_order_of_sharing")
PROOFS = [
    Proof("orders of saving", "sqlite", SAVING, 1_000, 10_000, each=2, alone=False),
    Proof("orders of sharing", "sqlite", SHARING, 0, 2_000, each=2, alone=False),
    Proof("orders of sharing", "postgresql", SHARING, 0, 2_000, each=2, alone=False,
          needs=[postgresql]),
    Proof("sessions that end while writing", "sqlite", module("sessions"), 200, 2_000, each=10,
          gate=gates.nothing_lost, needs=[browser]),
    Proof("cuts of the network", "sqlite", module("cuts"), 100, 1_000, each=5,
          alone=False, gate=gates.nothing_lost),
    Proof("kills of the program", "sqlite", module("kills", "app"), 30, 500, each=15,
          gate=gates.no_page_fell_over, times=gates.late),
    Proof("kills of the program", "postgresql", module("kills", "app"), 30, 500, each=15,
          gate=gates.no_page_fell_over, times=gates.late, needs=[postgresql]),
    Proof("kills of PostgreSQL", "", module("kills", "database"), 30, 1_000, each=15,
          gate=gates.no_page_fell_over, times=gates.late, needs=[postgresql]),
    Proof("a sync before each answer", "sqlite", module("synced"), 100, 1_000, each=2,
          alone=False, gate=gates.synced, needs=[strace]),
    Proof("a sync before each answer", "postgresql", module("synced"), 100, 1_000, each=2,
          alone=False, gate=gates.synced, needs=[strace, postgresql]),
    Proof("a full disk", "sqlite", module("starved", "full"), 50, 50, each=15,
          gate=gates.calm, times=gates.slow, needs=[root]),
    Proof("PostgreSQL takes no writes", "", module("starved", "read-only"), 10, 50, each=15,
          gate=gates.calm, times=gates.slow, needs=[postgresql]),
    Proof("PostgreSQL is away", "", module("starved", "away"), 10, 50, each=30,
          gate=gates.calm, times=gates.slow, needs=[postgresql]),
    Proof("a ward at work", "postgresql", module("load"), 120, 600, each=2,
          gate=gates.no_error, needs=[postgresql], settings="tests.faults.settings"),
]  # fmt: skip
