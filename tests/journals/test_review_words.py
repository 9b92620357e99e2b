"""A supervisor's own words on what is shut for them since."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journals.models import ParkedWords, Review, Share
from journals.services import entries, sharing
from people.models import User
from supervision.models import Supervision
from tests.journals.reviews import WHOLE, opened, post
from tests.makers import make_entry, make_share
from vault.ids import short

pytestmark = pytest.mark.django_db
WORDS = reverse("journals:review_words")
QUOTED = {
    "quote-comment-happened-1": "Mrs Okafor's tea",
    "words-comment-happened-1": "A small thing, and all of it.",
}


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


@pytest.fixture
def share(amara: User, pair: Supervision) -> Share:
    return make_share(make_entry(amara, title="zq-title"), pair, ask="zq-ask")


@pytest.fixture
def reader(client: Client, ben: User, sign_in: Any) -> Client:
    return sign_in(client, ben, factor=True)


def take_back(share: Share) -> None:
    sharing.withdraw_share(share_id=share.pk, author=share.author)


def test_own_words_are_there_and_nobody_elses(reader: Client, share: Share) -> None:
    post(reader, share, opened(reader, share), **WHOLE, **QUOTED)
    assert "Nothing is kept here." in reader.get(WORDS).text  # it is open still
    take_back(share)
    text = reader.get(WORDS).text
    for words in (*WHOLE.values(), QUOTED["words-comment-happened-1"], "never given", "Amara"):
        assert words in text
    for words in ("Okafor", "s tea", "zq-title", "zq-ask"):
        assert words not in text


def test_they_can_be_erased(reader: Client, share: Share) -> None:
    post(reader, share, opened(reader, share), **WHOLE)
    take_back(share)
    answer = reader.post(WORDS, {"share": short(share.pk)})
    assert (answer.status_code, answer.url) == (303, WORDS)
    assert "Nothing is kept here." in reader.get(WORDS).text
    review = Review.objects.get(share=share)
    assert (review.words, review.ledger, review.clashes, review.revision) == ({}, {}, [], 0)


def test_given_words_stay_the_writers_too(reader: Client, share: Share, amara: User) -> None:
    post(reader, share, opened(reader, share), **WHOLE, do="give", outcome="returned")
    take_back(share)
    text = reader.get(WORDS).text
    assert WHOLE["noticed"] in text and "stays with the writer" in text
    assert "Erase" not in text
    assert reader.post(WORDS, {"share": short(share.pk)}).status_code == 404
    assert Review.objects.get(share=share).words == WHOLE


def test_an_answer_that_came_too_late_is_kept(reader: Client, share: Share) -> None:
    post(reader, share, opened(reader, share), **WHOLE, do="give", outcome="returned")
    url = reverse("journals:review_reply", args=[share.pk])
    page = reader.get(reverse("journals:review_write", args=[share.pk])).text
    binding = page.split('name="binding" value="')[1].split('"')[0]
    take_back(share)
    answer = reader.post(url, {"binding": binding, "text": "One thing more."})
    assert (answer.status_code, answer.url) == (303, WORDS)
    assert "One thing more." in reader.get(WORDS).text
    reader.post(WORDS, {"share": short(share.pk)})
    text = reader.get(WORDS).text
    assert "One thing more." not in text and WHOLE["noticed"] in text
    assert not ParkedWords.objects.exists()


def test_a_page_from_an_ended_session_on_a_shut_share_is_kept_there(
    client: Client, ben: User, sign_in: Any, share: Share
) -> None:
    fields = opened(sign_in(client, ben, factor=True), share)
    client.logout()
    take_back(share)
    assert post(client, share, fields, **WHOLE).status_code == 303
    text = sign_in(client, ben, factor=True).get(WORDS).text
    assert WHOLE["question"] in text


@pytest.mark.parametrize("who", ["amara", "chloe", "farid", "grace", "hana"])
def test_nobody_else_reads_or_erases_them(
    reader: Client, cast: SimpleNamespace, sign_in: Any, share: Share, who: str
) -> None:
    post(reader, share, opened(reader, share), **WHOLE)
    take_back(share)
    other = sign_in(Client(), getattr(cast, who), factor=True)
    assert WHOLE["noticed"] not in other.get(WORDS).text
    assert other.post(WORDS, {"share": short(share.pk)}).status_code == 404
    assert Review.objects.get(share=share).words == WHOLE


@pytest.mark.parametrize("share_id", ["", "x", "A" * 22])
def test_erasing_what_is_not_there(reader: Client, share_id: str) -> None:
    assert reader.post(WORDS, {"share": share_id}).status_code == 404
    assert reader.put(WORDS).status_code == 405


def test_when_the_writer_erases_all_the_words_go_too(
    reader: Client, share: Share, amara: User
) -> None:
    post(reader, share, opened(reader, share), **WHOLE)
    entries.delete_entry(entry=share.entry, actor=amara)
    assert WHOLE["noticed"] in reader.get(WORDS).text  # as long as it lies in the bin
    entries.purge_entry(entry=share.entry, actor=amara)
    assert "Nothing is kept here." in reader.get(WORDS).text
