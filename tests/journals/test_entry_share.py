"""Choosing what goes and who gets it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.binding import bind
from journals.models import Entry, Preparation, Share
from journals.preparing import ASK_LIMIT, LASTS, kept
from people.models import User
from supervision.models import Supervision
from supervision.services.pairs import say_full
from tests.journals.test_sharing import ANSWERS, QUESTIONS
from tests.makers import make_clash, make_entry, make_prompt_version, make_supervision, make_user
from vault.ids import new_id, short

pytestmark = pytest.mark.django_db

NOTE = "For me alone."


@pytest.fixture
def pair(cast: Any) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


@pytest.fixture
def entry(client: Client, sign_in: Any, amara: User) -> Entry:
    sign_in(client, amara)
    return make_entry(
        amara,
        make_prompt_version(QUESTIONS),
        title="A name",
        answers=ANSWERS,
        private_note=NOTE,
    )


def url(entry: Entry) -> str:
    return reverse("journals:entry_share", args=[entry.pk])


def choose(client: Client, entry: Entry, pair: Supervision | None = None, **changes: Any) -> Any:
    fields = {"part": ["happened"], "binding": bind(entry)}
    if pair is not None:
        fields["to"] = [short(pair.pk)]
    return client.post(url(entry), fields | changes)


def read(client: Client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def ticked(page: str) -> list[str]:
    return re.findall(r'<input type="checkbox"[^>]* value="([^"]*)"[^>]* checked', page)


def test_nothing_is_ticked_not_even_a_single_supervisor(client, entry, pair):
    page = read(client, url(entry))
    assert ticked(page) == []
    assert str(pair.supervisor) in page


def test_everything_that_may_go_is_offered_with_its_lines(client, entry):
    page = read(client, url(entry))
    for words in ("A name", "The tea went cold.", "No time", "I was worn out", "To say no."):
        assert words in page
    assert page.count("Usually kept private") == 2  # the private group, the private question
    assert "Goes only together with “What stood in the way?”" in page


def test_the_private_note_is_not_even_shown(client, entry):
    page = read(client, url(entry))
    assert NOTE not in page
    assert "Your private note never goes" in page


def test_the_page_says_what_the_writer_has_to_know(client, entry):
    page = read(client, url(entry))
    assert "Ben may not open this for days." in page
    assert reverse("prompts:support") in page
    assert "Freedom to Speak Up Guardian" in page
    assert "cannot be unread" in page
    near = page.split('id="id_ask"', 1)[1].split("</form>", 1)[0]
    assert "They get a copy as it is when you press Share" in near and "take it back" in near


def test_a_supervisor_who_is_full_can_be_chosen_all_the_same(client, entry, pair):
    say_full(supervisor=pair.supervisor, full=True)
    assert "Says they are full just now" in read(client, url(entry))
    assert choose(client, entry, pair).headers["Location"].endswith("/preview/")


def test_without_a_supervisor_the_page_says_who_could_help(client, sign_in):
    alone = make_user("Alone")
    sign_in(client, alone)
    page = read(client, url(make_entry(alone)))
    assert "can pair you with one" in page


def test_only_who_supervises_now_is_offered(client, entry, farid):
    assert str(farid) not in read(client, url(entry))


def test_an_entry_without_words_has_nothing_to_share(client, entry, amara):
    assert "there is nothing to share" in read(client, url(make_entry(amara, answers={})))


def test_words_not_saved_are_mentioned(client, entry):
    make_clash(entry)
    assert "Only what is saved can go" in read(client, url(entry))


def test_choosing_keeps_it_sealed_and_leads_to_the_preview(client, entry, pair):
    answer = choose(client, entry, pair, ask="Did I say too much?", part=["happened", "title"])
    assert answer.status_code == 303
    assert answer.headers["Location"] == reverse("journals:entry_share_preview", args=[entry.pk])
    choices = kept(entry)
    assert choices.chosen == {"happened", "title"}
    assert choices.ask == "Did I say too much?"
    assert not Share.objects.filter(entry=entry).exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"to": []}, "Tick who may read it."),
        ({"part": []}, "Tick at least one of your answers."),
        ({"part": ["title"]}, "Tick at least one of your answers."),
        ({"part": ["happened", "about"]}, "goes only together with another"),
        ({"ask": "x" * (ASK_LIMIT + 1)}, "is too long"),
    ],
)
def test_what_is_missing_is_said_and_what_was_chosen_stays(client, entry, pair, changes, says):
    chosen = {"ask": "Look at the end."} | changes
    answer = choose(client, entry, pair, **chosen)
    assert answer.status_code == 303
    page = read(client, answer.headers["Location"].split("#")[0])
    assert says in page
    assert chosen["ask"] in page
    wanted = changes.get("to", [short(pair.pk)]) + changes.get("part", ["happened"])
    assert sorted(ticked(page)) == sorted(wanted)


def test_another_persons_supervision_is_refused(client, entry, cast):
    of_ife = make_supervision(cast.chloe, cast.ife)
    for wanted in (short(of_ife.pk), short(new_id()), "nonsense", ""):
        answer = choose(client, entry, to=[wanted])
        page = read(client, answer.headers["Location"].split("#")[0])
        assert "is not your supervisor any more" in page
        assert "Chloe" not in page


def test_a_supervision_that_has_ended_is_refused(client, entry, cast):
    over = Supervision.objects.get(supervisor=cast.farid)
    answer = choose(client, entry, over)
    assert "is not your supervisor any more" in read(
        client, answer.headers["Location"].split("#")[0]
    )


def test_parts_that_the_entry_does_not_have_are_nothing(client, entry, pair):
    answer = choose(client, entry, pair, part=["private_note", "about-private_note", "nowhere"])
    assert "Tick at least one" in read(client, answer.headers["Location"].split("#")[0])


def test_ticks_of_days_ago_do_not_stand_any_more(client, entry, pair):
    choose(client, entry, pair)
    Preparation.objects.filter(entry=entry).update(made_at=timezone.now() - LASTS)
    assert ticked(read(client, url(entry))) == []


def test_a_locking_page_keeps_what_it_holds(client, entry):
    answer = choose(client, entry, do="keep", ask="Half a sen")
    assert answer.headers["Location"] == url(entry)
    assert "Half a sen" in read(client, url(entry))


def test_words_posted_after_the_session_are_kept_for_their_writer(
    client, entry, pair, sign_in, amara
):
    client.logout()
    answer = choose(client, entry, pair, ask="Before it locked")
    assert answer.status_code == 303
    assert "Before" not in answer.headers["Location"]
    sign_in(client, amara)
    assert "Before it locked" in read(client, url(entry))


def test_nothing_chosen_makes_way_for_a_page_that_comes_without_its_writer(client, entry, pair):
    choose(client, entry, pair, ask="Where was I short with her?")
    before = kept(entry)
    alone = Client()
    choose(alone, entry, part=["in_a_line"], to=[], ask="short")  # stands there already
    assert kept(entry) == before
    choose(alone, entry, part=["in_a_line"], ask="From an old page")
    assert kept(entry).parts == before.parts
    assert kept(entry).supervisions == before.supervisions
    assert kept(entry).ask == "Where was I short with her?\n\nFrom an old page"


@pytest.mark.parametrize("token", ["", "forged", "of another entry"])
def test_without_the_right_token_nothing_is_kept_for_anybody(client, entry, amara, token):
    if token == "of another entry":
        token = bind(make_entry(amara))
    client.logout()
    choose(client, entry, binding=token, ask="Planted")
    assert kept(entry).ask == ""


def test_a_stranger_finds_nothing(client, entry, sign_in, cast):
    for somebody in (cast.ben, cast.ife, cast.grace):
        sign_in(client, somebody)
        assert client.get(url(entry)).status_code == 404
        assert choose(client, entry, ask="Planted").status_code == 404
    assert kept(entry).ask == ""


def test_other_methods_are_refused(client, entry):
    assert client.put(url(entry)).status_code == 405
    assert client.delete(url(entry)).status_code == 405


def test_markup_is_shown_as_it_was_typed(client, amara, entry):
    nasty = make_entry(amara, title="<b>x</b>", answers={"happened": "<script>alert(1)</script>"})
    page = read(client, url(nasty))
    assert "<script>alert" not in page and "<b>x</b>" not in page
    assert "&lt;script&gt;alert(1)" in page
