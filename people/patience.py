"""A busy SQLite is asked again: at synchronous=FULL one write in four thousand meets one."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import OperationalError, connection

TRIES = 4

Answer = TypeVar("Answer")

# SQLite lets one writer in at a time, and whoever finds the door shut looks again after a
# nap: of many at once, luck decides who waits longest. Threads queue here instead.
_queue = threading.Lock()


class StillBusyError(Exception):
    """The database stayed busy for all the tries."""


def patiently(write: Callable[[], Answer]) -> Answer:
    """Do it, and do it again while another process is in the way. `write` is a transaction."""
    for attempt in range(TRIES):
        try:
            with _in_turn():
                return write()
        except OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                raise
            time.sleep(0.05 * 2**attempt)
    raise StillBusyError


@contextmanager
def _in_turn() -> Iterator[None]:
    # Not inside a transaction: it has the door, and whoever queues waits for it.
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _queue:
        yield
