"""Django CVE-2026-4277 and 4292: rows that a forged post makes; WordPress 2026-2879: others'."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journals.binding import bind_share
from journals.models import Reply, Review, Share
from journals.services import sharing
from people.models import User
from supervision.models import Supervision
from tests.conftest import open_session
from tests.makers import make_entry, make_share

pytestmark = pytest.mark.django_db
FETCH = {"Accept": "application/json", "Reflect-Operation": "x"}
SLOTS = {"words-noticed": "One.", "words-question": "Two?", "words-try_next": "Three."}


@pytest.fixture
def share(amara: User, ben: User) -> Share:
    pair = Supervision.objects.current().get(supervisor=ben, supervisee=amara)
    answers = {"happened": "The tea went cold.", "in_a_line": "Not shared."}
    made = make_share(make_entry(amara, answers=answers), pair, "happened")
    return sharing.open_share(share_id=made.pk, reader=ben)


@pytest.fixture
def reader(ben: User) -> Client:
    return open_session(Client(raise_request_exception=False), ben, factor=True)


def page(share: Share, reader: User, asked: list[str], **fields: Any) -> dict[str, Any]:
    return {
        "binding": bind_share(share, reader),
        "operation": str(uuid.uuid4()),
        "page": str(uuid.uuid4()),
        "base": "0",
        "asked": asked,
        **fields,
    }


FORGED = {
    "form-TOTAL_FORMS": "1000",
    "form-INITIAL_FORMS": "1000",
    "form-MAX_NUM_FORMS": "-1",
    "form-0-id": "1",
    "id": "1",
    "pk": "1",
    "author": "1",
    "reader": "1",
    "state": "acknowledged",
    "outcome": "acknowledged",
    "given_at": "2020-01-01",
    "revision": "99",
    "key_holder": "1",
}


def test_fields_that_no_page_sends_change_nothing(share: Share, ben: User, reader: Client) -> None:
    path = reverse("journals:review_save", args=[share.pk])
    fields = page(share, ben, ["noticed"], **SLOTS) | FORGED
    assert reader.post(path, fields, headers=FETCH).status_code == 200
    review = Review.objects.get(share=share)
    assert review.words == {"noticed": "One."}, "only what was asked is read"
    assert (review.outcome, review.given_at, review.revision) == ("", None, 1)
    share.refresh_from_db()
    assert share.state == Share.State.SEEN and share.reader == ben
    assert Share.objects.count() == Review.objects.count() == 1


@pytest.mark.parametrize(
    "part",
    [
        "comment-in_a_line-1",  # not shared
        "comment-nothing-1",
        "comment-happened-100",
        "comment-happened-0",
        "comment--1",
        "outcome",
        "words",
        "share",
        "__class__",
        "comment-happened-1\n",
    ],
)
def test_no_comment_on_what_is_not_there(
    share: Share, ben: User, reader: Client, part: str
) -> None:
    fields = page(share, ben, [part], **{f"words-{part}": "Said.", f"quote-{part}": "Not shared."})
    path = reverse("journals:review_save", args=[share.pk])
    assert reader.post(path, fields, headers=FETCH).status_code < 500
    whole = page(share, ben, ["noticed", "question", "try_next", part], **SLOTS)
    whole |= {f"words-{part}": "Said.", "do": "give", "outcome": "acknowledged"}
    answer = reader.post(reverse("journals:review_write", args=[share.pk]), whole)
    assert answer.status_code == 303
    assert part not in Review.objects.get(share=share).words


def test_a_thousand_comments_are_not_a_thousand_rows(
    share: Share, ben: User, reader: Client
) -> None:
    parts = [f"comment-happened-{number}" for number in range(1, 150)]
    fields = page(share, ben, parts, **{f"words-{part}": "Said." for part in parts})
    answer = reader.post(reverse("journals:review_write", args=[share.pk]), fields)
    assert answer.status_code == 303
    assert Review.objects.count() == 1
    assert len(Review.objects.get(share=share).words) <= 99


@pytest.mark.parametrize("kind", ["stands", "talk", "acknowledged", "", "a" * 500])
def test_a_reader_cannot_speak_for_the_writer(
    share: Share, ben: User, reader: Client, kind: str
) -> None:
    whole = page(share, ben, ["noticed", "question", "try_next"], **SLOTS)
    whole |= {"do": "give", "outcome": "returned"}
    reader.post(reverse("journals:review_write", args=[share.pk]), whole)
    said = {"kind": kind, "by_writer": "on", "text": "Well.", "binding": bind_share(share, ben)}
    answer = reader.post(reverse("journals:review_reply", args=[share.pk]), said)
    assert answer.status_code == 303
    (reply,) = Reply.objects.all()
    assert (reply.by_writer, reply.kind) == (False, "answer")
