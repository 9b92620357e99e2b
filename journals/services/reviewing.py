"""Giving a review, and the talk that follows it."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from journals import news
from journals.merging import Save
from journals.models import SLOTS, InvalidMove, OutsideReader, Reply, Review, Share
from journals.review_marks import TALK, between_now, fit_to_give
from journals.review_saving import save_review
from journals.services.moves import move
from journals.services.sharing import lock_share, record
from journals.services.topics import add_topic, lock_pair
from journals.snapshots import Snapshot
from people import audit
from people.models import User
from vault.fields import seal_for
from vault.ids import new_id

LONGEST = 5_000  # characters of a slot, a comment or a reply


class NotGivenError(Exception):
    """The review was not given; `problems` maps its parts to what they want."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


MISSING, TOO_LONG, NOT_THERE, NO_TEXT = "missing", "too-long", "quote-not-there", "no-text"


def problems_of(review: Review, snapshot: Snapshot) -> dict[str, str]:
    """What keeps a review from being given, by part. Drafts may hold anything."""
    problems = {}
    for slot in SLOTS:
        text = review.words.get(slot) or ""
        if not text.strip():
            problems[slot] = MISSING
        elif len(text) > LONGEST:
            problems[slot] = TOO_LONG
    for question, comments in review.comments.items():
        for comment in comments:
            if problem := _problem_of(comment, question, snapshot):
                problems[comment["part"]] = problem
    return problems


def _problem_of(comment: dict[str, Any], question: str, snapshot: Snapshot) -> str:
    if not comment["text"].strip():
        return NO_TEXT
    if len(comment["text"]) > LONGEST:
        return TOO_LONG
    if comment["quote"] and not is_quoted(comment["quote"], question, snapshot):
        return NOT_THERE
    return ""


def is_quoted(quote: str, question: str, snapshot: Snapshot) -> bool:
    """Whether the words stand in that answer; how they were broken into lines is no matter."""
    said = " ".join(
        " ".join(line.split())
        for part in snapshot["parts"]
        if part["key"] == question
        for line in part["lines"]
    )
    return " ".join(quote.split()) in said


@transaction.atomic
def give_review(
    *, share_id: uuid.UUID, reader: User | OutsideReader, outcome: str, revision: int
) -> Review:
    """Let the writer see the reader's words, which do not change any more from then on.

    `revision` is that of the page on which Give was pressed. Raises NotGivenError, and
    InvalidMove when this was done before or the share is shut. What was ticked goes along as
    far as it has a place between the two; asking to talk in person puts it on their list.
    """
    outcome = Review.Outcome(outcome)  # and no other state that a share may move to
    if outcome not in Review.GIVEN_WITH_WORDS:
        raise NotGivenError({"outcome": MISSING})
    drafts = Review.objects.visible_to(reader)
    draft = drafts.filter(share=share_id).select_related("key_holder").first()
    pair = lock_pair(share_id) if draft and draft.words.get(TALK) else None
    share = lock_share(_of(reader), share_id)
    review = drafts.select_for_update(of=("self",), no_key=True).get(share=share)
    if review.is_given:  # "returned" to "acknowledged" is a move too, but not this one
        raise InvalidMove(f"{review} is given.")
    move(share, outcome, by=reader if isinstance(reader, User) else None)
    problems = problems_of(review, share.snapshot)
    if revision != review.revision:
        problems["revision"] = MISSING
    if problems:
        raise NotGivenError(problems)
    review.words = fit_to_give(review.words, between_now(share))
    review.outcome, review.given_at = outcome, timezone.now()
    review.save(update_fields=["words", "outcome", "given_at"])
    _record(share, reader, audit.Action.REVIEWED)
    if pair and isinstance(reader, User) and review.words.get(TALK):
        add_topic(share, pair, by=reader)
    news.answered(share)
    return review


@transaction.atomic
def acknowledge(*, share_id: uuid.UUID, reader: User | OutsideReader) -> Share:
    """Acknowledge a share that invited more: after a talk, or since it stands."""
    share = lock_share(_of(reader), share_id)
    if share.state != Share.State.RETURNED:  # a first review acknowledges by being given
        raise InvalidMove(f"{share} is {share.state}: nothing had invited more.")
    move(share, Share.State.ACKNOWLEDGED, by=reader if isinstance(reader, User) else None)
    _record(share, reader, audit.Action.REVIEWED)
    news.acknowledged(share)
    return share


@transaction.atomic
def add_reply(*, share_id: uuid.UUID, by: User | OutsideReader, kind: str, text: str) -> Reply:
    """Add a turn to the talk on a share. Raises InvalidMove before there is a review, and
    when the share is shut.

    The same turn twice in a row is one press too many, and stands once. Who would rather talk
    finds it on the list of the pair's next session.
    """
    pair = lock_pair(share_id) if kind == Reply.Kind.TALK else None
    share = lock_share(Share.objects.visible_to(by), share_id)
    if not share.has_been_reviewed:
        raise InvalidMove(f"{share} is {share.state}: there is nothing to answer.")
    by_writer = share.author == by
    latest = Reply.objects.filter(share=share).last()
    if latest and (latest.by_writer, latest.kind, latest.text) == (by_writer, kind, text):
        return latest
    reply = Reply.objects.create(
        share=share, key_holder_id=share.key_holder_id, by_writer=by_writer, kind=kind, text=text
    )
    if not by_writer:
        _record(share, by, audit.Action.COMMENTED)
    if pair and isinstance(by, User):
        add_topic(share, pair, by=by)
    news.replied(share, reply)
    return reply


@transaction.atomic
def settle_clash(
    *, review_id: uuid.UUID, reader: User | OutsideReader, part: str, page: str, use: bool
) -> bool:
    """The reader has seen both texts of a part: use the other one instead, or let it go.

    Says whether there was such a text: it may have been settled on the other device.
    """
    drafts = Review.objects.own_words_of(reader).filter(given_at__isnull=True)
    review = drafts.select_for_update(of=("self",), no_key=True).get(pk=review_id)
    found = [one for one in review.clashes if (one["part"], one["page"]) == (part, page)]
    if found and use:
        parts = {part: found[-1]["text"]}
        save = Save(operation=new_id(), page=new_id(), base=review.revision, parts=parts)
        save_review(review_id=review.pk, reader=reader, save=save)
    left = [one for one in review.clashes if one not in found]
    Review.objects.filter(pk=review.pk).update(clashes=seal_for(review, "clashes", left))
    return bool(found)


def _of(reader: User | OutsideReader) -> Any:
    shares = Share.objects.visible_to(reader)
    return shares.given_to(reader) if isinstance(reader, User) else shares


def _record(share: Share, reader: User | OutsideReader, action: "audit.Action") -> None:
    if isinstance(reader, User):
        record(share, reader, action)
    else:
        audit.record_outside(
            person=share.author,
            outside_id=reader.pk,
            action=action,
            object_type="share",
            object_id=share.pk,
        )
