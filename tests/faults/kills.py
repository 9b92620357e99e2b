"""The program or PostgreSQL killed again and again while people write. Nothing may be lost.

    python -m tests.faults.kills FOLDER app|database TIMES SEED

On a database of its own, which the environment names (or, for `database`, a cluster that it
makes). Prints a line of JSON: what was acknowledged and lost, how often the page was an error,
and how long from each kill until the first good page.
"""

import json
import os
import random
import sys
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

WRITERS = 8
PAUSE = 0.15  # seconds between one's saves


def main(folder: Path, what: str, times: int, seed: int) -> int:
    from tests.faults.cluster import Cluster

    with Cluster(folder / "cluster") if what == "database" else nullcontext() as cluster:
        if cluster is not None:
            os.environ["DATABASE_URL"] = cluster.url
        result = _run(folder, cluster, times, seed)
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


def _run(folder: Path, cluster: Any, times: int, seed: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.db import connection

    from tests.faults.checker import find_faults, read_notes
    from tests.faults.nurses import finish, make_writers
    from tests.faults.served import Server
    from tests.faults.twice import find_twice
    from tests.faults.yardstick import yardstick
    from tests.own_database import make_ready

    make_ready()
    measure = yardstick() if cluster is None else None
    rng, until_good, started = random.Random(seed), [], time.monotonic()
    with Server(folder) as server:
        writers = make_writers(server.port, WRITERS, folder, pause=PAUSE, seed=seed)
        server.start()
        for writer in writers:
            writer.start()
        for _number in range(times):
            time.sleep(rng.uniform(0.15, 0.6))
            until_good.append(_kill(server, cluster, writers[0]))
        finish(writers)
    statuses = sum((writer.statuses for writer in writers), Counter())
    attempts = read_notes(sorted(folder.glob("*.notes")))
    connection.close()
    ordered = sorted(until_good)
    return {
        "what": "database" if cluster else "app",
        "vendor": connection.vendor,
        "seed": seed,
        "kills": times,
        "sent": len(attempts),
        "acknowledged": sum(attempt.answered for attempt in attempts),
        "faults": find_faults(attempts),
        "twice": find_twice(attempts),
        "trouble": [writer.trouble for writer in writers if writer.trouble],
        "unfinished": sum(writer.is_alive() for writer in writers),
        "answers": dict(sorted(statuses.items())),
        "yardstick": measure,
        "until_good_page": {
            "median": round(ordered[len(ordered) // 2], 2),
            "longest": round(ordered[-1], 2),
        },
        "seconds": round(time.monotonic() - started, 1),
    }


def _kill(server: Any, cluster: Any, writer: Any) -> float:
    """Kill and start again. Seconds until somebody's own page is whole again."""
    if cluster is not None:
        cluster.kill()
        began = time.monotonic()
        cluster.start()
    else:
        server.kill()
        began = time.monotonic()
        server.start(wait=False)
    from tests.faults.served import Browser

    browser = Browser(server.port, **writer.browser.cookies)
    deadline = began + 90
    while time.monotonic() < deadline:
        try:
            if browser.ask("GET", writer.path).status == 200:
                return time.monotonic() - began
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError("no good page came")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
