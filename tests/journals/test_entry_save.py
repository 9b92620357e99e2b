"""Autosave over HTTP: what the script may believe."""

import pytest
from django.urls import reverse

from journals.models import Clash, Entry
from tests.journals.pages import autosave, opened
from tests.makers import make_entry, make_user
from vault.ids import new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(client, sign_in) -> Entry:
    author = make_user("Amara")
    sign_in(client, author)
    return make_entry(author, answers={}, revision=0)


def now(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def test_the_acknowledgement_is_a_header_naming_operation_and_revision(client, entry):
    page = opened(client, entry)
    answer = autosave(client, entry, page, "happened", **{"q-happened": "It rained."})
    assert answer.status_code == 200
    operation, revision = answer.headers["Reflect-Saved"].split()
    assert (operation.replace("-", ""), revision) == (page["operation"], "1")
    assert list(answer.json()["saved"]) == ["happened"]
    assert now(entry).answers == {"happened": "It rained."}


def test_a_retry_is_answered_as_the_first_time(client, entry):
    page = opened(client, entry)
    first = autosave(client, entry, page, "happened", **{"q-happened": "It rained."})
    again = autosave(client, entry, page, "happened", **{"q-happened": "It rained."})
    assert again.headers["Reflect-Saved"] == first.headers["Reflect-Saved"]
    assert now(entry).revision == 1


def test_the_next_save_names_the_first_as_its_base_for_that_answer(client, entry):
    page = opened(client, entry)
    autosave(client, entry, page, "happened", **{"q-happened": "It"})
    page["operation"] = new_id().hex
    changed = {"q-happened": "It rained.", "base-happened": "1"}
    answer = autosave(client, entry, page, "happened", **changed)
    assert answer.json()["clashes"] == {}
    assert now(entry).answers == {"happened": "It rained."}


def test_a_clash_brings_the_other_text(client, entry):
    page, other = opened(client, entry), opened(client, entry)
    autosave(client, entry, other, "happened", **{"q-happened": "From the phone."})
    answer = autosave(client, entry, page, "happened", **{"q-happened": "From the ward."})
    assert answer.json()["clashes"] == {"happened": ["From the phone."]}
    assert Clash.objects.get().text == "From the ward."


def test_an_answer_that_is_refused_is_told_and_not_in_what_is_saved(client, entry):
    page = opened(client, entry)
    answer = autosave(client, entry, page, "happened", **{"q-happened": "x" * 20_001})
    body = answer.json()
    assert "too long" in body["errors"]["happened"][0]
    assert body["saved"] == {}
    assert now(entry).answers == {}


def test_private_note_title_and_day_are_saved_like_answers(client, entry):
    page = opened(client, entry)
    autosave(client, entry, page, "about-private_note", **{"about-private_note": "I was cross."})
    assert now(entry).private_note == "I was cross."


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"binding": "forged"}, 403),
        ({"base": "-1"}, 400),
        ({"operation": "x"}, 400),
        ({"asked": "nothing"}, 400),
        ({"page": ""}, 400),
    ],
)
def test_a_torn_save_is_refused_without_an_acknowledgement(client, entry, change, status):
    page = opened(client, entry)
    answer = autosave(client, entry, page, "happened", **{"q-happened": "x"} | change)
    assert answer.status_code == status
    assert "Reflect-Saved" not in answer.headers
    assert now(entry).revision == 0


def test_a_token_of_another_entry_does_not_fit(client, entry):
    page = opened(client, make_entry(entry.author, answers={}, revision=0))
    answer = autosave(client, entry, page, "happened", **{"q-happened": "x"})
    assert answer.status_code == 403


def test_signed_out_is_told_with_a_status_and_no_page(client, entry):
    page = opened(client, entry)
    client.logout()
    answer = autosave(client, entry, page, "happened", **{"q-happened": "x"})
    assert (answer.status_code, answer.json()["state"]) == (401, "signed-out")


def test_a_deleted_entry_takes_no_more_saves(client, entry):
    page = opened(client, entry)
    client.post(reverse("journals:entry_delete", args=[entry.pk]))
    answer = autosave(client, entry, page, "happened", **{"q-happened": "x"})
    assert answer.status_code == 404
    assert "Reflect-Saved" not in answer.headers
