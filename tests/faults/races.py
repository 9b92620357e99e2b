"""Two who act on one thing in the same moment. Run as a program on a database of its own.

    python -m tests.faults.races ROUNDS share|promise

Each kind of race has two processes of its own, and all kinds run at once; before each round
the two wait for one another. Prints a line of JSON: what each was answered, and what is wrong
afterwards.
"""

import json
import multiprocessing
import os
import random
import sys
import threading
import time
import traceback
from collections import Counter
from typing import Any

# What a page knows how to answer: whatever else an act ends with is a fault.
NAMED = {
    "DoesNotExist",
    "InvalidMove",
    "NotGivenError",
    "NoReaderError",
    "EntryChangedError",
    "NothingPreparedError",
    "SaveBusyError",
}
# What the two do (KINDS, make_case), and what must be true afterwards (faults_of).
MODULES = {
    "share": ("tests.faults.race_acts", "tests.faults.race_checks"),
    "promise": ("tests.faults.promise_acts", "tests.faults.promise_acts"),
}


def main(rounds: int, about: str) -> int:
    from importlib import import_module

    import django

    django.setup()
    from django.db import connection, connections, transaction

    from tests.own_database import make_ready

    make_ready()

    acts_module, checks_module = (import_module(name) for name in MODULES[about])
    KINDS, make_case = acts_module.KINDS, acts_module.make_case
    faults_of = checks_module.faults_of
    with transaction.atomic():
        cases = {kind: [make_case(kind) for _number in range(rounds)] for kind in KINDS}
    connections.close_all()  # never across a fork
    started = time.monotonic()
    fork = multiprocessing.get_context("fork")
    answers = fork.SimpleQueue()
    children = []
    # All kept until the end: the memory of one that is let go would be the next one's too.
    barriers = [fork.Barrier(2) for _kind in KINDS]
    for number, (kind, acts) in enumerate(KINDS.items()):
        for side, act in enumerate(acts):
            arguments = (answers, kind, side, act, cases[kind], barriers[number], number)
            child = fork.Process(target=_run, args=arguments)
            child.start()
            children.append(child)
    told: list[tuple[str, int, int, str]] = []
    reader = threading.Thread(
        target=lambda: told.extend(answers.get() for _n in range(2 * rounds * len(KINDS)))
    )
    reader.start()
    for child in children:
        child.join()
    reader.join(timeout=5)
    outcomes: dict[tuple[str, int], list[str]] = {}
    for kind, number, side, outcome in told:
        outcomes.setdefault((kind, number), ["", ""])[side] = outcome
    result = {
        "vendor": connection.vendor,
        "races": len(outcomes),
        "answers": {
            kind: dict(Counter(" / ".join(o) for (k, _n), o in outcomes.items() if k == kind))
            for kind in KINDS
        },
        "faults": [
            f"{kind} {number}: {fault}"
            for (kind, number), both in sorted(outcomes.items())
            for fault in faults_of(kind, cases[kind][number], both)
        ],
        "unnamed": [o for both in outcomes.values() for o in both if _is_unnamed(o)][:20],
        "broken_processes": sum(child.exitcode != 0 for child in children),
        "seconds": round(time.monotonic() - started, 1),
    }
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


def _is_unnamed(outcome: str) -> bool:
    return outcome.partition(":")[0] not in NAMED | {"done", "200", "303", "404"}


def _run(
    answers: Any, kind: str, side: int, act: Any, cases: list[Any], barrier: Any, seed: int
) -> None:
    import logging

    logging.disable(logging.CRITICAL)
    rng = random.Random(seed * 2 + side)
    for number, case in enumerate(cases):
        barrier.wait(timeout=60)
        time.sleep(rng.random() * 0.006)
        try:
            outcome = str(act(case) or "done")
        except Exception as error:  # noqa: BLE001  whatever a person would have been shown
            name = type(error).__name__
            outcome = name if name in NAMED else f"{name}: {traceback.format_exc()[-700:]}"
        answers.put((kind, number, side, outcome))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reflectjournal.settings")
    sys.exit(main(int(sys.argv[1]), sys.argv[2]))
