"""Days that are so many months apart."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def months_later(first: date, months: int) -> date:
    """The last day of a period that begins on this day: 1 April and 12 months give 31 March."""
    years, month = divmod(first.month - 1 + months, 12)
    year = first.year + years
    day = min(first.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)


def months_before(last: date, months: int) -> date:
    """The first day of a period that ends on this day: 31 March and 12 months give 1 April."""
    following = last + timedelta(days=1)
    years, month = divmod(following.month - 1 - months, 12)
    year = following.year + years
    return date(year, month + 1, min(following.day, monthrange(year, month + 1)[1]))
