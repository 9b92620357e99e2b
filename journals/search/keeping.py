"""The indexes that this process holds: each for one person in one session, and for no longer.

An index is asked for with the session's key. When the session ends, on this device or from
another, nobody can come with that key any more; within a minute the memory goes as well. How
many bytes all of them take together is bounded: the one not used for longest goes first.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone

from journals.search.index import Index

log = logging.getLogger("journals.search")

MOST_BYTES = 64 * 1024 * 1024  # of one process
REST = 5 * 60.0  # seconds without a search; also who locked the page has none after that
EVERY = 20.0  # seconds between two looks at which sessions are over

Key = tuple[uuid.UUID, str]


class Keeping:
    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[Key, tuple[Index, int]] = OrderedDict()
        self._busy: dict[Key, tuple[threading.Lock, int]] = {}  # and how many want it

    def __len__(self) -> int:
        return len(self._held)

    @property
    def size(self) -> int:
        with self._lock:
            return sum(size for _index, size in self._held.values())

    def get(self, key: Key) -> Index | None:
        with self._lock:
            held = self._held.get(key)
            if held is None:
                return None
            self._held.move_to_end(key)
        held[0].used_at = time.monotonic()
        return held[0]

    def put(self, key: Key, index: Index) -> None:
        """Hold it, or note that it has grown. One larger than all of the room is not kept."""
        size = index.size
        with self._lock:
            self._held.pop(key, None)
            if size > self.most:  # it would throw everybody else's out, and not stay either
                return
            self._held[key] = index, size
            while sum(size for _index, size in self._held.values()) > self.most:
                self._held.popitem(last=False)

    @contextmanager
    def alone(self, key: Key) -> Iterator[None]:
        """One at a time for each key: however often a page is asked for, one index is made."""
        with self._lock:
            lock, wanted = self._busy.get(key, (threading.Lock(), 0))
            self._busy[key] = lock, wanted + 1
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, wanted = self._busy.pop(key)
                if wanted > 1:
                    self._busy[key] = lock, wanted - 1

    def clear(self) -> None:
        with self._lock:
            self._held.clear()

    def sweep(self, alive: Callable[[set[str]], set[str]]) -> None:
        """Let go of what nobody can ask for any more, and of what nobody has asked for lately.

        Of a session whose end cannot be looked up, too: it can be built anew.
        """
        with self._lock:
            sessions = {session for _person, session in self._held}
        if not sessions:
            return
        try:
            there = alive(sessions)
        except Exception as error:  # noqa: BLE001  whatever it is: the words go
            log.warning("The indexes of searches are dropped: %s.", type(error).__name__)
            there = set()
        with self._lock:
            for key, (index, _size) in list(self._held.items()):
                if key[1] not in there or time.monotonic() - index.used_at > REST:
                    del self._held[key]


def alive_among(sessions: set[str]) -> set[str]:
    """Which of these rows of sessions are there."""
    rows = Session.objects.filter(session_key__in=sessions, expire_date__gt=timezone.now())
    return set(rows.values_list("session_key", flat=True))


class Sweeper:
    """One daemon thread while anything is held; a forked process starts its own."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        if not getattr(settings, "SEARCH_SWEEPS", True):
            return
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="sweeper", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            time.sleep(EVERY)
            try:
                self._keeping.sweep(alive_among)
            finally:
                connections.close_all()  # an idle thread must not keep one
            with self._lock:
                if not len(self._keeping):
                    self._thread = None
                    return


keeping = Keeping()
sweeper = Sweeper(keeping)


def index_for(key: Key, refresh: Callable[[Index], None]) -> Index:
    """The index of this person in this session, brought up to date by `refresh`."""
    with keeping.alone(key):
        held = keeping.get(key)
        index = Index() if held is None else held
        refresh(index)
        if key[1]:  # without a session there is nobody who could come back for it
            keeping.put(key, index)
            sweeper.wake()
    return index
