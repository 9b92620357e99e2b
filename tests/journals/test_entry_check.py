"""Looking through a whole entry for what may identify somebody, whenever its writer likes."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from identifiers import LEAVE_OUT
from journals.checking import look_through, replaced, texts_of_entry
from journals.models import Entry, KeptWords, Preparation
from people.models import User
from tests.journals.test_entry_share import NOTE, read
from tests.journals.test_sharing import QUESTIONS
from tests.makers import make_entry, make_membership, make_prompt_version, make_team

pytestmark = pytest.mark.django_db


def make(author: User, **fields: Any) -> Entry:
    answers = {
        "happened": "Mrs Okafor slept.\n\nI rang 07700 900123. Mrs Okafor woke.",
        "barriers": [{"id": "a", "group": "own", "text": "Nurse Adeyemi was away"}],
        "hardest": "To say no to Mr Ndlovu.",
    }
    version = make_prompt_version(QUESTIONS)
    note = f"{NOTE} About Mrs Secretname."
    return make_entry(author, version, **{"answers": answers, "private_note": note} | fields)


@pytest.fixture
def entry(client: Client, sign_in: Any, amara: User) -> Entry:
    sign_in(client, amara)
    return make(amara, title="Mrs Okafor again")


def url(entry: Entry) -> str:
    return reverse("journals:entry_check", args=[entry.pk])


def button(page: str, id: str) -> str:
    return re.search(rf'value="({id}:[^"]*)"', page.split(">Mrs Okafor<", 1)[1])[1]


def finding(page: str, words: str) -> str:
    lines = re.findall(r'<li class="list__item found .*?</li>', page, re.S)
    return next(unescape(line) for line in lines if f"<mark>{words}</mark>" in line)


def press(client: Client, entry: Entry, do: str, revision: int | None = None) -> Any:
    return client.post(url(entry), {"do": do, "revision": revision or entry.revision})


def now(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def test_the_whole_entry_is_looked_through_but_not_the_private_note(client, entry):
    page = read(client, url(entry))
    for words in ("Mrs Okafor", "07700 900123", "Nurse Adeyemi", "Mr Ndlovu"):
        assert f"<mark>{words}</mark>" in page
    assert "Secretname" not in page and NOTE not in page
    assert "This list may help." in page


def test_one_name_is_one_line_however_often_it_stands(client, entry):
    page = read(client, url(entry))
    assert page.count('Keep: not a person<span class="visually-hidden">: Mrs Okafor<') == 1
    assert "It stands here 3 times." in page


def test_a_finding_shows_one_way_and_folds_the_others(client, amara, entry):
    found = finding(read(client, url(entry)), "Mrs Okafor")
    shown, folded = re.fullmatch(r"(.*)<details[^>]*>(.*)</details>.*", found, re.S).groups()
    assert shown.count("<mark>") == shown.count('value="replace:') == 1
    assert "Use “the person”" in shown and "Keep: not a person" in shown
    assert "Other words" in folded and "Use “my patient”" in folded and "Use “a coll" in folded
    assert folded.count("<mark>Mrs Okafor</mark>") == 2 and "Change it in “" in folded


def test_what_stands_in_a_list_is_for_its_writer_to_change(client, entry):
    found = finding(read(client, url(entry)), "Nurse Adeyemi")
    assert "Change it yourself" in found and "replace:" not in found and "<details" not in found


def test_each_of_the_folded_ways_does_what_it_says(client, entry):
    found = finding(read(client, url(entry)), "Mrs Okafor")
    press(client, entry, re.search(r'value="([^"]*)">Use “a colleague”', found)[1])
    assert now(entry).title == "A colleague again"


def test_a_calm_entry_is_not_called_checked(client, amara, entry):
    page = read(client, url(make(amara, answers={"happened": "The tea went cold."})))
    assert "Nothing was found. This may help" in page


def test_neutral_words_go_wherever_the_name_stands_as_plain_text(client, entry):
    answer = press(client, entry, button(read(client, url(entry)), "replace"))
    assert answer.status_code == 303
    entry = now(entry)
    assert entry.title == "The person again"
    assert entry.answers["happened"].startswith("The person slept.\n\nI rang 07700 900123. The p")
    assert "Mr Ndlovu" in entry.answers["hardest"]


def test_leaving_out_takes_the_words_away(client, amara, entry):
    text = make(amara, answers={"happened": "I rang 07700 900123. She woke."})
    page = read(client, url(text))
    assert "leave it out” instead" not in unescape(page)
    press(client, text, re.search(r'value="(replace:[^"]*)">Leave it out', page)[1])
    assert now(text).answers["happened"] == "I rang. She woke."


def test_what_leaves_out_is_no_words_in_any_language(amara, entry, monkeypatch):
    """Neither words that happen to say so, nor a translation between two pages."""
    [found] = [one for one in look_through(texts_of_entry(entry), amara) if LEAVE_OUT in one.ways]
    for said in ("leave it out", "weglassen"):
        monkeypatch.setattr("django.utils.translation._trans.gettext", lambda text, to=said: to)
        assert LEAVE_OUT in found.ways
        assert replaced(found, LEAVE_OUT)["happened"].split("\n\n")[1] == "I rang. Mrs Okafor woke."
        assert f"I rang {said}." in replaced(found, said)["happened"]


def test_a_replacement_needs_the_text_that_was_seen(client, entry):
    do = button(read(client, url(entry)), "replace")
    for revision in (99, -1, "", "x"):
        client.post(url(entry), {"do": do, "revision": revision})
    assert now(entry).title == "Mrs Okafor again"


def test_a_text_that_would_become_too_long_is_left_alone(client, amara, entry):
    title = "Mrs Oto " + "x" * 112
    full = make(amara, title=title, answers={"happened": "Mrs Oto slept."})
    page = read(client, url(full))
    do = re.search(r'value="(replace:[^"]*)"', page)[1]
    answer = press(client, full, do)
    assert "would become too long" in read(client, answer.headers["Location"].split("#")[0])
    assert now(full).title == title


def test_what_is_kept_is_not_shown_again(client, entry, amara):
    press(client, entry, button(read(client, url(entry)), "keep"))
    assert "<mark>Mrs Okafor" not in read(client, url(entry))
    press(client, entry, re.search(r'value="(keep:[^"]*)"', read(client, url(entry)))[1])
    assert len(KeptWords.objects.get(person=amara).folded) == 2


def test_keeping_is_for_oneself_alone(client, entry, ife, sign_in):
    press(client, entry, button(read(client, url(entry)), "keep"))
    sign_in(client, ife)
    hers = make(ife, title="Mrs Okafor again")
    assert "<mark>Mrs Okafor" in read(client, url(hers))


def test_the_names_of_ones_own_house_are_found(client, entry, amara):
    make_membership(amara, make_team(name="Kittiwake"), "member", ended_on=None)
    text = make(amara, answers={"happened": "We came up from Kittiwake at noon."})
    assert "<mark>Kittiwake</mark>" in read(client, url(text))


def test_looking_prepares_no_share(client, entry):
    read(client, url(entry))
    assert not Preparation.objects.exists()


def test_a_stranger_finds_nothing(client, entry, sign_in, cast):
    do = button(read(client, url(entry)), "replace")
    for somebody in (cast.ben, cast.ife, cast.grace):
        sign_in(client, somebody)
        assert client.get(url(entry)).status_code == 404
        assert press(client, entry, do).status_code == 404
    assert now(entry).title == "Mrs Okafor again"


def test_other_methods_are_refused(client, entry):
    assert client.put(url(entry)).status_code == 405


def test_markup_is_shown_as_it_was_typed(client, amara, entry):
    nasty = make(amara, answers={"happened": "<script>x</script> Mrs O'Neil <img src=x>"})
    page = read(client, url(nasty))
    assert "<script>x" not in page and "<img" not in page
    assert "Mrs O'Neil" in unescape(page)
