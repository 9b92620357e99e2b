"""How often one device may send. Counted in this process and nowhere else.

A row in the database would say when a device was busy. Two processes let through twice as
much: this is against a stuck key or a script, not against guessing.
"""

import threading
import time
from collections import OrderedDict

TRIES, SECONDS = 30, 60.0
REMEMBERED = 2000


class Pace:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sent: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def allows(self, mark: str) -> bool:
        """Count one for this device. False when it was too often."""
        now = time.monotonic()
        with self._lock:
            began, count = self._sent.pop(mark, (now, 0))
            if now - began >= SECONDS:
                began, count = now, 0
            self._sent[mark] = (began, count + 1)
            while len(self._sent) > REMEMBERED:
                self._sent.popitem(last=False)
            return count < TRIES

    def forget(self) -> None:
        with self._lock:
            self._sent.clear()


pace = Pace()
held = Pace()  # of words that came too often, and of which no script keeps anything on the screen
