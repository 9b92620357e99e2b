"""The writing page as it is posted without JavaScript."""

import pytest
from django.urls import reverse

from journals.models import Clash, Entry, EntryRevision, ParkedForm
from tests.journals.pages import autosave, opened, post
from tests.makers import make_clash, make_entry, make_prompt, make_prompt_version, make_user
from vault.ids import new_id, short

pytestmark = pytest.mark.django_db

LONG = [{"key": "happened", "kind": "long_text", "text": "What happened?"}]


@pytest.fixture
def entry(client, sign_in) -> Entry:
    author = make_user("Amara")
    sign_in(client, author)
    return make_entry(author, answers={}, revision=0)


def now(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def follow(client, answer) -> str:
    assert answer.status_code == 303
    return client.get(answer.headers["Location"].split("#")[0]).content.decode()


def test_a_posted_page_is_saved_and_shown_again(client, entry):
    answer = post(client, entry, opened(client, entry), **{"q-happened": "It rained."})
    page = follow(client, answer)
    assert "It rained." in page
    assert "Saved." in page
    assert now(entry).answers == {"happened": "It rained."}


def test_what_another_device_wrote_meanwhile_stays(client, entry):
    page = opened(client, entry)
    autosave(client, entry, opened(client, entry), "in_a_line", **{"q-in_a_line": "Rain."})
    post(client, entry, page, **{"q-happened": "It rained.", "q-in_a_line": ""})
    assert now(entry).answers == {"happened": "It rained.", "in_a_line": "Rain."}
    assert not Clash.objects.exists()


def test_the_same_answer_from_two_pages_shows_both_texts(client, entry):
    page = opened(client, entry)
    post(client, entry, opened(client, entry), **{"q-happened": "From the phone."})
    shown = follow(client, post(client, entry, page, **{"q-happened": "From the ward."}))
    assert "From the phone." in shown
    assert "From the ward." in shown
    assert "Both texts are kept" in shown


def test_sending_a_page_twice_saves_once(client, entry):
    page = opened(client, entry)
    for _again in range(2):
        post(client, entry, page, **{"q-happened": "It rained."})
    assert now(entry).revision == 1
    assert not Clash.objects.exists()


def test_an_answer_that_is_too_long_is_kept_on_the_page_and_the_rest_is_saved(client, entry):
    words = "x" * 20_001
    answer = post(
        client, entry, opened(client, entry), **{"q-happened": words, "q-in_a_line": "Rain."}
    )
    shown = follow(client, answer)
    assert words in shown
    assert "1 character too long" in shown
    badge = shown.split("data-badge")[1].split("</p>")[0]
    assert "Not saved yet" in badge and "Saved" not in badge
    assert now(entry).answers == {"in_a_line": "Rain."}
    assert ParkedForm.objects.count() == 1


def test_a_mended_page_is_saved_and_no_longer_parked(client, entry):
    post(client, entry, opened(client, entry), **{"q-happened": "x" * 20_001})
    post(client, entry, opened(client, entry), **{"q-happened": "Shorter."})
    assert now(entry).answers == {"happened": "Shorter."}
    assert not ParkedForm.objects.exists()


def test_what_is_saved_can_be_seen_instead_of_what_is_parked(client, entry):
    post(client, entry, opened(client, entry), **{"q-happened": "x" * 20_001})
    url = reverse("journals:entry_write", args=[entry.pk])
    assert "not saved yet" not in client.get(f"{url}?saved").content.decode().split("<form")[1]


def test_characters_that_cannot_be_shown_are_left_out_and_told(client, entry):
    answer = post(client, entry, opened(client, entry), **{"q-happened": "It\x00 rained.\x07"})
    assert "2 characters that cannot be shown were left out" in follow(client, answer)
    assert now(entry).answers == {"happened": "It rained."}


@pytest.mark.parametrize("change", ["binding", "base", "operation", "asked"])
def test_a_torn_page_saves_nothing_and_loses_nothing(client, entry, change):
    wrong = {"binding": "forged", "base": "many", "operation": "none", "asked": ["nothing"]}
    page = opened(client, entry) | {change: wrong[change]}
    shown = follow(client, post(client, entry, page, **{"q-happened": "It rained."}))
    assert now(entry).revision == 0
    assert "Not saved" in shown
    if change != "asked":
        assert "It rained." in shown


def test_without_room_to_keep_it_a_page_is_shown_to_be_copied(client, entry, monkeypatch):
    monkeypatch.setattr("people.kept.MOST_OWN", 1)
    page = opened(client, entry)
    for words in ("One", "Two"):
        torn = page | {"q-happened": words, "base": "many"}
        answer = post(client, entry, torn)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "no room to keep" in text and "Two</textarea>" in text
    forged = post(client, entry, torn | {"q-happened": "Three", "binding": "forged"})
    assert forged.status_code == 409 and "Three" not in forged.content.decode()
    assert [row.fields["q-happened"] for row in ParkedForm.objects.all()] == [["One"]]


def test_an_answer_saved_beside_a_refused_one_does_not_clash_with_itself(client, entry):
    wrong = {"q-happened": "x" * 20_001, "q-in_a_line": "Rain."}
    post(client, entry, opened(client, entry), **wrong)
    mended = {"q-happened": "Shorter.", "q-in_a_line": "Rain, all night."}
    post(client, entry, opened(client, entry), **mended)
    assert now(entry).answers == {"happened": "Shorter.", "in_a_line": "Rain, all night."}
    assert not Clash.objects.exists()


def test_finishing_from_the_page_saves_and_leads_to_reading(client, entry):
    answer = post(
        client, entry, opened(client, entry), **{"q-happened": "It rained.", "do": "finish"}
    )
    assert answer.headers["Location"] == reverse("journals:entry_read", args=[entry.pk])
    assert now(entry).is_finished
    assert "It rained." in follow(client, answer)


def test_a_shock_is_saved_and_leads_to_care(client, entry):
    answer = post(client, entry, opened(client, entry), **{"q-happened": "No.", "do": "shock"})
    assert "You need not tell the story now." in follow(client, answer)
    assert (now(entry).was_shock, now(entry).answers) == (True, {"happened": "No."})


def test_a_shock_is_noted_whatever_becomes_of_the_words(client, entry):
    answer = post(
        client, entry, opened(client, entry), **{"q-happened": "x" * 20_001, "do": "shock"}
    )
    assert answer.headers["Location"] == reverse("journals:entry_care", args=[entry.pk])
    assert now(entry).was_shock
    assert ParkedForm.objects.exists()


@pytest.mark.parametrize(("use", "left"), [("current", "A"), ("other", "B"), ("both", "A\n\nB")])
def test_a_clash_is_settled_from_the_page(client, entry, use, left):
    post(client, entry, opened(client, entry), **{"q-happened": "A"})
    clash = make_clash(now(entry), "happened", text="B")
    page = opened(client, entry)
    post(client, entry, page, **{"q-happened": "A", "do": f"settle:{short(clash.pk)}/{use}"})
    assert now(entry).answers == {"happened": left}
    assert not Clash.objects.open().exists()


def test_somebody_elses_clash_cannot_be_settled(client, entry):
    clash = make_clash(make_entry(make_user("Other")))
    answer = post(client, entry, opened(client, entry), do=f"settle:{short(clash.pk)}/other")
    assert answer.status_code == 404
    assert Clash.objects.open().count() == 1


def test_an_earlier_line_is_taken_across_only_when_asked(client, sign_in):
    author = make_user()
    sign_in(client, author)
    first = make_prompt(key="to1")
    second = make_prompt(first.programme, key="to7")
    earlier = make_entry(
        author, make_prompt_version(LONG, prompt=first), answers={"happened": "One.\nTwo."}
    )
    version = make_prompt_version(
        [{**LONG[0], "key": "stands_out", "shows": ["to1"]}], prompt=second
    )
    entry = make_entry(author, version, answers={"stands_out": "Mine."})
    page = opened(client, entry)
    assert now(entry).answers == {"stands_out": "Mine."}
    take = f"take:stands_out/{short(earlier.pk)}/happened/1"
    for _press in range(2):
        post(client, entry, page, **{"q-stands_out": "Mine.", "do": take})
    assert now(entry).answers == {"stands_out": "Mine.\nTwo."}


@pytest.mark.parametrize("mark", ["was_shock", "stays_away"])
def test_what_is_to_stay_away_does_not_stand_beside_another_entry(client, sign_in, mark):
    author = make_user()
    sign_in(client, author)
    first = make_prompt(key="to1")
    make_entry(
        author, make_prompt_version(LONG, prompt=first), answers={"happened": "No."}, **{mark: True}
    )
    second = make_prompt(first.programme, key="to7")
    questions = [{**LONG[0], "key": "stands_out", "shows": ["to1"]}]
    entry = make_entry(author, make_prompt_version(questions, prompt=second))
    shown = client.get(reverse("journals:entry_write", args=[entry.pk])).content.decode()
    assert "No." not in shown


@pytest.mark.parametrize("place", ["x", "happened/x/happened/0", "happened/{other}/happened/0"])
def test_no_line_is_taken_from_where_the_writer_cannot_look(client, entry, place):
    other = make_entry(make_user("Other"))
    take = "take:" + place.format(other=short(other.pk))
    assert post(client, entry, opened(client, entry), do=take).status_code == 404


def test_a_page_posted_after_the_session_ended_waits_for_its_writer(client, entry, sign_in):
    page = opened(client, entry)
    client.logout()
    answer = post(client, entry, page, **{"q-happened": "Typed too late."})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert now(entry).answers == {}
    sign_in(client, entry.author)
    shown = client.get(reverse("journals:entry_write", args=[entry.pk])).content.decode()
    assert "Typed too late." in shown
    post(client, entry, opened(client, entry), **{"q-happened": "Typed too late."})
    assert now(entry).answers == {"happened": "Typed too late."}


def test_another_person_neither_saves_nor_sees_a_page_left_open(client, entry, sign_in):
    page = opened(client, entry)
    client.logout()
    sign_in(client, make_user("Ife"))
    answer = post(client, entry, page, **{"q-happened": "Amara's words."})
    assert answer.status_code == 303  # a page as the answer would leave the words in the browser
    assert client.get(answer.headers["Location"]).status_code == 404
    assert ParkedForm.objects.get().entry == entry
    assert now(entry).answers == {}


def test_words_for_an_entry_that_went_to_the_bin_wait_there(client, entry):
    page = opened(client, entry)
    client.post(reverse("journals:entry_delete", args=[entry.pk]))
    assert post(client, entry, page, **{"q-happened": "Typed meanwhile."}).status_code == 303
    client.post(reverse("journals:entry_undelete", args=[entry.pk]))
    assert (
        "Typed meanwhile."
        in client.get(reverse("journals:entry_write", args=[entry.pk])).content.decode()
    )


def test_a_planted_page_blanks_nothing_and_what_it_replaces_is_kept(client, entry, sign_in):
    post(client, entry, opened(client, entry), **{"q-happened": "Mine.", "q-in_a_line": "Too."})
    page = opened(client, entry) | {"asked": ["happened"], "was-happened": ""}
    client.logout()
    post(client, entry, page, **{"q-happened": "Planted."})
    sign_in(client, entry.author)
    shown = opened(client, entry)
    assert set(shown["asked"]) > {"happened", "in_a_line"}
    answers = {"q-happened": "Planted.", "q-in_a_line": "Too."}
    post(client, entry, shown, **answers)
    assert now(entry).answers == {"happened": "Planted.", "in_a_line": "Too."}
    assert EntryRevision.objects.get().text["answers"]["happened"] == "Mine."


def test_a_page_cannot_have_seen_a_revision_that_is_not_there(client, entry):
    post(client, entry, opened(client, entry) | {"base": "999999999"}, **{"q-happened": "x"})
    assert now(entry).revision == 0


def test_only_a_few_pages_wait_for_one_entry(client, entry):
    page = opened(client, entry)
    client.logout()
    for number in range(8):
        post(client, entry, page, **{"q-happened": f"Try {number}"})
    assert ParkedForm.objects.count() == 5


def test_a_forged_page_parks_nothing(client, entry):
    client.logout()
    post(client, entry, {"binding": "forged", "asked": ["happened"], "q-happened": "x"})
    assert not ParkedForm.objects.exists()


def test_an_unknown_entry_is_not_found(client, entry):
    url = reverse("journals:entry_write", args=[new_id()])
    assert client.get(url).status_code == client.post(url).status_code == 404
