"""Work that a page must not wait for, because how long it takes would tell something."""

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connections

log = logging.getLogger("people.aside")

Job = tuple[Callable[..., Any], dict[str, Any]]


def run(work: Callable[..., Any], **arguments: Any) -> None:
    """Do it soon, in a thread of its own, and say nothing of how it went."""
    if not getattr(settings, "MAIL_ASIDE", True):
        work(**arguments)
        return
    try:
        _jobs.put_nowait((work, arguments))
    except queue.Full:
        log.error("%s was not done: too much is waiting.", work.__name__)
    _worker.wake()


def work_off(job: Job) -> None:
    work, arguments = job
    close_old_connections()
    try:
        work(**arguments)
    except Exception as error:  # noqa: BLE001  the thread has to live on for the next one
        log.error("%s was not done: %s.", work.__name__, type(error).__name__)


class _Worker:
    """One daemon thread, started at the first job: a forked process starts its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="aside", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            work_off(_jobs.get())
            connections.close_all()  # an idle thread must not keep one


_jobs: "queue.Queue[Job]" = queue.Queue(maxsize=1000)
_worker = _Worker()
