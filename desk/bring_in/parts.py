"""A large text in sealed rows of a bounded size, and a record of an earlier journal in it."""

from __future__ import annotations

import json
from typing import Any

from desk.models import Bringing, BroughtPart

PIECE = 512 * 1024  # characters: at most 2 MiB of UTF-8, and about half a MiB as a rule


def put(bringing: Bringing, text: str) -> None:
    """Instead of what was there."""
    BroughtPart.objects.filter(bringing=bringing).delete()
    starts = range(0, len(text), PIECE)
    BroughtPart.objects.bulk_create(
        [
            BroughtPart(
                bringing=bringing,
                key_holder_id=bringing.key_holder_id,
                number=number,
                text=text[start : start + PIECE],
            )
            for number, start in enumerate(starts)
        ],
        batch_size=4,
    )


def text_of(bringing: Bringing) -> str:
    rows = BroughtPart.objects.filter(bringing=bringing, key_holder_id=bringing.key_holder_id)
    return "".join(row.text for row in rows.order_by("number").iterator(chunk_size=4))


def records_of(bringing: Bringing) -> list[dict[str, Any]]:
    """The records that came with one import; none while it waits, or once it was taken back."""
    if not bringing.is_done or bringing.kind != Bringing.Kind.JOURNAL:
        return []
    text = text_of(bringing)
    found: list[dict[str, Any]] = json.loads(text) if text else []
    return found
