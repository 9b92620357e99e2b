"""Every proof of "saved": what script/proof runs.

    python -m tests.faults.prove [--ci] [--seed N] [NAME …]

With --ci at the small sizes; without, at those of a release, and then what each found is put into
docs/proof/figures.json, in the place of what it found before. Ends with 1 when a single word was
lost, or a gate was missed, and with 2 when nothing was proven. Of who failed the folder is kept.
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
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.busy import busyness
from tests.faults.cluster import Cluster
from tests.faults.ending import end_all_of
from tests.faults.proofs import PROOFS, Found, Proof, nothing

ROOT = Path(__file__).resolve().parent.parent.parent
LIMIT = 300.0  # seconds that any proof may take, and so many more for each of its size (`each`)
KEPT = "failed"  # a file in the folder of a proof that is to be looked into
BESIDE = 2  # at once, of those that no time is asked of: each keeps one core busy
SAYING = threading.Lock()  # one verdict at a time, on paper and in figures.json
TOO_BUSY = 4.0  # times as long as alone: beyond that, times say nothing about us


@dataclass(frozen=True)
class Verdict:
    found: Found
    faults: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    not_judged: str = ""  # why its times were not
    was_run: bool = True


def main(arguments: list[str] | None = None, proofs: list[Proof] = PROOFS) -> int:
    parser = argparse.ArgumentParser(prog="prove")
    parser.add_argument("--ci", action="store_true")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args(arguments)
    known = list(dict.fromkeys(proof.name for proof in proofs))
    for name in options.names:
        if not any(name in one for one in known):
            sys.stderr.write(f"prove: no proof has {name!r} in its name: {', '.join(known)}\n")
            return 2
    verdicts = prove(
        [
            one
            for one in proofs
            if (not options.names or any(n in one.name for n in options.names))
            and (one.ci or not options.ci)
        ],
        ci=options.ci, seed=options.seed,
    )  # fmt: skip
    left_out = [line for verdict in verdicts for line in verdict.left_out]
    for line in left_out:
        sys.stdout.write(f"LEFT OUT {line}\n")
    for line in filter(None, (verdict.not_judged for verdict in verdicts)):
        sys.stdout.write(f"NOT JUDGED {line}\n")
    if not any(verdict.was_run for verdict in verdicts):
        sys.stderr.write("prove: nothing was proven, all of it was left out\n")
        return 2
    if any(v.faults for v in verdicts) or (left_out and os.environ.get("REFLECT_NO_SKIPS")):
        sys.stdout.write("\nSomething was lost, late or left out.\n")
        return 1
    sys.stdout.write(f"\nProven{', but for what was left out' if left_out else ''}.\n")
    return 0


def prove(proofs: list[Proof], *, ci: bool, seed: int) -> list[Verdict]:
    """Those that need the machine for themselves one after the other, then the rest in pairs.

    What one leaves behind is thrown away at once, unless it failed.
    """
    home = Path(tempfile.mkdtemp(prefix="reflect-proof-"))

    def one(numbered: tuple[int, Proof]) -> Verdict:
        number, proof = numbered
        with in_a_folder(home / str(number)) as folder:
            verdict = judge(proof, folder, proof.ci if ci else proof.release, seed)
            if verdict.faults:
                (folder / KEPT).touch()
            if verdict.was_run:
                with SAYING:
                    say(verdict, folder)
                    if not ci:
                        note(verdict.found, verdict.faults)
        return verdict

    alone = [(number, proof) for number, proof in enumerate(proofs) if proof.alone]
    beside = [(number, proof) for number, proof in enumerate(proofs) if not proof.alone]
    try:
        verdicts = [one(proof) for proof in alone]
        with ThreadPoolExecutor(BESIDE) as pool:
            verdicts += pool.map(one, beside)
    finally:
        if not any(home.iterdir()):
            home.rmdir()
    return verdicts


@contextmanager
def in_a_folder(folder: Path) -> Iterator[Path]:
    """Who still works in it is ended, and it is thrown away: what is in memory takes its room."""
    folder.mkdir()
    try:
        yield folder
    finally:
        end_all_of(folder)
        if not (folder / KEPT).exists():
            shutil.rmtree(folder, ignore_errors=True)


def judge(proof: Proof, folder: Path, size: int, seed: int) -> Verdict:
    """What goes wrong around a proof is a fault of that one, and the others are run as well."""
    found = {"proof": proof.name, "vendor": proof.vendor, "size": size, "seed": seed}
    name = " on ".join(filter(None, (proof.name, proof.vendor)))
    began = time.monotonic()
    try:
        if missing := [told for needed in proof.needs if (told := needed())]:
            return Verdict(found, left_out=[f"{name}: {'; '.join(missing)}"], was_run=False)
        found["busy"] = busyness()
        try:
            found |= run(proof, folder, size, seed, found["busy"])
        finally:
            found["took"] = round(time.monotonic() - began)
        found["busy"] = max(found["busy"], busyness())
        faults, not_judged = proof.gate(found), ""
        if found["busy"] <= TOO_BUSY:
            faults += proof.times(found)
        elif proof.times is not nothing:
            not_judged = f"{name}: its times, on a machine that takes {found['busy']} times as long"
        return Verdict(found, faults, not_judged=not_judged)
    except Exception as error:  # noqa: BLE001  told with the result
        return Verdict(found, [f"{type(error).__name__}: {error}"])


def run(proof: Proof, folder: Path, size: int, seed: int, busy: float) -> Found:
    """Its last line. What it says goes to files: who waits for a pipe waits for all who hold it."""
    said, wrong, limit = folder / "said", folder / "wrong", (LIMIT + proof.each * size) * busy
    with (
        environment(proof, folder) as variables,
        said.open("wb") as stdout, wrong.open("wb") as stderr,
    ):  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, *proof.command(folder, size, seed)],
            cwd=ROOT, env=variables | sizes(size, seed), stdout=stdout, stderr=stderr,
        )  # fmt: skip
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"it was not over after {limit:.0f} s") from None
        finally:
            process.kill()
            process.wait()
    if code:
        raise RuntimeError((said.read_text() + wrong.read_text())[-3000:])
    try:
        found = json.loads(said.read_text().splitlines()[-1])
    except (ValueError, IndexError):  # of pytest, whose word it is
        return {}
    return found if isinstance(found, dict) else {}


def sizes(size: int, seed: int) -> dict[str, str]:
    """For those that pytest runs: it takes none of its command line."""
    return {
        "REFLECT_ORDERS": str(size),
        "REFLECT_SHARE_STEPS": str(size),
        "REFLECT_SEED": str(seed),
    }


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
    with Cluster(folder / "cluster") as cluster:
        yield variables | {"DATABASE_URL": cluster.url}


def say(verdict: Verdict, folder: Path) -> None:
    line = {key: value for key, value in verdict.found.items() if value not in ([], {}, None)}
    sys.stdout.write(f"\n{'FAILED' if verdict.faults else 'held'}: {json.dumps(line)}\n")
    for fault in verdict.faults:
        sys.stdout.write(f"    {fault}\n")
    if verdict.faults:
        sys.stdout.write(f"    What it left behind is in {folder}\n")
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
