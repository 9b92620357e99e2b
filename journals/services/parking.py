"""Posted pages that could not be saved: kept sealed until their writer sees them again.

Pages of an entry (ParkedForm) and words about a share (ParkedWords) have tables of their own,
and are kept and let go in the same way. Whose a page is, the callers have proven.
"""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from journals.models import ParkedWords, Share

Fields = dict[str, list[str]]

# Whoever has seen the token of a page can post it without signing in: few pages, and small.
# Nothing can be read back by it.
MOST = 5
MOST_CHARACTERS = 200_000  # of words about a share


def has_room(rows: QuerySet[Any], fields: Fields, *, characters: int, most: int = MOST) -> bool:
    """Whether a page may be kept beside these. The caller has locked what they are about."""
    size = sum(len(value) for values in fields.values() for value in values)
    return size <= characters and rows.count() < most


def shown_on(rows: QuerySet[Any], shown: Iterable[str]) -> QuerySet[Any]:
    """Those among the rows that a page showed; it names them by hex, or anything else."""
    ids = [uuid.UUID(hex) for hex in shown if re.fullmatch("[0-9a-f]{32}", hex)]
    return rows.filter(pk__in=ids)


def let_go(rows: QuerySet[Any], *, shown: Iterable[str], asked: Iterable[str]) -> None:
    """Drop what a page showed, once all that it held has been saved from that page."""
    for parked in shown_on(rows, shown):
        if set(parked.fields.get("asked", [])) <= set(asked):
            parked.delete()


def park_words(
    *, share: Share, by_writer: bool, place: str, fields: Fields, most: int = MOST
) -> bool:
    """Keep words about a share, if there is room: each of the two has their own."""
    with transaction.atomic():
        rows = Share.objects.select_for_update(of=("self",), no_key=True).filter(pk=share.pk)
        locked = rows.defer("snapshot").first()
        own = ParkedWords.objects.filter(share=share.pk, by_writer=by_writer)
        if locked is None or not has_room(own, fields, characters=MOST_CHARACTERS, most=most):
            return False
        ParkedWords.objects.create(
            share=locked,
            key_holder_id=locked.key_holder_id,
            by_writer=by_writer,
            place=place,
            fields=fields,
        )
        return True
