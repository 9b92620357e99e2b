"""Every proof of "saved", one after the other: what script/proof runs.

    python -m tests.faults.prove [--ci] [NAME …]

With --ci at the small sizes; without, at those of a release, and then what each found is put into
docs/proof/figures.json, in the place of what it found before. Ends with 1 when a single word was
lost, or a gate was missed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.faults.busy import busyness
from tests.faults.cluster import Cluster

ROOT = Path(__file__).resolve().parent.parent.parent
HEALS_WITHIN = 5.0  # seconds until a save is taken again, when there is room again
WITHIN = 2.0  # seconds from a kill to the first good page, in the middle of all kills;
WITHIN_STARTS = 2.0  # on a slow machine, as many times what a start of the program takes there
Found = dict[str, Any]


@dataclass(frozen=True)
class Proof:
    name: str
    vendor: str  # of the database that it is run on; none if it makes its own
    command: Callable[[Path, int, int], list[str]]  # folder, size, seed
    ci: int
    release: int
    settings: str = "tests.settings"
    needs: Callable[[], str] = lambda: ""  # what it cannot do without, if that is missing
    gate: Callable[[Found], list[str]] = lambda found: []


def module(name: str, *before: str) -> Callable[[Path, int, int], list[str]]:
    def command(folder: Path, size: int, seed: int) -> list[str]:
        return ["-m", f"tests.faults.{name}", str(folder), *before, str(size), str(seed)]

    return command


def orders(folder: Path, size: int, seed: int) -> list[str]:
    return ["-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={folder}/pytest",
            f"--hypothesis-seed={seed}", "tests/faults/test_saving_machine.py", "-k",
            "every_order_of_saving"]  # fmt: skip


def root() -> str:
    return "" if os.geteuid() == 0 else "a small disk is mounted by root only"


def strace() -> str:
    if not shutil.which("strace"):
        return "strace is not installed"
    return "" if os.geteuid() == 0 else "only root may look at all of these processes"


def browser() -> str:
    from tests.browser.conftest import chromium

    return "" if Path(chromium()).exists() else "there is no Chromium"


def nothing_lost(found: Found) -> list[str]:
    told = [f"{key}: {found[key]}" for key in ("faults", "trouble", "twice") if found.get(key)]
    if found.get("unfinished"):
        told.append(f"{found['unfinished']} writers never came to an end")
    if not found["acknowledged"]:
        told.append("nothing was acknowledged: nothing was tried")
    return told


def back_soon(found: Found) -> list[str]:
    told, median = nothing_lost(found), found["until_good_page"]["median"]
    if found["answers"].get("500"):
        told.append(f"{found['answers']['500']} times a page of ours fell over")
    if median > max(WITHIN, WITHIN_STARTS * found["bare_start"]) * found["busy"]:
        told.append(f"{median} s from a kill to a good page")
    return told


def calm_and_healed(found: Found) -> list[str]:
    told = nothing_lost(found)
    if not found["refused"]:
        told.append("nothing was refused: nothing was tried")
    if found["heals_within"] > HEALS_WITHIN * found["busy"]:
        told.append(f"{found['heals_within']} s until a save was taken again")
    return told


def synced(found: Found) -> list[str]:
    told = nothing_lost(found)
    if found["without_a_sync"]:
        told.append(f"{found['without_a_sync']} were acknowledged before they were on the disk")
    if not found["found_without_a_sync_when_switched_off"]:
        told.append("with syncing off nothing is noticed: the look proves nothing")
    return told


def no_error(found: Found) -> list[str]:
    told = nothing_lost(found)
    told += [f"{count} answers were {status}" for status, count in found["answers"].items()
             if status == "none" or status >= "500"]  # fmt: skip
    if found["signed_in"] != found["sign_in"]["count"]:
        told.append(f"{found['signed_in']} of {found['sign_in']['count']} could sign in")
    return told


PROOFS = [
    Proof("orders of saving", "sqlite", orders, 1_000, 10_000),
    Proof("sessions that end while writing", "sqlite", module("sessions"), 200, 2_000,
          gate=nothing_lost, needs=browser),
    Proof("cuts of the network", "sqlite", module("cuts"), 100, 1_000, gate=nothing_lost),
    Proof("kills of the program", "sqlite", module("kills", "app"), 30, 500, gate=back_soon),
    Proof("kills of the program", "postgresql", module("kills", "app"), 30, 500, gate=back_soon),
    Proof("kills of PostgreSQL", "", module("kills", "database"), 30, 1_000,
          gate=back_soon),
    Proof("a sync before each answer", "sqlite", module("synced"), 100, 1_000, gate=synced,
          needs=strace),
    Proof("a sync before each answer", "postgresql", module("synced"), 100, 1_000, gate=synced,
          needs=strace),
    Proof("a full disk", "sqlite", module("starved", "full"), 50, 50, gate=calm_and_healed,
          needs=root),
    Proof("PostgreSQL takes no writes", "", module("starved", "read-only"), 10, 50,
          gate=calm_and_healed),
    Proof("PostgreSQL is away", "", module("starved", "away"), 10, 50, gate=calm_and_healed),
    Proof("a ward at work", "postgresql", module("load"), 120, 600, gate=no_error,
          settings="tests.faults.settings"),
]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ci", action="store_true")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    failed, left_out = 0, []
    with tempfile.TemporaryDirectory(prefix="reflect-proof-") as home:
        for number, proof in enumerate(PROOFS):
            if options.names and not any(name in proof.name for name in options.names):
                continue
            if missing := proof.needs():
                left_out.append(f"{proof.name}: {missing}")
                continue
            size = proof.ci if options.ci else proof.release
            result, faults = run(proof, Path(home) / str(number), size, options.seed)
            if not options.ci:
                note(result, faults)
            failed += bool(faults)
            say(result, faults)
    for line in left_out:
        sys.stdout.write(f"LEFT OUT {line}\n")
    failed += bool(left_out and os.environ.get("REFLECT_NO_SKIPS"))
    sys.stdout.write("\nSomething was lost, late or left out.\n" if failed else "\nProven.\n")
    return 1 if failed else 0


def run(proof: Proof, folder: Path, size: int, seed: int) -> tuple[Found, list[str]]:
    folder.mkdir()
    busy, began = busyness(), time.monotonic()
    with environment(proof, folder) as variables:
        done = subprocess.run(
            [sys.executable, *proof.command(folder, size, seed)],
            cwd=ROOT, env=variables | {"REFLECT_ORDERS": str(size)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    base = {"proof": proof.name, "vendor": proof.vendor, "size": size, "seed": seed,
            "busy": max(busy, busyness()), "took": round(time.monotonic() - began)}  # fmt: skip
    if done.returncode:
        return base, [(done.stdout + done.stderr)[-3000:]]
    try:
        found = json.loads(done.stdout.splitlines()[-1])
    except ValueError:  # of pytest, whose word it is
        found = {}
    return base | found, proof.gate(base | found)


@contextmanager
def environment(proof: Proof, folder: Path) -> Iterator[dict[str, str]]:
    """A database of its own."""
    var = folder / "var"
    var.mkdir(mode=0o700)
    variables = {**os.environ, "REFLECT_VAR": str(var), "DJANGO_SETTINGS_MODULE": proof.settings}
    variables.pop("DATABASE_URL", None)
    if proof.vendor != "postgresql":
        yield variables
        return
    cluster = Cluster(folder / "cluster")
    cluster.make()
    try:
        yield variables | {"DATABASE_URL": cluster.url}
    finally:
        cluster.stop()


def say(result: Found, faults: list[str]) -> None:
    line = {key: value for key, value in result.items() if value not in ([], {})}
    sys.stdout.write(f"\n{'FAILED' if faults else 'held'}: {json.dumps(line)}\n")
    for fault in faults:
        sys.stdout.write(f"    {fault}\n")
    sys.stdout.flush()


def note(result: Found, faults: list[str]) -> None:
    """One at a time: all of them take hours, and what was found by then is not to be lost."""
    import django

    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT,
                            capture_output=True, text=True, check=False)  # fmt: skip
    place = ROOT / "docs" / "proof" / "figures.json"
    known = json.loads(place.read_text()) if place.exists() else {}
    name = " on ".join(filter(None, (result["proof"], result["vendor"])))
    known[name] = {
        "made_on": datetime.now(UTC).date().isoformat(),
        "commit": commit.stdout.strip(),
        "python": platform.python_version(),
        "django": django.get_version(),
        "cores": os.cpu_count(),
        "fell_short": faults,
        **{key: value for key, value in result.items() if key not in ("proof", "vendor")},
    }
    place.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    sys.exit(main())
