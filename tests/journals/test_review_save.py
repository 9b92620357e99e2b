"""Each slot and comment saved as it is written, by the same protocol as an entry."""

import re
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journals.models import ParkedWords, Review, Share
from journals.services import entries, sharing
from people.models import User
from supervision.models import Supervision
from tests.journals.reviews import WHOLE, autosave, opened, post
from tests.makers import make_entry, make_share

pytestmark = pytest.mark.django_db
COMMENT = "comment-happened-1"


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


@pytest.fixture
def share(amara: User, pair: Supervision) -> Share:
    return make_share(make_entry(amara), pair)


@pytest.fixture
def reader(client: Client, ben: User, sign_in: Any) -> Client:
    return sign_in(client, ben, factor=True)


def words_of(share: Share) -> dict[str, Any]:
    return Review.objects.get(share=share).words


def again(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {"operation": str(uuid.uuid4())}


def test_one_part_is_saved_and_the_header_says_so(reader: Client, share: Share) -> None:
    fields = opened(reader, share)
    answer = autosave(reader, share, fields, "noticed", noticed="You sat down.")
    assert answer.status_code == 200
    assert answer.headers["Reflect-Saved"] == f"{uuid.UUID(fields['operation'])} 1"
    body = answer.json()
    assert list(body["saved"]) == ["noticed"]
    assert (body["clashes"], body["errors"], body["notices"]) == ({}, {}, {})
    assert "shut" not in body
    assert words_of(share) == {"noticed": "You sat down."}


def test_the_digest_it_answers_is_the_one_the_page_would_draw(reader: Client, share: Share) -> None:
    fields = opened(reader, share)
    changes = {f"quote-{COMMENT}": "tea", f"words-{COMMENT}": "Yes"}
    body = autosave(reader, share, fields, COMMENT, **changes).json()
    assert opened(reader, share)[f"was-{COMMENT}"] == body["saved"][COMMENT]


def test_a_comment_is_one_part_and_goes_when_it_is_emptied(reader: Client, share: Share) -> None:
    fields = opened(reader, share)
    autosave(reader, share, fields, COMMENT, **{f"quote-{COMMENT}": "tea"})
    assert words_of(share) == {COMMENT: {"quote": "tea", "text": ""}}
    fields = opened(reader, share)
    autosave(reader, share, fields, COMMENT, **{f"quote-{COMMENT}": " "})
    assert words_of(share) == {}


def test_the_same_operation_twice_is_one(reader: Client, share: Share) -> None:
    fields = opened(reader, share)
    first = autosave(reader, share, fields, "noticed", noticed="Once.")
    second = autosave(reader, share, fields, "noticed", noticed="Once.")
    assert first.headers["Reflect-Saved"] == second.headers["Reflect-Saved"]
    assert Review.objects.get(share=share).revision == 1


def test_two_devices_on_two_parts_do_not_meet(reader: Client, share: Share) -> None:
    here, there = opened(reader, share), opened(reader, share)
    autosave(reader, share, here, "noticed", noticed="Here.")
    body = autosave(reader, share, there, "question", question="There?").json()
    assert body["clashes"] == {}
    assert words_of(share) == {"noticed": "Here.", "question": "There?"}


def test_two_devices_on_one_part_keep_both(reader: Client, share: Share) -> None:
    here, there = opened(reader, share), opened(reader, share)
    autosave(reader, share, here, "noticed", noticed="Here.")
    body = autosave(reader, share, there, "noticed", noticed="There.").json()
    assert body["clashes"] == {"noticed": ["Here."]}
    body = autosave(reader, share, again(there), "noticed", noticed="There, more.").json()
    review = Review.objects.get(share=share)
    assert [one["text"] for one in review.clashes] == ["There, more."]
    assert review.words == {"noticed": "Here."}


def test_nothing_of_a_draft_is_for_the_writer(
    reader: Client, share: Share, amara: User, sign_in: Any
) -> None:
    autosave(reader, share, opened(reader, share), "noticed", noticed="Half a zq-thought")
    writer = sign_in(Client(), amara, factor=True)
    for name in ("share_list", "share_detail", "review_write"):
        args = [] if name == "share_list" else [share.pk]
        page = writer.get(reverse(f"journals:{name}", args=args))
        assert "zq-thought" not in page.text
    assert not Review.objects.visible_to(amara).exists()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"operation": "x"}, 400),
        ({"page": ""}, 400),
        ({"base": "7"}, 400),
        ({"base": "-1"}, 400),
        ({"asked": "about-title"}, 400),
        ({"asked": "comment-happened-10"}, 400),
        ({"asked": "comment-felt-1"}, 400),
        ({"binding": "x"}, 403),
        ({"binding": ""}, 403),
    ],
)
def test_what_no_page_sends_is_refused(
    reader: Client, share: Share, change: dict[str, str], status: int
) -> None:
    fields = opened(reader, share)
    answer = autosave(reader, share, fields, "noticed", noticed="Words.", **change)
    assert answer.status_code == status
    assert words_of(share) == {}


@pytest.mark.parametrize("who", ["amara", "chloe", "farid", "grace", "hana"])
def test_nobody_else_saves(
    client: Client, cast: SimpleNamespace, sign_in: Any, share: Share, who: str
) -> None:
    fields = opened(sign_in(client, cast.ben, factor=True), share)
    other = sign_in(Client(), getattr(cast, who), factor=True)
    assert autosave(other, share, fields, "noticed", noticed="Words.").status_code == 404
    assert words_of(share) == {}


def test_a_script_without_a_session_is_told_so(
    client: Client, reader: Client, share: Share
) -> None:
    fields = opened(reader, share)
    answer = autosave(Client(), share, fields, "noticed", noticed="Words.")
    assert answer.status_code == 401
    assert not ParkedWords.objects.exists()  # they are still on the page


def shut_by_withdrawal(share: Share) -> None:
    sharing.withdraw_share(share_id=share.pk, author=share.author)


def shut_by_deleting(share: Share) -> None:
    entries.delete_entry(entry=share.entry, actor=share.author)


def shut_by_the_clock(share: Share) -> None:
    assert share.supervision is not None
    share.supervision.ended_on = share.supervision.started_on
    share.supervision.save()


@pytest.mark.parametrize("shut", [shut_by_withdrawal, shut_by_deleting, shut_by_the_clock])
def test_words_are_kept_when_it_is_shut_meanwhile(
    reader: Client, share: Share, amara: User, shut: Any
) -> None:
    fields = opened(reader, share)
    shut(share)
    answer = autosave(reader, share, fields, "noticed", noticed="Still mine.")
    assert answer.headers["Reflect-Saved"]
    said = answer.json()["shut"]
    assert said.endswith("What you wrote is kept for you.")
    assert said.startswith("Taken back" if shut is shut_by_withdrawal else "This has been closed")
    assert not re.search(r"\btea\b", answer.text)
    assert words_of(share) == {"noticed": "Still mine."}
    assert not Review.objects.visible_to(amara).exists()


def test_after_it_is_given_it_does_not_change(reader: Client, share: Share) -> None:
    fields = opened(reader, share)
    post(reader, share, fields, **WHOLE, do="give", outcome="acknowledged")
    answer = autosave(reader, share, again(fields), "noticed", noticed="Otherwise.")
    assert answer.status_code == 404
    assert words_of(share) == WHOLE


def test_a_draft_may_be_long_and_is_never_cut(reader: Client, share: Share) -> None:
    fields = opened(reader, share)
    body = autosave(reader, share, fields, "noticed", noticed="x" * 6_000).json()
    assert body["errors"] == {} and len(words_of(share)["noticed"]) == 6_000
    body = autosave(reader, share, again(fields), "question", question="y" * 50_001).json()
    assert "1 character too long" in body["errors"]["question"][0]
    answer = post(reader, share, opened(reader, share), question="y" * 50_001)
    assert answer.status_code == 303
    assert len(opened(reader, share)["words-question"]) == 50_001


def test_what_cannot_be_shown_is_left_out_and_said(reader: Client, share: Share) -> None:
    fields = opened(reader, share)
    body = autosave(reader, share, fields, "noticed", noticed="A\x00B").json()
    assert "left out" in body["notices"]["noticed"]
    assert words_of(share) == {"noticed": "AB"}
