"""Letting the services write as if it were another day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """timezone.now() says `moment`, in this process, for the length of the block.

    For the demonstration only: it makes the trail and the history carry believable days
    without a second way of writing them. Field defaults keep the real clock.
    """
    module = cast(Any, timezone)
    real = module.now
    module.now = lambda: moment
    try:
        yield
    finally:
        module.now = real


def moment_of(today: date, days_ago: int, clock: str) -> datetime:
    day = today - timedelta(days=days_ago)
    return datetime.combine(day, time.fromisoformat(clock), timezone.get_current_timezone())
