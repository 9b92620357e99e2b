"""Sessions that end while a nurse writes, in a real browser: random scripts by the hundred.

    python -m tests.faults.sessions FOLDER SCRIPTS SEED [--weakened]

Three quarters with JavaScript and a quarter without. At a random moment her session is deleted,
locked or expired; she types on, and then she signs in again, or somebody else does. With
--weakened a fault is made in each script, which must be found. Prints a line of JSON.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import socket
import statistics
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

AT_ONCE = 4  # programs and browsers, if there is enough to do
ENOUGH = 20
GIVE_UP = 5  # scripts in a row that could not be gone through


def main(folder: Path, scripts: int, seed: int, *, weakened: bool = False) -> int:
    began = time.monotonic()
    count = AT_ONCE if scripts > ENOUGH else 1
    parts = [list(range(first, scripts, count)) for first in range(count)]
    jobs = [
        (folder / f"house-{number}", port, numbers, seed, weakened)
        for number, (port, numbers) in enumerate(zip(_ports(count), parts, strict=True))
    ]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=spawn) as pool:
        told = [line for lines in pool.map(_gone_through, *zip(*jobs, strict=True))
                for line in lines]  # fmt: skip
    faults = [f"script {line['number']}, {line['kind']}, {line['end']}: {fault}"
              for line in told for fault in line["faults"]]  # fmt: skip
    times = sorted(line["took"] for line in told) or [0.0]
    result = {
        "seed": seed,
        "scripts": len(told),
        "kinds": dict(sorted(Counter(line["kind"] for line in told).items())),
        "ends": dict(sorted(Counter(line["end"] for line in told).items())),
        "typed": sum(line["typed"] for line in told),
        "acknowledged": sum(line["acknowledged"] for line in told),
        "faults": [line for line in faults if ": twice: " not in line],
        "twice": [line for line in faults if ": twice: " in line],
        "trouble": [f"script {line['number']}, {line['kind']}, {line['end']}: {line['trouble']}"
                    for line in told if line["trouble"]],
        "a_script": {"median": round(statistics.median(times), 2), "longest": round(times[-1], 2)},
        "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip
    if len(told) < scripts:
        result["trouble"].append(f"given up after {len(told)} of {scripts} scripts")
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


def _ports(count: int) -> list[int]:
    """Free ones, each another: all are held until all are known."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _one in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _gone_through(
    folder: Path, port: int, numbers: list[int], seed: int, weakened: bool
) -> list[dict[str, Any]]:
    """One program, one browser, and the scripts of these numbers, one after the other."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM_ARGUMENTS, headless
    from tests.browser.house import House

    folder.mkdir(mode=0o700)
    house = House(folder, port)
    told: list[dict[str, Any]] = []
    try:
        house.build()
        house.open()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=headless(), args=CHROMIUM_ARGUMENTS
            )
            for number in numbers:
                told.append(_one(house, browser, number, seed, weakened))
                if len(told) >= GIVE_UP and all(line["trouble"] for line in told[-GIVE_UP:]):
                    break
            browser.close()
    finally:
        house.close()
    return told


def _one(house: Any, browser: Any, number: int, seed: int, weakened: bool) -> dict[str, Any]:
    from tests.faults.session_scripts import WEAKNESSES, Script, random_kind

    rng, trouble, began = random.Random(f"{seed} {number}"), "", time.monotonic()
    weakness = list(WEAKNESSES)[number % len(WEAKNESSES)] if weakened else ""
    kind = WEAKNESSES[weakness] if weakness else random_kind(rng)
    script = Script(house, browser, rng, kind=kind, weakness=weakness)
    try:
        script.run()
    except Exception as error:  # noqa: BLE001  told with the result
        trouble = f"{type(error).__name__}: {error}"[:1500]
    finally:
        script.close()
    return {
        "number": number,
        "kind": kind,
        "end": script.end,
        "typed": len(script.nurse.words),
        "acknowledged": sum(len(text.split()) for text in script.nurse.claimed.values()),
        "faults": script.nurse.faults,
        "trouble": trouble,
        "took": time.monotonic() - began,
    }


if __name__ == "__main__":
    os.environ.pop("PYTEST_XDIST_WORKER", None)
    sys.exit(
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]),
             weakened="--weakened" in sys.argv)
    )  # fmt: skip
