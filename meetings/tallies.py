"""Which tips were chosen, and by how many: never by which device."""

from __future__ import annotations

from collections import Counter
from typing import Any

from meetings.models import ENOUGH, Asking
from meetings.pots import Card

MOST_CHOSEN = 3


def ballots(asking: Asking) -> dict[str, list[str]]:
    """Mark of a device -> the names of the cards that it chose, while the meeting goes on."""
    found: dict[str, list[str]] = asking.votes.get("ballots", {})
    return found


def counted(asking: Asking) -> dict[str, Any]:
    """The votes without what marks a device."""
    chosen = Counter(name for names in ballots(asking).values() for name in names)
    counts = Counter(asking.votes.get("counts", {})) + chosen
    return {"counts": dict(sorted(counts.items())), "count": voters(asking)}


def voters(asking: Asking) -> int:
    return len(ballots(asking)) + int(asking.votes.get("count", 0))


def is_counted(asking: Asking) -> bool:
    """Whether numbers are said: from five on, and once nobody can add to them any more."""
    is_final = asking.votes_closed_at is not None or not ballots(asking)
    return is_final and voters(asking) >= ENOUGH


def chosen(asking: Asking) -> list[tuple[Card, int]]:
    """The cards, most votes first; without numbers (all 0) as long as none are said."""
    counts = counted(asking)["counts"] if is_counted(asking) else {}
    cards = [(card, int(counts.get(card.name, 0))) for card in asking.answers.cards]
    return sorted(cards, key=lambda one: (-one[1], one[0].name))
