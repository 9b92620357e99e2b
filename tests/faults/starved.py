"""A database that has no room, may not be written, or is not there: said calmly, and it heals.

    python -m tests.faults.starved FOLDER full TRIES SEED       SQLite on a small disk (as root)
    python -m tests.faults.starved FOLDER read-only TRIES SEED  PostgreSQL that takes no writes
    python -m tests.faults.starved FOLDER away TRIES SEED       PostgreSQL that is down at the start

Nobody restarts the program: when there is room again, the save that was refused is sent again by
the page that still has its words, and taken. Prints a line of JSON.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DISK = 24 << 20  # bytes
PAGE = 4096


def main(folder: Path, what: str, tries: int, seed: int) -> int:
    from tests.faults.cluster import Cluster

    if what == "full":
        _in_a_namespace_of_its_own()
    with _small_disk(folder) if what == "full" else Cluster(folder / "cluster") as place:
        if what == "full":
            os.environ["REFLECT_VAR"] = str(place)
        else:
            os.environ["DATABASE_URL"] = place.url
        spoil = {"full": Full, "read-only": ReadOnly, "away": Away}[what](place)
        result = _run(folder, spoil, tries, seed)
    sys.stdout.write(json.dumps({"what": what, **result}) + "\n")
    return 0


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    """It goes with this process; a copy stays for whoever looks into a loss."""
    var = folder / "small-disk"
    var.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=700", "tmpfs", var],
                   check=True)  # fmt: skip
    try:
        yield var
    finally:
        shutil.copytree(var, folder / "small-disk-in-the-end")


class Full:
    """So much room that the n-th write of a page is the one that fails."""

    def __init__(self, var: Path) -> None:
        self.var = var

    @contextmanager
    def during(self, number: int) -> Any:
        if number % 5:  # else the room that the log has already is used again, as on most days
            self._empty_the_log()
        filler = self.var / "filler"
        left = shutil.disk_usage(self.var).free - number * PAGE
        with filler.open("wb") as file:
            file.write(b"\0" * max(0, left))
        try:
            yield
        finally:
            filler.unlink()

    def _empty_the_log(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


class ReadOnly:
    """As a standby is, or a server whose disk was set so."""

    def __init__(self, cluster: Any) -> None:
        self.cluster = cluster

    @contextmanager
    def during(self, number: int) -> Any:
        self._set("on")
        try:
            yield
        finally:
            self._set("off")

    def _set(self, state: str) -> None:
        self.cluster.execute(
            f"ALTER DATABASE reflect SET default_transaction_read_only = {state}",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'reflect'",
        )


class Away:
    def __init__(self, cluster: Any) -> None:
        self.cluster = cluster

    @contextmanager
    def during(self, number: int) -> Any:
        self.cluster.kill()
        try:
            yield
        finally:
            self.cluster.start()


def _run(folder: Path, spoil: Any, tries: int, seed: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.db import connection

    from tests.faults.checker import find_faults, read_notes
    from tests.faults.nurses import make_writers
    from tests.faults.served import Browser, Server
    from tests.faults.twice import find_twice
    from tests.own_database import make_ready

    make_ready()
    while_spoiled, heals, uncalm, refused = Counter[str](), [], [], 0
    with Server(folder) as server:
        (nurse,) = make_writers(server.port, 1, folder, pause=0, seed=seed)
        stranger, rng = Browser(server.port), random.Random(seed)
        if isinstance(spoil, Away):  # the program starts before its database is there
            with spoil.during(0):
                server.start(wait=False)
                uncalm += _calm(_first_answer(stranger), while_spoiled)
        else:
            server.start()
        server.until_ready()
        page = nurse.open()
        for number in range(tries):
            with spoil.during(number):
                save = nurse.begin(page, words=rng.randrange(20, 1000))
                answer = nurse.send_once(save)
                if answer is None or not nurse.is_saved(answer, save):
                    refused += 1
                    uncalm += _calm(answer, while_spoiled)
                for browser, path in ((nurse.browser, nurse.path), (stranger, "/sign-in/")):
                    try:
                        uncalm += _calm(browser.ask("GET", path), while_spoiled)
                    except OSError:
                        uncalm.append(f"{path} was not answered")
            began = time.monotonic()
            nurse.send(page, save)
            heals.append(time.monotonic() - began)
    attempts = read_notes(sorted(folder.glob("*.notes")))
    faults = find_faults(attempts)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            said = cursor.execute("PRAGMA integrity_check").fetchone()[0]
            faults += [] if said == "ok" else [said]
    return {
        "vendor": connection.vendor,
        "seed": seed,
        "tries": tries,
        "refused": refused,
        "acknowledged": len(heals),
        "answers": dict(while_spoiled),
        "faults": faults,
        "twice": find_twice(attempts),
        "trouble": uncalm,
        "heals_within": round(max(heals), 2),
    }


def _calm(answer: Any, statuses: Counter[str]) -> list[str]:
    """What is wrong with an answer given in need: it is the page, or a calm one, and no secret."""
    if answer is None:
        statuses["none"] += 1
        return ["no answer at all"]
    statuses[str(answer.status)] += 1
    told = []
    if answer.status not in (200, 503):
        told.append(f"answered with {answer.status}")
    if answer.status == 503 and not answer.headers.get("Retry-After"):
        told.append("a 503 that does not say when to try again")
    if any(word in answer.text for word in ("Traceback", "psycopg", "sqlite3", "reflect@")):
        told.append("an answer that tells of the inside")
    return told


def _first_answer(browser: Any) -> Any:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            return browser.ask("GET", "/sign-in/")
        except OSError:
            time.sleep(0.05)
    return None


def _in_a_namespace_of_its_own() -> None:
    """So that the small disk is nobody else's, and gone with this process."""
    if os.environ.get("REFLECT_UNSHARED"):
        return
    os.environ["REFLECT_UNSHARED"] = "1"
    command = ["unshare", "--mount", sys.executable, "-m", "tests.faults.starved", *sys.argv[1:]]
    os.execvp(command[0], command)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
