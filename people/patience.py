"""A busy SQLite is asked again: at synchronous=FULL one write in four thousand meets one."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError

TRIES = 4

Answer = TypeVar("Answer")


class StillBusyError(Exception):
    """The database stayed busy for all the tries."""


def patiently(write: Callable[[], Answer]) -> Answer:
    """Do it, and do it again while another process is in the way. `write` is a transaction."""
    for attempt in range(TRIES):
        try:
            return write()
        except OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                raise
            time.sleep(0.05 * 2**attempt)
    raise StillBusyError
