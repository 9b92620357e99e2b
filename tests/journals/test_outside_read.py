"""What a reader from outside says: saved, given, kept when they were away, never mixed up."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from journals.models import Entry, OutsideReader, ParkedWords, Reply, Review, Share
from journals.services.outside import renew_link
from journals.services.reviewing import add_reply
from journals.services.sharing import withdraw_share
from notices.models import Notice
from people.models import AuditEvent, User
from tests.conftest import open_session
from tests.journals.outside import (
    BASE,
    SLOTS,
    ask_code,
    confirm,
    link_in,
    make_outside,
    reader_of,
    review_page,
)
from tests.makers import make_entry
from vault.ids import short

pytestmark = pytest.mark.django_db

FETCH = {"Accept": "application/json", "Reflect-Operation": "x"}


@pytest.fixture
def share(amara: User) -> Share:
    entry = make_entry(amara, title="A cold cup", private_note="For me alone.")
    return make_outside(entry, ask="Was it too much?")


@pytest.fixture
def reader(share: Share) -> Client:
    browser = confirm(Client())
    assert browser.get("/read/").status_code == 200
    return browser


def words_of(share: Share) -> dict[str, Any]:
    words: dict[str, Any] = Review.objects.get(share=share).words
    return words


def give(browser: Client, share: Share, outcome: str = "acknowledged") -> Any:
    page = review_page(share, **SLOTS) | {"do": "give", "outcome": outcome}
    return browser.post("/read/", page)


def come_back(browser: Client) -> None:
    """The same browser, after its half hour: a code is all that it needs."""
    browser.post("/read/again/")
    browser.post("/read/code/", {"code": mail.outbox[-1].body.split("\n\n")[1]})


def test_the_page_shows_the_copy_and_who_can_see_what(reader: Client, share: Share) -> None:
    page = reader.get("/read/").content.decode()
    assert "tea went cold" in page and "Was it too much?" in page
    assert "For me alone" not in page and "A cold cup" not in page
    assert "Your comments may be asked for too" in page and "Leave" in page
    assert "data-signed-in" not in page and 'class="places"' not in page
    assert "<title>Read" in page


def test_nothing_of_it_is_kept_by_the_browser(reader: Client) -> None:
    for path in ("/read/", "/read/again/", "/read/code/", "/read/state/"):
        response = reader.get(path)
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "same-origin"


def test_a_whole_page_is_saved_and_answered_by_303(reader: Client, share: Share) -> None:
    comment = {"comment-happened-1": "Why cold?"}
    page = review_page(share, noticed=SLOTS["noticed"], **comment)
    page["quote-comment-happened-1"] = "tea went cold"
    answer = reader.post("/read/", page)
    assert (answer.status_code, answer.url) == (303, "/read/")
    assert words_of(share) == {
        "noticed": SLOTS["noticed"],
        "comment-happened-1": {"quote": "tea went cold", "text": "Why cold?"},
    }
    assert SLOTS["noticed"] in reader.get("/read/").content.decode()


def test_coming_back_by_ones_own_save_is_no_opening(reader: Client, share: Share) -> None:
    rows = AuditEvent.objects.filter(action="share-opened", object_id=share.pk)
    reader.get("/read/")
    before = rows.count()
    for words in ("One", "Two"):
        page = review_page(share, noticed=words) | {
            "base": str(Review.objects.get(share=share).revision)
        }
        reader.get(reader.post("/read/", page).url)
        assert (rows.count(), words_of(share)["noticed"]) == (before, words)
    reader.get("/read/")
    assert rows.count() == before + 1


def test_a_script_saves_by_the_same_protocol(reader: Client, share: Share) -> None:
    page = review_page(share, noticed="A first line")
    answer = reader.post("/read/save/", page, headers=FETCH)
    assert answer.headers["Reflect-Saved"] == f"{page['operation']} 1"
    assert words_of(share) == {"noticed": "A first line"}
    again = reader.post("/read/save/", page, headers=FETCH)
    assert again.headers["Reflect-Saved"] == f"{page['operation']} 1"
    assert Review.objects.get(share=share).revision == 1


def test_the_writer_sees_nothing_before_it_is_given(
    reader: Client, share: Share, amara: User
) -> None:
    reader.post("/read/", review_page(share, **SLOTS))
    own = open_session(Client(), amara)
    assert SLOTS["noticed"] not in own.get(share.get_absolute_url()).content.decode()
    assert give(reader, share).url == "/read/"
    share.refresh_from_db()
    assert share.state == Share.State.ACKNOWLEDGED
    page = own.get(share.get_absolute_url()).content.decode()
    assert SLOTS["noticed"] in page and "has read it, and says that it is whole" in page
    assert Notice.objects.filter(person=amara, kind="share-answered").exists()


def test_what_was_given_does_not_change(reader: Client, share: Share) -> None:
    give(reader, share)
    reader.post("/read/", review_page(share, noticed="Other words") | {"base": "1"})
    assert words_of(share)["noticed"] == SLOTS["noticed"]


def test_a_quote_that_is_not_there_is_said(reader: Client, share: Share) -> None:
    comment = {"comment-happened-1": "Why?"}
    page = review_page(share, **SLOTS, **comment) | {"do": "give", "outcome": "acknowledged"}
    page["quote-comment-happened-1"] = "words that are not there"
    answer = reader.post("/read/", page)
    assert answer.status_code == 303
    assert "do not stand in this answer" in reader.get(answer.url.split("#")[0]).content.decode()
    assert not Review.objects.get(share=share).is_given


def test_the_talk_after_it(reader: Client, share: Share, amara: User) -> None:
    give(reader, share, "returned")
    add_reply(share_id=share.pk, by=amara, kind="stands", text="I leave it so.")
    assert "I leave it so." in reader.get("/read/").content.decode()
    body = {"binding": review_page(share)["binding"], "text": "That is fine."}
    assert reader.post("/read/reply/", body).status_code == 303
    assert [reply.text for reply in Reply.objects.filter(by_writer=False)] == ["That is fine."]
    assert reader.post("/read/acknowledge/").url == "/read/"
    share.refresh_from_db()
    assert share.state == Share.State.ACKNOWLEDGED
    assert reader.post("/read/acknowledge/").url == "/read/"  # pressed twice


def test_words_typed_past_the_half_hour_are_kept_and_shown_again(
    reader: Client, share: Share
) -> None:
    page = review_page(share, noticed="Typed for long")
    with time_machine.travel(timezone.now() + timedelta(minutes=40)):
        answer = reader.post("/read/", page)
        assert (answer.status_code, answer.url) == (303, "/read/again/")
        assert "You were away for a while" in reader.get("/read/again/").content.decode()
        assert words_of(share) == {}
        come_back(reader)
        shown = reader.get("/read/").content.decode()
        assert "Typed for long" in shown and "not saved yet" in shown
        parked = ParkedWords.objects.get()
        assert parked.by_writer is False
        again = review_page(share, noticed="Typed for long") | {"parked": parked.pk.hex}
        reader.post("/read/", again)
        assert words_of(share) == {"noticed": "Typed for long"}
        assert not ParkedWords.objects.exists()


def test_a_reply_typed_past_the_half_hour_is_kept(reader: Client, share: Share) -> None:
    give(reader, share)
    body = {"binding": review_page(share)["binding"], "text": "One more thing"}
    with time_machine.travel(timezone.now() + timedelta(minutes=40)):
        assert reader.post("/read/reply/", body).url == "/read/again/"
        come_back(reader)
        assert "One more thing" in reader.get("/read/").content.decode()
    assert not Reply.objects.exists()


def test_words_sent_after_a_new_link_are_kept_for_who_wrote_them(
    reader: Client, share: Share, amara: User
) -> None:
    page = review_page(share, noticed="Half a thought")
    renew_link(share_id=share.pk, author=amara, base_url=BASE)
    assert reader.post("/read/", page).url == "/read/again/"
    confirm(reader)
    assert "Half a thought" in reader.get("/read/").content.decode()


def test_a_script_is_told_that_the_browser_is_over(reader: Client, share: Share) -> None:
    state = reader.get("/read/state/").json()
    assert (state["signed_in"], state["person"]) == (True, short(reader_of(share).pk))
    with time_machine.travel(timezone.now() + timedelta(minutes=40)):
        answer = reader.post("/read/save/", review_page(share, noticed="x"), headers=FETCH)
        assert (answer.status_code, answer.json()) == (401, {"state": "signed-out"})
        assert reader.get("/read/state/").json()["signed_in"] is False
    assert words_of(share) == {}


def test_a_script_that_looks_is_no_sign_of_somebody(reader: Client, share: Share) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        reader.get("/read/state/")
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert reader.get("/read/").url == "/read/again/"


def test_a_comment_on_what_was_taken_back_stays_with_who_wrote_it(
    reader: Client, share: Share, amara: User
) -> None:
    page = review_page(share, **SLOTS)
    withdraw_share(share_id=share.pk, author=amara)
    assert reader.post("/read/", page).url == "/read/"
    shown = reader.get("/read/").content.decode()
    assert SLOTS["noticed"] in shown and "tea went cold" not in shown
    assert (
        SLOTS["noticed"]
        not in open_session(Client(), amara).get(share.get_absolute_url()).content.decode()
    )
    saved = reader.post("/read/save/", review_page(share, noticed="More") | {"base": "1"})
    assert "Reflect-Saved" in saved.headers and "taken back" in saved.json()["shut"].lower()


def test_what_another_reader_wrote_is_not_saved_under_this_one(
    reader: Client, share: Share, amara: User
) -> None:
    """Two links opened one after the other in one browser; the first one's page is sent."""
    page = review_page(share, noticed="About the first")
    other = make_outside(make_entry(amara, answers={"happened": "Another day."}))
    confirm(reader, link_in(mail.outbox[-1]))
    assert reader.post("/read/", page).url == "/read/again/"
    assert words_of(other) == {} == words_of(share)
    assert ParkedWords.objects.get().share_id == share.pk
    assert "About the first" not in reader.get("/read/").content.decode()
    answer = reader.post("/read/save/", page, headers=FETCH)
    assert answer.status_code in (400, 403) and words_of(other) == {}


@pytest.mark.parametrize("binding", ["", "forged", "a:b:c"])
def test_a_forged_page_is_not_saved(reader: Client, share: Share, binding: str) -> None:
    page = review_page(share, noticed="Forged") | {"binding": binding}
    reader.post("/read/", page)
    assert words_of(share) == {}
    Client().post("/read/", page)
    assert ParkedWords.objects.count() <= 1


def test_nobody_fills_the_room_for_kept_words(reader: Client, share: Share) -> None:
    stranger = Client()
    for number in range(9):
        stranger.post("/read/", review_page(share, noticed=f"Again and again: {number}"))
    assert ParkedWords.objects.count() == 5
    stranger.post("/read/", review_page(share, noticed="x" * 300_000))
    assert ParkedWords.objects.count() == 5


def said(browser: Client, path: str = "/read/") -> str:
    return unescape(browser.get(path, follow=True).content.decode())


def test_away_and_no_room_left_it_does_not_say_kept(reader: Client, share: Share) -> None:
    page = review_page(share, noticed="Typed for long")
    reply = {"binding": page["binding"], "text": "One more thing"}
    with time_machine.travel(timezone.now() + timedelta(minutes=40)):
        for number in range(5):
            reader.post("/read/", review_page(share, noticed=f"Page {number}"))
            assert "look what is kept" in said(reader, "/read/again/")
        for path, body in (("/read/", page), ("/read/reply/", reply)):
            answer = reader.post(path, body)
            assert answer.status_code == 409 and "could not be kept" in answer.text
            assert "Typed for long" not in answer.text and "One more thing" not in answer.text
        reader.post("/read/", page | {"binding": "torn"})
        assert "look what is kept" not in said(reader, "/read/again/")


def test_no_room_left_it_does_not_say_kept(
    reader: Client, share: Share, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("people.kept.MOST_OWN", 0)
    torn = review_page(share, noticed="zq-torn") | {"base": "9"}
    told = reader.post("/read/", torn)
    assert told.status_code == 409
    assert "no room to keep" in told.text and "zq-torn" in told.text  # to be copied
    give(reader, share)
    told = reader.post("/read/", review_page(share, noticed="Something else"))
    assert "given before" in told.text and "no room to keep" in told.text
    assert "Something else" in told.text
    told = reader.post("/read/reply/", {"text": "Not bound to anything"})
    assert "Not added" in told.text and "no room to keep" in told.text
    assert "Not bound" not in told.text  # nothing shows whose page it was
    monkeypatch.undo()
    reader.post("/read/reply/", {"text": "Not bound to anything"})
    assert "add it again. Your words are kept below." in said(reader)


def test_a_second_round_is_a_share_of_its_own(reader: Client, share: Share, amara: User) -> None:
    give(reader, share, "returned")
    entry = Entry.objects.get(pk=share.entry_id)
    second = make_outside(entry)
    assert second.previous_id == share.pk
    assert make_outside(entry, address="somebody@else.example").previous_id is None
    third = make_outside(entry, address="PARTNER@elsewhere.example")
    assert third.previous_id == share.pk
    assert OutsideReader.objects.count() == 4
    fresh = Client()
    code = ask_code(fresh, link_in([m for m in mail.outbox if "/read/link/" in m.body][1]))
    fresh.post("/read/code/", {"code": code})
    page = fresh.get("/read/").content.decode()
    assert "A further round" in page and SLOTS["noticed"] in page
