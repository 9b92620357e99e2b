"""A ward's worth of people at once: writing, reviewing, and coming to work.

    python -m tests.faults.load FOLDER SECONDS SEED [NURSES SUPERVISORS SIGN_INS]

Nurses autosave every ten seconds, supervisors go round their queue and read, and as many people
as are named last sign in within a minute, with passwords that cost what they cost. On a database
of its own, which the environment names. Prints a line of JSON.
"""

import json
import os
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

EVERY = 10.0  # seconds between one nurse's saves
READING = 4.0  # and between a supervisor's pages
COMING = 60.0  # over which people sign in
PASSWORD = "tea-goes-cold-at-night"


class Reader(threading.Thread):
    """Goes round pages that are to be had; keeps what was answered and how long it took."""

    def __init__(self, browser: Any, paths: list[str], rng: random.Random) -> None:
        super().__init__(daemon=True)
        self.browser, self.paths, self.rng = browser, paths, rng
        self.statuses: Counter[str] = Counter()
        self.took: list[float] = []
        self.ends = threading.Event()

    def run(self) -> None:
        while not self.ends.wait(READING * self.rng.uniform(0.5, 1.5)):
            began = time.monotonic()
            try:
                status = str(self.browser.ask("GET", self.rng.choice(self.paths)).status)
            except OSError:
                status = "none"
            self.statuses[status] += 1
            self.took.append(time.monotonic() - began)


class Arrival(threading.Thread):
    """One sign-in, through the page, at its moment."""

    def __init__(self, browser: Any, address: str, delay: float) -> None:
        super().__init__(daemon=True)
        self.browser, self.address, self.delay = browser, address, delay
        self.took, self.status, self.is_in = 0.0, "none", False

    def run(self) -> None:
        time.sleep(self.delay)
        began = time.monotonic()
        try:
            answer = self.browser.ask(
                "POST", "/sign-in/", {"login": self.address, "password": PASSWORD}
            )
            self.status = str(answer.status)
            self.took = time.monotonic() - began
            self.is_in = bool(self.browser.cookies.get("sessionid"))
        except OSError:
            pass


def main(folder: Path, seconds: float, seed: int, nurses: int, readers: int, coming: int) -> int:
    import django

    django.setup()
    from django.db import connection

    from tests.faults.checker import find_faults, read_notes
    from tests.faults.nurses import finish, join_all, make_writers
    from tests.faults.served import Browser, Server
    from tests.faults.twice import find_twice
    from tests.own_database import make_ready

    make_ready()
    rng = random.Random(seed)
    with Server(folder) as server:
        writers = make_writers(server.port, nurses, folder, pause=EVERY, seed=seed)
        supervisors = _make_supervisors(server.port, readers, rng)
        addresses = _make_people(coming)
        connection.close()
        server.start()
        arrivals = [
            Arrival(Browser(server.port, patience=60), one, rng.uniform(0, min(COMING, seconds)))
            for one in addresses
        ]
        memory = [_memory(server)]
        for number, writer in enumerate(writers):
            threading.Timer(number * EVERY / nurses, writer.start).start()
        for one in [*supervisors, *arrivals]:
            one.start()
        for _third in range(3):
            time.sleep(seconds / 3)
            memory.append(_memory(server))
        for reader in supervisors:
            reader.ends.set()
        finish(writers)
        join_all([*supervisors, *arrivals], 90)
    attempts = read_notes(sorted(folder.glob("*.notes")))
    saves = sorted(took for writer in writers for took in writer.took)
    statuses = sum((one.statuses for one in [*writers, *supervisors]), Counter())
    statuses.update(arrival.status for arrival in arrivals)
    result = {
        "vendor": connection.vendor,
        "seed": seed,
        "seconds": seconds,
        "nurses": nurses,
        "supervisors": readers,
        "acknowledged": sum(attempt.answered for attempt in attempts),
        "unanswered": sum(not attempt.answered for attempt in attempts),
        "faults": find_faults(attempts),
        "twice": find_twice(attempts),
        "trouble": [writer.trouble for writer in writers if writer.trouble],
        "unfinished": sum(one.is_alive() for one in [*writers, *supervisors, *arrivals]),
        "answers": dict(sorted(statuses.items())),
        "read": dict(sorted(sum((one.statuses for one in supervisors), Counter()).items())),
        "signed_in": sum(arrival.is_in for arrival in arrivals),
        "save": _figures(saves),
        "page": _figures(sorted(took for one in supervisors for took in one.took)),
        "sign_in": _figures(sorted(arrival.took for arrival in arrivals)),
        "megabytes": memory,
    }
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


def _make_supervisors(port: int, count: int, rng: random.Random) -> list[Reader]:
    from django.test import Client
    from django.urls import reverse

    from tests.conftest import open_session
    from tests.faults.served import Browser
    from tests.makers import (
        make_entry,
        make_membership,
        make_prompt_version,
        make_share,
        make_supervision,
        make_team,
        make_user,
    )  # fmt: skip

    team, version, found = make_team(), make_prompt_version(), []
    for number in range(count):
        reader, writer = make_user(f"Supervisor {number}"), make_user(f"Supervisee {number}")
        make_membership(reader, team, "supervisor")
        make_membership(writer, team, "member")
        share = make_share(make_entry(writer, version), make_supervision(reader, writer))
        cookie = open_session(Client(), reader, "own", factor=True).cookies["sessionid"].value
        paths = [reverse("journals:review_list"), reverse("journals:review_write", args=[share.pk])]
        found.append(Reader(Browser(port, patience=60, sessionid=cookie), paths, rng))
    return found


def _make_people(count: int) -> list[str]:
    from tests.makers import make_user

    addresses = []
    for number in range(count):
        person = make_user(f"Arrival {number}", f"arrival-{number}@example.test")
        person.set_password(PASSWORD)
        person.save()
        addresses.append(person.email)
    return addresses


def _memory(server: Any) -> float:
    """Megabytes that all its processes hold for themselves, and their share of what is shared."""
    total = 0
    for pid in server.pids():
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:  # it ended just now
            pass
    return round(total / 1024, 1)


def _figures(seconds: list[float]) -> dict[str, float]:
    def at(part: float) -> float:
        return round(seconds[min(len(seconds) - 1, int(len(seconds) * part))], 3)

    if not seconds:
        return {}
    return {"count": len(seconds), "median": at(0.5), "p95": at(0.95), "p99": at(0.99)}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")
    numbers = [int(text) for text in sys.argv[4:]] or [200, 20, 40]
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), *numbers))
