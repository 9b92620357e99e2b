"""Many processes that save at once. Run as a program on a database of its own.

    python -m tests.faults.writers FOLDER PROCESSES SAVES

Half of each process's saves go to an entry of its own, half to one entry that all share.
It makes and migrates the database that the environment names, writes one file of notes a
process into FOLDER, checks them, and prints a line of JSON.
"""

import json
import os
import random
import sys
import time
from pathlib import Path

SHARED_PARTS = ["happened", "in_a_line", "about-title", "about-private_note", "barriers"]


def main(folder: Path, processes: int, saves: int) -> int:
    import django

    django.setup()
    from django.db import connection, connections

    from tests.own_database import make_ready

    make_ready()

    from tests.makers import make_entry, make_prompt_version, make_user

    version = make_prompt_version()
    one = make_user("Amara")
    shared = make_entry(one, version, answers={}, revision=0)
    own = [make_entry(make_user(f"Writer {n}"), version, answers={}, revision=0)
           for n in range(processes)]  # fmt: skip
    connections.close_all()  # never across a fork

    started = time.monotonic()
    children = []
    for number in range(processes):
        if not (child := os.fork()):
            os._exit(
                _write(folder, number, saves, (one, shared), (own[number].author, own[number]))
            )
        children.append(child)
    broken = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    seconds = time.monotonic() - started

    from tests.faults.checker import find_faults, read_notes

    attempts = read_notes(sorted(folder.glob("*.notes")))
    result = {
        "vendor": connection.vendor,
        "broken_processes": broken,
        "sent": len(attempts),
        "acknowledged": sum(a.answered for a in attempts),
        "clashes": sum(bool(a.clashes) for a in attempts),
        "faults": find_faults(attempts),
        "errors": [p.read_text() for p in sorted(folder.glob("*.error"))],
        "seconds": round(seconds, 1),
    }  # fmt: skip
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


def _write(folder: Path, number: int, saves: int, shared: tuple, own: tuple) -> int:
    import traceback

    from tests.faults.checker import Notes
    from tests.faults.devices import Device, new_text

    rng = random.Random(number)
    notes = Notes(folder / f"{number}.notes")
    try:
        mine = Device(own[1].pk, own[0], notes)
        ours = Device(shared[1].pk, shared[0], notes)
        for turn in range(saves):
            device = ours if turn % 2 else mine
            part = rng.choice(SHARED_PARTS)
            text = f"{new_text(rng)} of {number}"
            device.type(part, [text] if part == "barriers" else text)
            device.autosave()
            if rng.random() < 0.1:
                device.reload()
    except Exception:  # noqa: BLE001  whatever a writer would have been shown
        (folder / f"{number}.error").write_text(traceback.format_exc())
        return 1
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reflectjournal.settings")
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
