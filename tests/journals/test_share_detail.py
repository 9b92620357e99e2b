"""One share as its writer sees it: what went, what happened to it, what was said, the answer."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from journals.binding import bind, bind_share
from journals.models import Entry, ParkedWords, Reply, Share
from journals.services import reviewing, sharing
from journals.services.reviewing import LONGEST
from people.models import User
from supervision.models import Supervision
from tests.journals.test_share_list import given, read
from tests.journals.test_sharing import ANSWERS, QUESTIONS, change
from tests.makers import make_entry, make_prompt_version, make_share, make_supervision, make_words

pytestmark = pytest.mark.django_db

NOTE = "For me alone."


@pytest.fixture
def pair(cast: Any) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


@pytest.fixture
def entry(client: Client, sign_in: Any, amara: User) -> Entry:
    sign_in(client, amara)
    version = make_prompt_version(QUESTIONS)
    return make_entry(amara, version, title="A name", answers=ANSWERS, private_note=NOTE)


@pytest.fixture
def share(entry: Entry, pair: Supervision) -> Share:
    return make_share(entry, pair, "happened", ask="Look at the end.")


def reply(client: Client, share: Share, **changes: Any) -> Any:
    url = reverse("journals:share_reply", args=[share.pk])
    fields = {"binding": bind_share(share, share.author), "kind": "answer", "text": "Thank you."}
    return client.post(url, fields | changes)


def replies(share: Share) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in Reply.objects.filter(share=share)]


def page_of(client: Client, share: Share) -> str:
    return read(client, share.get_absolute_url())


def test_what_went_is_shown_and_does_not_change(client, entry, share, amara):
    change(entry, amara, happened="Something else.")
    page = page_of(client, share)
    assert "The tea went cold." in page and "Look at the end." in page
    assert "Something else." not in page and NOTE not in page and "To say no." not in page


def test_every_opening_is_shown(client, share, ben):
    assert "Opened what you shared" not in page_of(client, share)
    for _time in range(2):
        sharing.open_share(share_id=share.pk, reader=ben)
    page = page_of(client, share)
    assert page.count("Opened what you shared") == 1 and "and again until" in page
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        sharing.open_share(share_id=share.pk, reader=ben)
    page = page_of(client, share)
    assert page.count("Opened what you shared") == 2 and "Shared an entry" in page


def test_nothing_of_a_review_that_is_not_given(client, share, ben):
    sharing.open_share(share_id=share.pk, reader=ben)
    make_words(share, noticed="Half a thought")
    page = page_of(client, share)
    assert "Half a thought" not in page and "If you would like to answer" not in page


def test_what_was_said_stands_beside_the_phrase_it_is_about(client, share):
    make_words(share, **{"comment-happened-1": {"quote": "went cold", "text": "A good detail."}})
    sharing.open_share(share_id=share.pk, reader=share.reader)
    reviewing.give_review(share_id=share.pk, reader=share.reader, outcome="returned", revision=1)
    page = page_of(client, share)
    for words in ("You stayed with her", "went cold", "A good detail.", "Keep asking before"):
        assert words in page
    assert "invites you to write more. You need not" in page


def test_an_acknowledgement_after_the_invitation_is_said(client, share, ben):
    given(share, "returned")
    reviewing.acknowledge(share_id=share.pk, reader=ben)
    page = page_of(client, share)
    assert "acknowledges it: it is whole" in page and "You need not:" not in page


@pytest.mark.parametrize(
    ("kind", "text", "shows"),
    [
        ("answer", "I will try that.", "I will try that."),
        ("talk", "", "I would rather talk"),
        ("stands", "", "It stands"),
        ("stands", "As it is.", "As it is."),
    ],
)
def test_the_writer_may_answer_ask_to_talk_or_let_it_stand(client, share, kind, text, shows):
    given(share, "returned")
    answer = reply(client, share, kind=kind, text=text)
    assert answer.status_code == 303
    page = page_of(client, share).split('id="answer"')[0]
    assert shows in page
    assert replies(share) == [(kind, text)]


def test_pressing_twice_says_it_once(client, share):
    given(share)
    for _again in range(2):
        reply(client, share)
    assert replies(share) == [("answer", "Thank you.")]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"text": ""}, "There is nothing written yet."),
        ({"text": "  \n "}, "There is nothing written yet."),
        ({"text": "x" * (LONGEST + 3)}, "This is 3 characters too long."),
        ({"kind": "shout"}, "Please choose one of the three."),
        ({"kind": ""}, "Please choose one of the three."),
    ],
)
def test_what_cannot_be_sent_is_kept_and_shown_again(client, share, changes, says):
    given(share)
    answer = reply(client, share, **changes)
    assert answer.status_code == 303
    page = page_of(client, share)
    assert says in page and changes.get("text", "Thank you.").strip() in page
    assert replies(share) == []
    parked = ParkedWords.objects.get(share=share)
    reply(client, share, parked=page.split('name="parked" value="')[1][:32], text="Short now.")
    assert replies(share) == [("answer", "Short now.")]
    assert not ParkedWords.objects.filter(pk=parked.pk).exists()
    assert "Short now." not in page_of(client, share).split('id="answer"')[1]


def test_too_long_again_and_again_keeps_one(client, share):
    given(share)
    for number in range(8):
        page = page_of(client, share)
        parked = page.split('name="parked" value="')[1][:32] if 'name="parked"' in page else ""
        reply(client, share, text=f"{number}" * (LONGEST + 1), parked=parked)
    assert ParkedWords.objects.filter(share=share).count() == 1
    assert "7" * LONGEST in page_of(client, share)


def test_nothing_is_sent_before_there_is_a_review(client, share):
    reply(client, share)
    assert replies(share) == []
    assert "Thank you." in page_of(client, share)


@pytest.mark.parametrize("how", ["withdrawn", "over"])
def test_an_answer_on_a_share_that_is_shut_is_kept_for_its_writer(client, share, amara, how):
    given(share)
    if how == "withdrawn":
        sharing.withdraw_share(share_id=share.pk, author=amara)
    else:
        Supervision.objects.filter(pk=share.supervision_id).update(ended_on=timezone.localdate())
    answer = reply(client, share, text="Too late, perhaps.")
    assert answer.status_code == 303
    assert replies(share) == []
    page = page_of(client, share)
    assert "were not sent" in page and "Too late, perhaps." in page


def test_words_posted_after_the_session_are_kept_for_their_writer(client, share, sign_in, amara):
    given(share)
    client.logout()
    assert reply(client, share, text="Before it locked").status_code == 303
    assert replies(share) == []
    sign_in(client, amara)
    page = page_of(client, share)
    assert "Before it locked" in page and "not sent yet" in page


def test_a_locking_page_keeps_what_it_holds(client, share):
    given(share)
    reply(client, share, do="keep", text="Half a sen")
    assert replies(share) == []
    assert "Half a sen" in page_of(client, share)


def test_a_page_left_open_by_the_writer_is_not_sent_as_another(client, share, sign_in, cast):
    given(share)
    sign_in(client, cast.ife)
    assert reply(client, share, text="Hers").status_code == 404
    assert replies(share) == []
    sign_in(client, share.author)
    assert "Hers" in page_of(client, share)


@pytest.mark.parametrize("token", ["", "forged", "an entry's", "the reader's", "a twin's"])
def test_a_page_bound_to_something_else_sends_nothing(client, entry, share, pair, token):
    given(share)
    twin = make_share(entry, pair, "hardest")
    tokens = {
        "an entry's": bind(entry),
        "the reader's": bind_share(share, pair.supervisor),
        "a twin's": bind_share(twin, share.author),
    }
    reply(client, share, binding=tokens.get(token, token), text="Planted")
    assert replies(share) == [] and replies(twin) == []


def test_rounds_lead_to_one_another(client, entry, share, pair):
    given(share, "returned")
    second = make_share(entry, pair, "happened", "hardest")
    assert second.get_absolute_url() in page_of(client, share)
    assert share.get_absolute_url() in page_of(client, second)


def test_a_further_round_shows_its_writer_what_changed(client, entry, pair, amara):
    first = make_share(entry, pair, "happened", "hardest")
    given(first, "returned")
    page = page_of(client, first)
    assert "<ins>" not in page and "is marked." not in page and "last time" not in page
    entry.answers = {**entry.answers, "happened": "The tea went quite cold."}
    entry.save()
    second = make_share(entry, pair, "happened")
    for taken_back in (first, second):
        page = page_of(client, second)
        assert "<ins>quite </ins>" in page and "1 word is new since last time" in page
        assert "What changed since the round of" in page
        assert "Shared last time, and not now:" in page
        # What is hers stays hers to compare, when the reader cannot any more.
        sharing.withdraw_share(share_id=taken_back.pk, author=amara)


def test_the_other_readers_share_is_no_round_of_this_one(client, entry, share, cast):
    other = make_share(entry, make_supervision(cast.chloe, cast.amara), "happened")
    assert other.get_absolute_url() not in page_of(client, share)


def test_taking_back_asks_first_and_is_at_once(client, share, ben):
    url = reverse("journals:share_withdraw", args=[share.pk])
    assert "cannot be unread" in read(client, url)
    assert Share.objects.get(pk=share.pk).is_open
    for _again in range(2):
        answer = client.post(url)
        assert (answer.status_code, answer.headers["Location"]) == (303, share.get_absolute_url())
    assert "Taken back on" in page_of(client, share)
    assert not Share.objects.visible_to(ben).filter(pk=share.pk).exists()
    assert client.get(url).status_code == 302


def test_what_was_said_stays_after_taking_back(client, share, amara):
    given(share)
    sharing.withdraw_share(share_id=share.pk, author=amara)
    assert "The tea went cold." in page_of(client, share)
    assert "You stayed with her" in page_of(client, share)


def test_a_stranger_and_the_reader_find_nothing(client, share, sign_in, cast):
    given(share)
    names = ("share_detail", "share_withdraw", "share_reply")
    for somebody in (cast.ben, cast.ife, cast.grace, cast.efua):
        sign_in(client, somebody)
        for name in names:
            url = reverse(f"journals:{name}", args=[share.pk])
            assert client.post(url).status_code in (404, 405)
            assert client.get(url).status_code in (404, 405)
    assert Share.objects.get(pk=share.pk).is_open and replies(share) == []


def test_wrong_methods_are_refused(client, share):
    assert client.get(reverse("journals:share_reply", args=[share.pk])).status_code == 405
    assert client.post(share.get_absolute_url()).status_code == 405
    assert client.put(reverse("journals:share_withdraw", args=[share.pk])).status_code == 405


def test_markup_is_shown_as_it_was_typed(client, share):
    nasty = "<script>alert(1)</script>"
    make_words(share, noticed=nasty, **{"comment-happened-1": {"quote": "", "text": nasty}})
    sharing.open_share(share_id=share.pk, reader=share.reader)
    reviewing.give_review(
        share_id=share.pk, reader=share.reader, outcome="acknowledged", revision=1
    )
    reply(client, share, text=nasty)
    page = page_of(client, share)
    assert nasty not in page and page.count("&lt;script&gt;alert(1)") == 3


def test_one_share_takes_as_many_queries_with_much_said_as_with_little(client, share, ben):
    counts = []
    for number in range(2):
        if number:
            for _time in range(30):
                sharing.open_share(share_id=share.pk, reader=ben)
            for turn in range(12):
                reviewing.add_reply(share_id=share.pk, by=ben, kind="answer", text=f"Turn {turn}")
        else:
            given(share, "returned")
            reply(client, share)
        page_of(client, share)
        with CaptureQueriesContext(connection) as captured:
            page_of(client, share)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10
