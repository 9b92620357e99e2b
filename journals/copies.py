"""The copy that a writer gave, as her own page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from journals.models import Review, Share
from journals.rounds import Change, changes, left_out
from people.models import User


@dataclass(frozen=True)
class CopiedPart:
    """One answer of it, with what its reader said, and what changed since the round before."""

    part: dict[str, Any]
    comments: list[dict[str, Any]]
    change: Change | None


@dataclass(frozen=True)
class Copy:
    parts: list[CopiedPart]
    left_out: list[str]  # questions that went the time before, and not this time
    compared_with: datetime | None  # when the round before went


def copy_of(share: Share, review: Review | None, person: User) -> Copy:
    """The comparison is the one that the reader has; the writer keeps it whatever is shut."""
    before, said = _round_before(share, person), review.comments if review else {}
    changed = changes(before.snapshot, share.snapshot) if before else {}
    return Copy(
        [
            CopiedPart(part, said.get(part["key"], []), changed.get(part["key"]))
            for part in share.snapshot["parts"]
        ],
        left_out(before.snapshot, share.snapshot) if before else [],
        before.shared_at if before else None,
    )


def _round_before(share: Share, person: User) -> Share | None:
    if share.previous_id is None:
        return None
    given = Share.objects.own_of(person)
    return given.filter(pk=share.previous_id).select_related("key_holder").first()
