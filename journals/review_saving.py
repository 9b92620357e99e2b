"""Saving a review, by the protocol of journals.merging.

Its parts are the three slots, `comment-<question>-<number>` and what may be ticked besides; all
of them are one sealed document. A clash stays in the review itself, until its reader has seen it.
"""

import re
import uuid
from typing import Any

from django.utils import timezone

from journals.merging import Part, Save, Saved, merge_into, next_ledger
from journals.models import MARKS, SLOTS, OutsideReader, Review
from people.models import User
from vault.fields import seal_for

MOST_CLASHES = 20
COMMENT = re.compile(r"comment-([a-z][a-z0-9_]{0,39})-([1-9][0-9]?)")


def is_part(part: str) -> bool:
    return part in SLOTS or part in MARKS or COMMENT.fullmatch(part) is not None


def part_of(review: Review, part: str) -> Part:
    """The current value of one part, as a save would carry it; None when it is blank."""
    return review.words.get(part)


def save_review(*, review_id: uuid.UUID, reader: User | OutsideReader, save: Save) -> Saved:
    """Merge a save into the reader's own words.

    Also when the share is shut for them since: their words are kept, for them alone.
    Raises Review.DoesNotExist when there is no such review of theirs or it is given, and
    SaveBusyError when the database stayed busy for all the tries.
    """
    drafts = Review.objects.own_words_of(reader).filter(given_at__isnull=True)
    return merge_into(drafts, review_id, save, part_of=part_of, write=_write)


def _write(
    review: Review, save: Save, changes: dict[str, Part], clashes: dict[str, Part]
) -> Saved | None:
    saved = Saved(save.operation, review.revision + 1, sorted(clashes))
    words = {k: v for k, v in (review.words | changes).items() if v is not None}
    columns: dict[str, Any] = {
        "words": seal_for(review, "words", words),
        "ledger": seal_for(review, "ledger", next_ledger(review, save, changes, saved)),
    }
    if clashes:
        columns["clashes"] = seal_for(review, "clashes", _with(review.clashes, save, clashes))
    unchanged = Review.objects.filter(pk=review.pk, revision=review.revision, given_at__isnull=True)
    done = unchanged.update(revision=saved.revision, touched_at=timezone.now(), **columns)
    return saved if done else None


def _with(kept: list[dict[str, Any]], save: Save, clashes: dict[str, Part]) -> list[dict[str, Any]]:
    """The other texts, with those of this page in the place of its earlier ones."""
    page = save.page.hex
    left = [one for one in kept if (one["part"], one["page"]) not in {(p, page) for p in clashes}]
    new = [{"part": part, "page": page, "text": text} for part, text in clashes.items()]
    return [*left, *new][-MOST_CLASHES:]
