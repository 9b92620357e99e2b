"""What becomes of shares, and of what was said on them, when a writer or a reader erases."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from desk.services import CLOSING, ask_erasure, erase_due
from desk.take_out.gather import everything
from journals.models import OutsideReader, ParkedWords, Reply, Review, Share, ShareMove
from journals.services.reviewing import add_reply
from journals.services.sharing import open_share
from notices.models import Notice
from people import audit
from people.models import Factor, User
from supervision.models import Capacity, Supervision
from tests.desk.makers import make_full_journal
from tests.desk.sharing_makers import give_words, make_full_sharing, park
from tests.makers import SECRET, make_entry, make_share, make_supervision, make_user, make_words
from vault.fields import sealed_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


def erase(person: User, *, closes: bool) -> None:
    ask_erasure(person=person, actor=person, closes=closes)
    after = timezone.now() + timedelta(days=30) + CLOSING + timedelta(seconds=5)
    with time_machine.travel(after, tick=False):
        assert erase_due() == 1


def all_that_is_kept() -> str:
    """Every row of the database, with everything opened that can be."""
    found = []
    for model in apps.get_models():
        sealed = sealed_fields(model)
        for row in model._base_manager.all():
            found += [json.dumps(getattr(row, name), ensure_ascii=False) for name in sealed]
            found.append(str({k: v for k, v in row.__dict__.items() if k not in sealed}))
    return "\n".join(found)


def said(share: Share, text: str, outcome: str = "") -> None:
    assert share.reader
    open_share(share_id=share.pk, reader=share.reader)
    review = make_words(share, noticed=text)
    if outcome:
        give_words(review, outcome)


@pytest.mark.parametrize("closes", [True, False])
def test_a_writer_s_shares_go_with_everything_said_on_them(closes: bool) -> None:
    person = make_full_journal("GoneMarker")
    mine = Share.objects.filter(author=person)
    ids = list(mine.values_list("pk", flat=True))
    assert len(ids) == 3
    erase(person, closes=closes)
    for model in (ShareMove, OutsideReader, Review, Reply, ParkedWords):
        assert not model._base_manager.filter(share__in=ids).exists(), model
    assert not Share.objects.filter(pk__in=ids).exists()
    assert not Notice.objects.filter(person=person).exists()
    left = all_that_is_kept()
    for words in ("Ask", "Answer journal", "Noticed to", "Comment to", "Reply of", "Reply to",
                  "Draft kept from", "Outside", "outside.", "Chosen", "kept"):  # fmt: skip
        assert f"{words} GoneMarker" not in left
        assert f"{words}gonemarker" not in left


def test_a_reader_who_closes_leaves_what_was_given_and_takes_the_rest(
    amara: User, ben: User, pair: Supervision
) -> None:
    given, begun, waiting = (make_share(make_entry(amara), pair) for _ in range(3))
    said(given, "Given canary", "returned")
    add_reply(share_id=given.pk, by=ben, kind="answer", text="Reply canary")
    said(begun, "Draft canary")
    park(begun, by_writer=False, text="Parked canary")
    park(begun, by_writer=True, text="Parked by the writer")
    Capacity.objects.create(supervisor=ben, full_since=timezone.now())
    name, address = ben.display_name, ben.email
    erase(ben, closes=True)
    left = all_that_is_kept()
    assert "Given canary" in left and "Reply canary" in left and "Parked by the writer" in left
    assert "Draft canary" not in left and "Parked canary" not in left
    assert name not in left and address not in left
    assert not Capacity.objects.filter(supervisor=ben.pk).exists()
    assert not Factor.objects.filter(user=ben.pk).exists()
    kept = Share.objects.visible_to(amara).order_by("shared_at")
    assert {share.state for share in kept} == {"closed"}
    assert {share.reader_name for share in kept} == {"Somebody who has left"}
    assert Review.objects.visible_to(amara).get().words["noticed"] == "Given canary"
    assert not Share.objects.visible_to(User.objects.get(pk=ben.pk)).exists()
    assert audit.verify_trail(amara) is None
    pair.refresh_from_db()
    assert pair.ended_on is not None
    assert waiting.pk in {share.pk for share in kept}


def test_a_reader_who_keeps_the_sign_in_goes_on_reading_without_the_drafts(
    amara: User, ben: User, pair: Supervision
) -> None:
    given, begun = (make_share(make_entry(amara), pair) for _ in range(2))
    said(given, "Given canary", "acknowledged")
    said(begun, "Draft canary")
    erase(ben, closes=False)
    left = all_that_is_kept()
    assert "Given canary" in left
    assert "Draft canary" not in left
    blank = Review.objects.visible_to(ben).get(share=begun)
    assert (blank.words, blank.revision) == ({}, 0)
    said(begun, "A new word", "returned")
    assert Review.objects.visible_to(amara).get(share=begun).words["noticed"] == "A new word"


def test_the_second_step_still_opens_a_journal_that_was_erased(ben: User) -> None:
    Factor.objects.filter(user=ben).delete()
    old = ben.key_holder_id
    Factor.objects.create(user=ben, key_holder=ben.key_holder, kind="app", secret=SECRET)
    erase(ben, closes=False)
    fresh = User.objects.get(pk=ben.pk)
    factor = Factor.objects.visible_to(fresh).get()
    assert fresh.key_holder_id != old
    assert factor.secret == SECRET


def test_a_share_that_the_clock_ended_is_shut_when_its_reader_leaves(
    amara: User, ben: User, pair: Supervision
) -> None:
    share = make_share(make_entry(amara), pair)
    yesterday = timezone.localdate() - timedelta(days=1)
    Supervision.objects.filter(pk=pair.pk).update(ended_on=yesterday)
    erase(ben, closes=True)
    share.refresh_from_db()
    assert share.state == "closed"
    pair.refresh_from_db()
    assert pair.ended_on == yesterday


def test_two_who_read_each_other_are_told_apart(ben: User) -> None:
    """Peers: each writes and each reads. One leaves, the other keeps their own side."""
    other = make_user("Peer")
    there, back = make_supervision(ben, other), make_supervision(other, ben)
    said(make_share(make_entry(ben, title="Ben"), back), "Peer to Ben", "acknowledged")
    kept = make_share(make_entry(other, title="Peer"), there)
    said(kept, "Ben to Peer", "acknowledged")
    erase(ben, closes=True)
    left = all_that_is_kept()
    assert "Ben to Peer" in left
    assert "Peer to Ben" not in left
    assert Share.objects.visible_to(other).get().pk == kept.pk


def test_nothing_of_others_changes_when_somebody_erases(
    amara: User, ben: User, pair: Supervision
) -> None:
    entry = make_entry(amara, answers={"happened": "Answer journal k"})
    make_full_sharing(amara, entry, pair, "k")
    leaving = make_full_journal("m")
    before = copies(amara, ben)
    erase(leaving, closes=True)
    assert copies(amara, ben) == before


def copies(*people: User) -> list[dict[str, Any]]:
    return [everything(person) | {"made_at": None} for person in people]
