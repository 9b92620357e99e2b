"""Is each save on the disk before it is acknowledged? By what the kernel was asked to do.

    python -m tests.faults.synced FOLDER SAVES SEED

Watches the program (SQLite) or the server (PostgreSQL) with strace, which needs the right to:
between a save's leaving and its acknowledgement the database's log must be written to, and a sync
of it begin after that and succeed. And again with syncing switched off, where the same look must
find none: else it could not fail. Prints a line of JSON.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.ending import end_group
from tests.faults.traces import CALLS, is_kept, read


def main(folder: Path, saves: int, seed: int) -> int:
    import django

    django.setup()
    from django.db import connection

    from tests.faults.checker import find_faults, read_notes
    from tests.faults.nurses import make_writers
    from tests.faults.served import Server
    from tests.faults.twice import find_twice
    from tests.own_database import make_ready

    make_ready()
    server = Server(folder)
    careful, careless = make_writers(server.port, 2, folder, pause=0, seed=seed)
    found = {"careful": _watch(server, careful, saves, folder)}
    _switch_syncing_off(connection)
    found["careless"] = _watch(server, careless, min(20, saves), folder)
    attempts = read_notes(sorted(folder.glob("*.notes")))
    result = {
        "vendor": connection.vendor,
        "seed": seed,
        "acknowledged": found["careful"]["acknowledged"],
        "without_a_sync": found["careful"]["without"],
        "found_without_a_sync_when_switched_off": found["careless"]["without"],
        "faults": find_faults(attempts),
        "twice": find_twice(attempts),
    }
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


def _watch(server: Any, nurse: Any, saves: int, folder: Path) -> dict[str, int]:
    seen, spans = folder / f"strace-{nurse.entry}", []
    with server:
        server.start()
        page = nurse.open()
        nurse.send(page, nurse.begin(page))  # so that connections are open
        with _strace(_who_syncs(server), seen):
            for _save in range(saves):
                typed, left = nurse.begin(page), time.time()
                nurse.send(page, typed)
                spans.append((left, time.time()))
    with seen.open() as lines:
        calls = list(read(lines))
    return {
        "acknowledged": len(spans),
        "without": sum(not is_kept(calls, left, answered) for left, answered in spans),
    }


@contextmanager
def _strace(pids: list[int], seen: Path) -> Iterator[None]:
    options = ["-f", "-y", "-ttt", "-T", "-s", "0", "-e", CALLS, "-o", str(seen)]
    watched = [item for pid in pids for item in ("-p", str(pid))]
    strace = subprocess.Popen(
        ["strace", *options, *watched], stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        assert strace.stderr is not None
        strace.stderr.readline()  # "strace: Process … attached"
        time.sleep(0.5)
        yield
        time.sleep(0.3)
    finally:
        end_group(strace, signal.SIGINT)


def _who_syncs(server: Any) -> list[int]:
    from django.db import connection

    if connection.vendor == "sqlite":
        return list(server.pids())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = cursor.fetchone()[0]
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")
        pids = [pid for (pid,) in cursor.fetchall()]
    connection.close()
    master = int(Path(f"/proc/{own}/stat").read_text().rpartition(")")[2].split()[1])
    return [master, *(pid for pid in pids if pid != own)]  # those begun later are followed


def _switch_syncing_off(connection: Any) -> None:
    if connection.vendor == "sqlite":
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.faults.careless_settings"
        return
    with connection.cursor() as cursor:
        cursor.execute("ALTER ROLE reflect SET synchronous_commit = off")
    connection.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
