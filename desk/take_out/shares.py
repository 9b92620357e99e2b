"""What a person shared and was told, and what they said to others, as plain values.

To the writer belong the copy that they gave and whatever was said to them about it. To the
reader belong their own words, and nothing that they were shown: not the copy, and not the
phrases that they quoted from it. A draft is its reader's alone.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from desk.copies import Data, moment
from desk.take_out import before_groups
from desk.take_out.entries import Versions, wording
from journals.models import (
    MARKS,
    SLOTS,
    Entry,
    OutsideReader,
    ParkedWords,
    Reply,
    Review,
    Share,
    ShareMove,
)
from journals.review_marks import in_words
from people.models import AuditEvent, User
from vault.ids import short

SUPERVISOR = "supervisor"


def name_of(person: User) -> str:
    """The name somebody goes by, never their address; empty when they have left."""
    return person.display_name


def shares(person: User) -> list[Data]:
    """Every share the person gave, of entries in the bin too, the newest first."""
    own = Entry.objects.visible_to(person) | Entry.objects.in_bin_of(person)
    # Author and key too: a row moved to another writer's entry in the database stays shut.
    given = Share.objects.filter(entry__in=own, author=person, key_holder=person.key_holder_id)
    versions = Versions.of(given)
    reviewed = Review.objects.filter(share__in=given, given_at__isnull=False)
    review_of = {review.share_id: review for review in reviewed}
    moves = _by_share(ShareMove.objects.filter(share__in=given))
    replies = _by_share(Reply.objects.filter(share__in=given))
    unsaved = _by_share(ParkedWords.objects.filter(share__in=given, by_writer=True))
    openings = _openings(person)
    groups = before_groups.by_share(person)
    rows = given.select_related("reader", "outside").newest_first()
    return [
        _share(share)
        | wording(versions[share.prompt_version_id])
        | {
            "moves": [_move(row, share) for row in moves[share.pk]],
            "opened": [_opening(row, share) for row in openings[share.pk]],
            "before_groups": groups[share.pk],
            "review": _given(review_of[share.pk]) if share.pk in review_of else None,
            "replies": [
                _reply(row, "you" if row.by_writer else "reader") for row in replies[share.pk]
            ],
            "unsaved_pages": [_unsaved(row) for row in unsaved[share.pk]],
        }
        for share in rows.iterator(chunk_size=500)
    ]


def _share(share: Share) -> Data:
    outside = share.outside if share.reader_id is None else None
    return {
        "id": short(share.pk),
        "entry": short(share.entry_id),
        "entry_revision": share.entry_revision,
        "previous": short(share.previous_id) if share.previous_id else None,
        "to": _outside(outside) if outside else _supervisor(share),
        "snapshot": share.snapshot,
        "words": share.word_count,
        "state": share.state,
        "state_in_words": str(share.get_state_display()),
        "shared_at": moment(share.shared_at),
        "moved_at": moment(share.moved_at),
    }


def _supervisor(share: Share) -> Data:
    return {
        "kind": SUPERVISOR,
        "name": name_of(share.reader),  # type: ignore[arg-type]  # see _share
        "address": None,
        "until": None,
        "confirmed_at": None,
    }


def _outside(reader: OutsideReader) -> Data:
    return {
        "kind": reader.kind,
        "name": reader.name,
        "address": reader.address,
        "until": moment(reader.ends_at),
        "confirmed_at": moment(reader.confirmed_at),
    }


def _move(row: ShareMove, share: Share) -> Data:
    by = {share.author_id: "you", share.reader_id: "reader"}.get(row.by_id)
    return {
        "before": row.before,
        "after": row.after,
        "in_words": str(row.get_after_display()),
        "by": by,
        "at": moment(row.at),
    }


def _openings(person: User) -> defaultdict[UUID, list[AuditEvent]]:
    found: defaultdict[UUID, list[AuditEvent]] = defaultdict(list)
    opened = AuditEvent.objects.filter(person=person, action=AuditEvent.Action.SHARE_OPENED)
    for row in opened.order_by("number").iterator():
        if row.object_id:
            found[row.object_id].append(row)
    return found


def _opening(row: AuditEvent, share: Share) -> Data:
    return {
        "at": moment(row.at),
        "by": "reader" if row.actor_id in _ids_of_reader(share) else short(row.actor_id),
    }


def _ids_of_reader(share: Share) -> set[UUID]:
    return {share.reader_id if share.reader_id else share.outside.pk}


def _given(review: Review) -> Data:
    """As its writer sees it: nothing of how it was saved, nor of what it was before."""
    return {
        "outcome": review.outcome,
        "outcome_in_words": str(review.get_outcome_display()),
        "given_at": moment(review.given_at),
        **_slots(review),
        **_marks(review),
        "comments": [
            {"question": question, "quote": one.get("quote") or "", "text": one.get("text") or ""}
            for question, comments in review.comments.items()
            for one in comments
        ],
    }


def reviews(person: User) -> list[Data]:
    """What the person said, as a reader, about shares of others; shut ones too."""
    own = Review.objects.own_words_of(person)
    read = Review.objects.own_words_of(person).values("share")
    versions = Versions.of(Share.objects.filter(pk__in=read))
    replies = _by_share(Reply.objects.filter(share__in=read, by_writer=False))
    parked = ParkedWords.objects.visible_to(person).filter(by_writer=False)
    unsaved = _by_share(parked)
    rows = own.select_related("share__author").defer("share__snapshot").order_by("-started_at")
    return [
        _said(review)
        | wording(versions[review.share.prompt_version_id])
        | {
            "replies": [_reply(row, "you") for row in replies[review.share_id]],
            "unsaved_pages": [_own_fields(row) for row in unsaved[review.share_id]],
        }
        for review in rows.iterator(chunk_size=500)
        if review.revision
        or review.is_given
        or replies[review.share_id]
        or unsaved[review.share_id]
    ]


def _said(review: Review) -> Data:
    share = review.share
    return {
        "id": short(share.pk),
        "to": name_of(share.author),
        "state": share.state,
        "started_at": moment(review.started_at),
        "touched_at": moment(review.touched_at),
        "given_at": moment(review.given_at),
        "outcome": review.outcome,
        **_slots(review),
        **_marks(review),
        "comments": [
            {"question": question, "text": one.get("text") or ""}
            for question, comments in review.comments.items()
            for one in comments
        ],
        "second_texts": [
            {"part": one["part"], "text": _without_quote(one["text"])} for one in review.clashes
        ],
        "revision": review.revision,
        "saving_ledger": review.ledger,
    }


def _slots(review: Review) -> Data:
    return {slot: review.words.get(slot) or "" for slot in SLOTS}


def _marks(review: Review) -> Data:
    """What was ticked, by its keys; depth too, also where the pages do not show it now."""
    ticked = {mark: review.words.get(mark) or [] for mark in MARKS}
    return {
        **ticked,
        "ticked_in_words": in_words([key for keys in ticked.values() for key in keys]),
    }


def _reply(row: Reply, by: str) -> Data:
    return {
        "by": by,
        "kind": row.kind,
        "kind_in_words": str(row.get_kind_display()),
        "text": row.text,
        "made_at": moment(row.made_at),
    }


def _unsaved(row: ParkedWords) -> Data:
    return {"parked_at": moment(row.parked_at), "fields": row.fields}


def _own_fields(row: ParkedWords) -> Data:
    """A reader's page without the fields that carry the writer's words back."""
    own = {name: values for name, values in row.fields.items() if not name.startswith("quote-")}
    return {"parked_at": moment(row.parked_at), "fields": own}


def _without_quote(text: Any) -> Any:
    if isinstance(text, list):  # ticked
        return in_words(text)
    return text.get("text") or "" if isinstance(text, dict) else text


def _by_share(rows: Any) -> defaultdict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.share_id].append(row)
    return found
