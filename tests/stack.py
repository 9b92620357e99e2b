"""Room on the interpreter's stack, so that a deep call does not ask the kernel for it each time.

CPython keeps the frames of a thread in chunks of 16 kB. A call that does not fit into the last
one maps another, and its return unmaps it: a loop that happens to stand on such an edge does so at
every turn. Below pytest and the test client it took a third of the time of some pages (`strace -c`
shows it); in the served program, whose calls are not as deep, nothing to speak of. A frame that
asks for much gets a chunk with as much again, and what it calls fits into the rest.
"""

from collections.abc import Callable
from typing import Any

SLOTS = 33_000  # of eight bytes: a chunk of 512 kB, half of it free for a thousand frames and more


def with_room(call: Callable[..., Any]) -> Callable[..., Any]:
    """The same call, made where deep calls find their room ready."""

    def roomy(*args: Any, **kwargs: Any) -> Any:
        return call(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=SLOTS)
    return roomy
