"""Saying of several shares at once that they were read."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journals.models import InvalidMove, ParkedWords, Review, Share, ShareMove
from journals.services import parking, reviewing, sharing
from journals.services.reviewing import NotGivenError
from notices.models import Notice
from people.models import AuditEvent, User
from supervision.models import Supervision
from tests.journals.reviews import WHOLE, autosave, opened, page_of, post
from tests.makers import make_entry, make_prompt_version, make_share, make_words
from vault.ids import new_id, short

pytestmark = pytest.mark.django_db
LIST, READ = reverse("journals:review_list"), reverse("journals:review_read")


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


@pytest.fixture
def reader(client: Client, ben: User, sign_in: Any) -> Client:
    return sign_in(client, ben, factor=True)


def shared(pair: Supervision, title: str, *, opened: bool = True) -> Share:
    share = make_share(make_entry(pair.supervisee, make_prompt_version(title=title)), pair)
    if opened:
        assert share.reader
        sharing.open_share(share_id=share.pk, reader=share.reader)
    return share


def say(reader: Client, *shares: Share, **more: Any) -> str:
    """What the list says after it."""
    answer = reader.post(READ, {"share": [short(share.pk) for share in shares], **more})
    assert answer.status_code == 303
    text: str = reader.get(answer.url).text
    return text


def state_of(share: Share) -> str:
    return Share.objects.get(pk=share.pk).state


def test_the_writer_is_told_that_it_was_read_and_no_more(
    reader: Client, pair: Supervision, amara: User, sign_in: Any
) -> None:
    shares = [shared(pair, "First"), shared(pair, "Second")]
    text = say(reader, *shares)
    assert "They are told that you have read it, and no more" in text
    for share in shares:
        review = Review.objects.get(share=share)
        assert (state_of(share), review.outcome, review.words) == ("acknowledged", "read", {})
    rows = AuditEvent.objects.filter(person=amara, action="share-read")
    assert {row.object_id for row in rows} == {share.pk for share in shares}
    assert not AuditEvent.objects.filter(action="reviewed").exists()
    assert Notice.objects.filter(person=amara, kind="share-read").count() == 2
    assert not Notice.objects.filter(kind="share-answered").exists()
    writer = sign_in(Client(), amara)
    assert "New words for you" not in writer.get(reverse("journals:share_list")).text
    home = writer.get(reverse("desk:home")).text
    assert "Ben has read what you shared" in home and "said something" not in home
    text = writer.get(shares[0].get_absolute_url()).text
    assert "Ben has read it, and has said nothing about it." in text
    assert "What they noticed" not in text and "whole as it is" not in text
    assert "Has read it" in writer.get(reverse("journals:share_list")).text
    assert "Ben has read what you shared." in writer.get(reverse("notices:notice_list")).text


def test_the_writer_may_ask_for_a_few_words_and_gets_them(
    reader: Client, pair: Supervision, amara: User, ben: User
) -> None:
    share = shared(pair, "First")
    say(reader, share)
    for by, text in ((amara, "I would like a few words."), (ben, "You stayed.")):
        reviewing.add_reply(share_id=share.pk, by=by, kind="answer", text=text)
    assert "You let Amara know that you have read it." in reader.get(page_of(share)).text
    assert "Has answered you" not in reader.get(LIST, {"show": "acknowledged"}).text
    assert "You said that you read it" in reader.get(LIST, {"show": "acknowledged"}).text


def test_only_what_was_opened_and_not_begun_has_a_box(
    reader: Client, pair: Supervision, ben: User
) -> None:
    names = ("Unopened", "Opened", "Begun", "Kept")
    found = {name: shared(pair, name, opened=name != "Unopened") for name in names}
    make_words(found["Begun"])
    keep(found["Kept"])
    text = reader.get(LIST).text
    boxes = {name for name, share in found.items() if f'value="{short(share.pk)}"' in text}
    assert boxes == {"Opened"}
    assert "What you have not opened has no box: open it first." in text
    sharing.withdraw_share(share_id=found["Opened"].pk, author=found["Opened"].author)
    assert "I have read these" not in reader.get(LIST).text


def keep(share: Share) -> None:
    review = ParkedWords.Place.REVIEW
    fields = {"asked": ["noticed"], "words-noticed": ["Kept words"]}
    assert parking.park_words(
        share=share, by_writer=False, place=review, fields=fields, alone=False
    )


def test_what_cannot_be_is_left_and_named(reader: Client, pair: Supervision, ben: User) -> None:
    names = ("Unopened", "Opened", "Begun", "Kept", "Taken")
    found = {name: shared(pair, name, opened=name != "Unopened") for name in names}
    words = make_words(found["Begun"]).words
    keep(found["Kept"])
    sharing.withdraw_share(share_id=found["Taken"].pk, author=found["Taken"].author)
    text = say(reader, *found.values())
    assert "since you began to write about it: Amara (Begun), Amara (Kept)." in text.replace(
        "Amara (Kept), Amara (Begun).", "Amara (Begun), Amara (Kept)."
    )
    assert "since you have not opened it: Amara (Unopened)." in text
    assert "Something that you ticked is no longer open to you." in text
    states = {name: state_of(share) for name, share in found.items()}
    assert states == {"Unopened": "waiting", "Opened": "acknowledged", "Begun": "seen",
                      "Kept": "seen", "Taken": "withdrawn"}  # fmt: skip
    assert Review.objects.get(share=found["Begun"]).words == words
    assert ParkedWords.objects.filter(share=found["Kept"]).exists()


def test_pressed_twice_it_is_said_once(reader: Client, pair: Supervision, amara: User) -> None:
    share = shared(pair, "First")
    say(reader, share)
    assert "Answered before: Amara (First)." in say(reader, share)
    assert ShareMove.objects.filter(share=share, after="acknowledged").count() == 1
    assert AuditEvent.objects.filter(person=amara, action="share-read").count() == 1
    assert Notice.objects.filter(person=amara, kind="share-read").count() == 1


def test_what_was_answered_is_not_touched(reader: Client, pair: Supervision) -> None:
    share = shared(pair, "First")
    post(reader, share, opened(reader, share), **WHOLE, do="give", outcome="returned")
    say(reader, share)
    assert state_of(share) == "returned"
    assert Review.objects.get(share=share).outcome == "returned"


def test_nothing_ticked_or_nonsense_changes_nothing(reader: Client, pair: Supervision) -> None:
    share = shared(pair, "First")
    assert "Nothing was ticked." in say(reader)
    answer = reader.post(READ, {"share": ["", "x" * 22, "é" * 22, "'; --"]})
    assert answer.status_code == 303
    reader.post(READ, {"share": short(new_id())})
    assert state_of(share) == "seen"


def test_it_leads_back_to_the_same_list(reader: Client, pair: Supervision) -> None:
    answer = reader.post(READ, {"show": "begun", "from": "abc&x=1"})
    assert answer.url == f"{LIST}?show=begun&from=abc%26x%3D1"


def test_anothers_shares_are_not_read_by_it(
    reader: Client, cast: SimpleNamespace, ben: User
) -> None:
    from tests.makers import make_supervision

    pair = make_supervision(cast.dev, cast.ife)
    share = shared(pair, "Theirs")
    text = say(reader, share)
    assert "Theirs" not in text
    assert state_of(share) == "seen"


def test_words_that_come_after_it_are_kept(reader: Client, pair: Supervision) -> None:
    """A page was open on another device, and is saved by its script, then sent."""
    share = shared(pair, "First")
    fields = opened(reader, share)
    say(reader, share)
    late = "I had just begun."
    assert autosave(reader, share, fields, "noticed", noticed=late).status_code == 404
    answer = post(reader, share, fields, noticed=late, do="save")
    assert late in reader.get(answer.url).text
    assert Review.objects.get(share=share).words == {}


def test_read_is_no_outcome_that_can_be_given(reader: Client, pair: Supervision, ben: User) -> None:
    share = shared(pair, "First")
    answer = post(reader, share, opened(reader, share), **WHOLE, do="give", outcome="read")
    assert "check=1" in answer.url and "outcome=" not in answer.url
    revision = Review.objects.get(share=share).revision
    with pytest.raises(NotGivenError):
        reviewing.give_review(share_id=share.pk, reader=ben, outcome="read", revision=revision)
    with pytest.raises(InvalidMove):
        reviewing.acknowledge(share_id=share.pk, reader=ben)
    assert state_of(share) == "seen"
