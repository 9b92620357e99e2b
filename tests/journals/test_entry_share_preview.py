"""Looking at exactly what will go, what may identify somebody in it, and giving it."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from identifiers import fold
from journals.models import Entry, EntryRevision, KeptWords, Share
from journals.preparing import kept
from people.models import User
from supervision.models import Supervision
from tests.journals.test_entry_share import NOTE, choose, read
from tests.journals.test_sharing import QUESTIONS, change
from tests.makers import make_entry, make_prompt_version, make_supervision
from vault.ids import short

pytestmark = pytest.mark.django_db

NAMED = "Mrs Okafor asked for tea. I told Mrs Okafor it was late."
CALM = "The tea went cold."
HIDDEN = re.compile(r'<input type="hidden" name="(revision|seen)" value="([^"]*)">')


@pytest.fixture
def pair(cast: Any) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


def make(author: User, happened: str) -> Entry:
    answers = {
        "happened": happened,
        "barriers": [{"id": "a", "group": "time", "text": "Nurse Adeyemi was away"}],
        "hardest": "To say no.",
    }
    version = make_prompt_version(QUESTIONS)
    return make_entry(author, version, title="A name", answers=answers, private_note=NOTE)


@pytest.fixture
def entry(client: Client, sign_in: Any, amara: User) -> Entry:
    sign_in(client, amara)
    return make(amara, NAMED)


@pytest.fixture
def calm(client: Client, sign_in: Any, amara: User) -> Entry:
    sign_in(client, amara)
    return make(amara, CALM)


def url(entry: Entry) -> str:
    return reverse("journals:entry_share_preview", args=[entry.pk])


def press(client: Client, entry: Entry, page: str, do: str = "give", **changes: Any) -> Any:
    return client.post(url(entry), dict(HIDDEN.findall(page)) | {"do": do} | changes)


def button(page: str, words: str) -> str:
    found = re.search(rf'value="((?:keep|replace):[^"]*)">{re.escape(words)}', unescape(page))
    assert found, words
    return found[1]


def shares_of(entry: Entry) -> list[Share]:
    return list(Share.objects.visible_to(entry.author).filter(entry=entry))


def now(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def test_it_shows_what_will_go_and_nothing_else(client, calm, pair):
    choose(client, calm, pair, ask="Look at the end.")
    page = read(client, url(calm))
    assert "This is what Ben will see" in page
    assert CALM in page and "Look at the end." in page
    for words in ("A name", "Nurse Adeyemi", "To say no.", NOTE):
        assert words not in page
    assert "may help" in page and "checked" not in page.replace("Last checked", "").replace(
        "is checked each Monday", ""
    )


def test_giving_shares_exactly_that(client, calm, pair):
    choose(client, calm, pair, ask="Look at the end.")
    answer = press(client, calm, read(client, url(calm)))
    assert answer.status_code == 303
    page = read(client, answer.headers["Location"])
    assert "Ben can read it now." in page
    [share] = shares_of(calm)
    assert share.snapshot["ask"] == "Look at the end."
    assert [part["key"] for part in share.snapshot["parts"]] == ["happened"]
    assert kept(calm).parts == []


def test_two_readers_get_a_copy_each(client, calm, pair, cast):
    other = make_supervision(cast.chloe, cast.amara)
    choose(client, calm, to=[short(pair.pk), short(other.pk)])
    page = read(client, url(calm))
    assert "Ben and Chloe" in page or "Chloe and Ben" in page
    press(client, calm, page)
    assert {share.reader_id for share in shares_of(calm)} == {cast.ben.pk, cast.chloe.pk}


def test_pressing_twice_shares_once(client, calm, pair):
    choose(client, calm, pair)
    page = read(client, url(calm))
    for _again in range(2):
        answer = press(client, calm, page)
        assert answer.headers["Location"] == reverse("journals:share_list")
    assert len(shares_of(calm)) == 1


def test_nothing_chosen_leads_to_choosing(client, calm):
    answer = client.get(url(calm))
    assert answer.headers["Location"] == reverse("journals:entry_share", args=[calm.pk])
    answer = client.post(url(calm), {"do": "give", "revision": "1", "seen": "x"})
    assert "Nothing went. Please choose" in read(client, answer.headers["Location"])


def test_what_changed_since_does_not_go(client, calm, pair, amara):
    choose(client, calm, pair)
    page = read(client, url(calm))
    change(calm, amara, happened="Written on the other device.")
    answer = press(client, calm, page)
    assert shares_of(calm) == []
    again = read(client, answer.headers["Location"])
    assert "something was changed since you looked" in again
    assert "Written on the other device." in again
    press(client, calm, again)
    assert len(shares_of(calm)) == 1


def test_ticks_changed_in_another_tab_do_not_go_unseen(client, calm, pair):
    choose(client, calm, pair)
    page = read(client, url(calm))
    choose(client, calm, pair, part=["happened", "hardest"])
    answer = press(client, calm, page)
    assert shares_of(calm) == []
    assert "To say no." in read(client, answer.headers["Location"])


def test_a_reader_who_is_no_supervisor_any_more_gets_nothing(client, calm, pair):
    choose(client, calm, pair, ask="Still here?")
    page = read(client, url(calm))
    Supervision.objects.filter(pk=pair.pk).update(ended_on=timezone.localdate() - timedelta(days=1))
    answer = press(client, calm, page)
    assert shares_of(calm) == []
    page = client.get(answer.headers["Location"], follow=True).content.decode()
    assert "is not your supervisor any more" in page
    assert "Still here?" in page


def test_words_taken_out_meanwhile_leave_nothing_to_share(client, calm, pair, amara):
    choose(client, calm, pair)
    page = read(client, url(calm))
    change(calm, amara, happened=None)
    answer = press(client, calm, page)
    page = client.get(answer.headers["Location"], follow=True).content.decode()
    assert "Tick at least one" in page
    assert shares_of(calm) == []


@pytest.mark.parametrize("revision", ["", "-1", "x", "9" * 30, "²"])
def test_a_torn_page_gives_nothing(client, calm, pair, revision):
    choose(client, calm, pair)
    answer = press(client, calm, read(client, url(calm)), revision=revision)
    assert answer.status_code == 303
    assert shares_of(calm) == []


def test_the_fields_of_another_entry_give_nothing(client, calm, pair, amara):
    twin = make(amara, CALM)
    choose(client, calm, pair)
    choose(client, twin, pair, part=["hardest"])
    press(client, twin, read(client, url(calm)))
    assert shares_of(twin) == [] and shares_of(calm) == []


def test_findings_are_shown_in_their_sentence_with_why(client, entry, pair):
    choose(client, entry, pair)
    page = unescape(read(client, url(entry)))
    assert "<mark>Mrs Okafor</mark> asked for tea" in page
    assert "Use “the person”" in page
    assert "Keep: not a person" in page
    assert "#question-happened" in page
    assert "I have looked at these" in page


def test_only_what_goes_is_looked_through(client, entry, pair):
    choose(client, entry, pair, part=["hardest"])
    page = read(client, url(entry))
    assert "Okafor" not in page and "Adeyemi" not in page
    choose(client, entry, pair, part=["hardest"], ask="I mean Mrs Okafor.")
    assert "<mark>Mrs Okafor</mark>" in read(client, url(entry))


def test_what_points_to_somebody_needs_one_look_and_blocks_nothing(client, entry, pair):
    choose(client, entry, pair)
    page = read(client, url(entry))
    answer = press(client, entry, page)
    assert shares_of(entry) == []
    assert "Please tick this first" in read(client, answer.headers["Location"].split("#")[0])
    press(client, entry, page, looked="on")
    assert len(shares_of(entry)) == 1


def test_neutral_words_by_a_press_with_the_old_text_in_the_history(client, entry, pair):
    choose(client, entry, pair)
    page = read(client, url(entry))
    answer = press(client, entry, page, do=button(page, "Use “the person”"))
    assert now(entry).answers["happened"] == (
        "The person asked for tea. I told the person it was late."
    )
    [before] = EntryRevision.objects.filter(entry=entry)
    assert before.text["answers"]["happened"] == NAMED
    again = read(client, answer.headers["Location"].split("#")[0])
    assert "Okafor" not in again and "The person asked for tea." in again
    press(client, entry, again)
    assert len(shares_of(entry)) == 1


def test_neutral_words_in_what_is_asked(client, calm, pair):
    choose(client, calm, pair, ask="Did I hear Mrs Okafor?")
    page = read(client, url(calm))
    press(client, calm, page, do=button(page, "Use “the person”"))
    assert kept(calm).ask == "Did I hear the person?"
    assert now(calm).revision == calm.revision


def test_words_in_a_list_are_left_to_their_writer(client, entry, pair):
    choose(client, entry, pair, part=["barriers"])
    page = read(client, url(entry))
    assert "<mark>Nurse Adeyemi</mark>" in page
    assert "instead" not in re.sub(r"<aside.*</aside>", "", page, flags=re.S)
    assert "#question-barriers" in page


def test_what_is_kept_is_remembered_sealed(client, entry, pair, amara):
    choose(client, entry, pair)
    page = read(client, url(entry))
    press(client, entry, page, do=button(page, "Keep: not a person"))
    assert KeptWords.objects.get(person=amara).folded == [fold("Mrs Okafor")]
    assert "<mark>" not in read(client, url(entry))
    choose(client, make(amara, NAMED), pair)
    assert "<mark>" not in read(client, url(entry))


@pytest.mark.parametrize("do", ["replace:nothing:0", "keep:", "replace:", "x", "", "keep:a:b:c"])
def test_a_finding_that_is_not_there_changes_nothing(client, entry, pair, do):
    choose(client, entry, pair)
    answer = press(client, entry, read(client, url(entry)), do=do)
    assert answer.status_code == 303
    assert now(entry).answers["happened"] == NAMED
    assert not KeptWords.objects.exists()


def test_neutral_words_for_an_older_text_are_not_put_in(client, entry, pair, amara):
    choose(client, entry, pair)
    page = read(client, url(entry))
    change(entry, amara, happened="Mrs Okafor slept.")
    answer = press(client, entry, page, do=button(page, "Use “the person”"))
    assert now(entry).answers["happened"] == "Mrs Okafor slept."
    assert "changed since you looked" in read(client, answer.headers["Location"].split("#")[0])


def test_nothing_found_is_stored_in_clear(client, entry, pair):
    choose(client, entry, pair)
    page = read(client, url(entry))
    answer = press(client, entry, page, do=button(page, "Keep: not a person"))
    assert "Okafor" not in str(answer.headers)
    assert "okafor" not in button(page, "Use “the person”").lower()


def test_a_stranger_finds_nothing(client, entry, pair, sign_in, cast):
    choose(client, entry, pair)
    page = read(client, url(entry))
    for somebody in (cast.ben, cast.ife, cast.grace):
        sign_in(client, somebody)
        assert client.get(url(entry)).status_code == 404
        assert press(client, entry, page, looked="on").status_code == 404
    assert shares_of(entry) == []


def test_markup_is_shown_as_it_was_typed(client, amara, entry, pair):
    nasty = make(amara, "<script>alert(1)</script> Mrs O'Neil <b>said</b>")
    choose(client, nasty, pair, ask="<img src=x onerror=alert(1)>")
    page = read(client, url(nasty))
    assert "<script>alert" not in page and "<img" not in page and "<b>said" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_other_methods_are_refused(client, entry):
    assert client.put(url(entry)).status_code == 405
