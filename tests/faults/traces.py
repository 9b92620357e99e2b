"""What strace saw of a database's log: when it was written to, and when a sync of it was over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# What `strace -f -y -ttt -T -s 0` needs to be asked for.
CALLS = "trace=fsync,fdatasync,write,pwrite64,writev,pwritev,pwritev2"
# "12345 1700000000.123456 fdatasync(7</var/reflect.sqlite3-wal>) = 0 <0.000123>", or in halves:
# "… fdatasync(7</var/reflect.sqlite3-wal> <unfinished ...>", "… <... fdatasync resumed>) = 0 <…>"
BEGUN = re.compile(r"^(\d+) +(\d+\.\d+) (\w+)\(\d+<([^>]*)>")
RESUMED = re.compile(r"^(\d+) +\d+\.\d+ <\.\.\. (\w+) resumed>")
ENDED = re.compile(r"= (\d+) <(\d+\.\d+)>$")


@dataclass(frozen=True)
class Call:
    path: str
    begun: float
    over: float
    syncs: bool


def read(lines: Iterable[str]) -> Iterator[Call]:
    """Those that succeeded, on files that databases write ahead to."""
    under_way: dict[tuple[str, str], tuple[str, float]] = {}
    for line in lines:
        if resumed := RESUMED.match(line):
            pid, name = resumed.groups()
            path, begun = under_way.pop((pid, name), ("", 0.0))
        elif match := BEGUN.match(line):
            pid, moment, name, path = match.groups()
            begun = float(moment)
            if line.rstrip().endswith("<unfinished ...>"):
                under_way[pid, name] = (path, begun)
                continue
        else:
            continue
        ended, syncs = ENDED.search(line.rstrip()), name in ("fsync", "fdatasync")
        if ended and _is_a_log(path) and (int(ended[1]) == 0) == syncs:
            yield Call(path, begun, begun + float(ended[2]), syncs)


def _is_a_log(path: str) -> bool:
    return path.endswith("-wal") or "/pg_wal/" in path


def is_kept(calls: Iterable[Call], left: float, answered: float) -> bool:
    """Between the two the log was written to, and then synced: all of it before the answer."""
    within = [call for call in calls if left <= call.begun and call.over <= answered]
    written = [call for call in within if not call.syncs]
    return any(
        call.syncs and any(one.path == call.path and one.over <= call.begun for one in written)
        for call in within
    )
