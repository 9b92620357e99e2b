"""A person who shares and who reads others: each table of sharing holds something of theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from journals.models import (
    Entry,
    KeptWords,
    OutsideReader,
    ParkedWords,
    Preparation,
    Review,
    Share,
)
from journals.services import before_groups, concerns, parking, reviewing, sharing
from journals.services.coming_back import choose
from journals.services.depth import turn_depth
from journals.services.sharing import checked_snapshot, give, lock_entry
from people.models import User
from supervision.models import Supervision
from supervision.services.pairs import say_full
from tests.makers import (
    make_entry,
    make_factor,
    make_share,
    make_supervision,
    make_user,
    make_words,
)
from tests.supervision.makers import make_group
from vault.ids import short

WRITERS_WORDS = "Words of another writer"


def make_full_sharing(person: User, entry: Entry, pair: Supervision, mark: str) -> None:
    """What `person` wrote or gave holds `mark`; what others wrote to them holds it as "to mark"."""
    share = make_share(entry, pair, "happened", ask=f"Ask {mark}")
    sharing.open_share(share_id=share.pk, reader=pair.supervisor)
    comment = {"quote": f"Answer journal {mark}", "text": f"Comment to {mark}"}
    ticked = {"functions": ["formative"], "depth": ["sense"], "talk": ["talk"]}
    words = {"comment-happened-1": comment} | ticked
    review = make_words(share, noticed=f"Noticed to {mark}", **words)
    give_words(review, "returned")
    reply(share, person, f"Reply of {mark}", kind="talk")
    reply(share, pair.supervisor, f"Reply to {mark}")
    park(share, by_writer=True, text=f"Parked reply of {mark}")
    drafted = make_share(entry, pair, "happened")  # a draft that its writer may not see
    make_words(drafted, noticed=f"Draft kept from {mark}")
    park(drafted, by_writer=False, text=f"Parked draft kept from {mark}")
    make_outside(entry, person, mark)
    Preparation.objects.create(
        entry=entry, key_holder=person.key_holder, choices={"parts": [], "ask": f"Chosen {mark}"}
    )
    KeptWords.objects.create(
        person=person, key_holder=person.key_holder, folded=[f"kept {mark.lower()}"]
    )
    make_concerns(share, pair.supervisor)
    make_before_group(share, pair)
    make_factor(person, name=f"App {mark}")
    say_full(supervisor=person, full=True)
    turn_depth(person=person, on=True)
    choose(person=person, on_this_day=True, six_weeks=True)
    make_reader(person, mark)


def make_concerns(share: Share, reader: User) -> None:
    """Their reader was worried, put off telling them, told them, and closed it."""
    concern = concerns.raise_concern(
        share_id=share.pk, reader=reader, tell_now=False, reason="danger"
    )
    concerns.tell_writer(concern_id=concern.pk, by=reader)
    concerns.close(concern_id=concern.pk, raiser=reader, reason="talked")


def make_before_group(share: Share, pair: Supervision) -> None:
    """Put before a group session, and taken back."""
    second = make_user("Second of the group")
    make_supervision(pair.supervisor, second)
    session = make_group(pair.supervisor, [pair.supervisee, second])
    row = before_groups.put_before_group(
        share_id=share.pk,
        session_id=session.pk,
        writer=pair.supervisee,
        plan=session.plan_revision,
        named={pair.supervisor.pk, second.pk},
    )
    before_groups.let_go(row_id=row.pk, actor=pair.supervisee)


@transaction.atomic
def make_outside(entry: Entry, person: User, mark: str) -> Share:
    entry = lock_entry(entry.pk, person)
    snapshot = checked_snapshot(entry, chosen={"happened"}, ask="", revision=entry.revision)
    share = give(entry, person, snapshot, supervision=None)
    OutsideReader.objects.create(
        share=share,
        key_holder=person.key_holder,
        name=f"Outside {mark}",
        address=f"outside.{mark.lower()}@example.test",
        kind=OutsideReader.Kind.PARTNER,
        ends_at=timezone.now() + timedelta(days=14),
        link_digest=short(share.pk),
    )
    return share


def make_reader(person: User, mark: str) -> None:
    """`person` has said something to one writer, and begun to say something to another."""
    for given in (True, False):
        writer = make_user(f"Writer {mark}")
        entry = make_entry(writer, answers={"happened": WRITERS_WORDS}, title=WRITERS_WORDS)
        share = make_share(entry, make_supervision(person, writer), ask=WRITERS_WORDS)
        sharing.open_share(share_id=share.pk, reader=person)
        state = "given" if given else "draft"
        comment = {"quote": WRITERS_WORDS, "text": f"Said comment {state} {mark}"}
        review = make_words(
            share, noticed=f"Said {state} {mark}", **{"comment-happened-1": comment}
        )
        if given:
            give_words(review, "acknowledged")
            reply(share, writer, WRITERS_WORDS)
            reply(share, person, f"Said reply {mark}")
        else:
            clash = {"quote": WRITERS_WORDS, "text": f"Said second text {mark}"}
            review.clashes = [{"part": "comment-happened-1", "page": "a", "text": clash}]
            review.ledger = {"set_at": {"noticed": 1}, "operations": [[f"said{mark}", "", 1, []]]}
            review.save()
            quote = {"quote-comment-happened-1": [WRITERS_WORDS]}
            park(share, by_writer=False, text=f"Said parked {mark}", **quote)
        park(share, by_writer=True, text=WRITERS_WORDS)


def give_words(review: Review, outcome: str) -> None:
    share = Share.objects.get(pk=review.share_id)
    assert share.reader
    reviewing.give_review(
        share_id=share.pk, reader=share.reader, outcome=outcome, revision=review.revision
    )


def reply(share: Share, by: User, text: str, kind: str = "answer") -> None:
    reviewing.add_reply(share_id=share.pk, by=by, kind=kind, text=text)


def park(share: Share, *, by_writer: bool, text: str, **more: Any) -> None:
    assert parking.park_words(
        share=share,
        by_writer=by_writer,
        place=ParkedWords.Place.REPLY if by_writer else ParkedWords.Place.REVIEW,
        fields={"text": [text]} | more,
        alone=False,
    )
