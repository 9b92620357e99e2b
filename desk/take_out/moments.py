"""Moments and days as the data file writes them."""

from datetime import UTC, date, datetime
from typing import Any

Data = dict[str, Any]


def moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None


def day(on: date | None) -> str | None:
    return on.isoformat() if on else None
