"""A file for somebody else: without what is private, and only once it was looked through."""

import io
import re
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from journals.merging import digest
from people.models import AuditEvent, User
from portfolio.documents.entries import shown_to_others
from tests.makers import make_entry, make_prompt_version, make_user, unused_id
from tests.portfolio.pdf_reading import Reading

pytestmark = pytest.mark.django_db
QUESTIONS: list[dict[str, Any]] = [
    {"key": "happened", "kind": "long_text", "text": "What happened?"},
    {"key": "own", "kind": "long_text", "text": "What is only for you?", "private": True},
]
CALM = "The tea went cold while we talked."
NAMED = "Mrs Jones rang 07700 900123."


@pytest.fixture
def person() -> User:
    return make_user()


def entry_of(person: User, happened: str = CALM, **fields: Any):
    answers = {"happened": happened, "own": "Private answer marker"}
    version = make_prompt_version(questions=QUESTIONS)
    return make_entry(
        person, version, answers=answers, private_note="Private note marker", **fields
    )


def where(entry) -> str:
    return reverse("desk:entry_for_others", args=[entry.pk])


def seen_of(client: Client, entry) -> str:
    found = re.search(r'name="seen" value="(\w+)"', client.get(where(entry)).text)
    return found.group(1) if found else "none"


def exported(person: User) -> int:
    return AuditEvent.objects.filter(person=person, action="entry-exported").count()


def test_one_tick_leads_to_the_looking_through(client, sign_in, person) -> None:
    entry = entry_of(person)
    path = reverse("desk:entry_take_out", args=[entry.pk])
    response = sign_in(client, person).post(path, {"shape": "word", "for_others": "on"})
    assert (response.status_code, response.url) == (303, f"{where(entry)}?shape=word")
    assert re.search(r'value="word"[^>]*checked', client.get(response.url).text)
    assert exported(person) == 0


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"shape": "pdf", "with_note": "on", "for_others": "on"}, "for you alone"),
        ({"shape": "data", "for_others": "on"}, "another shape"),
    ],
)
def test_what_nobody_else_gets_is_said(client, sign_in, person, posted, said) -> None:
    entry = entry_of(person)
    path = reverse("desk:entry_take_out", args=[entry.pk])
    response = sign_in(client, person).post(path, posted, follow=True)
    assert response.redirect_chain == [(path, 303)]
    assert said in response.text


def test_before_its_buttons_it_says_that_they_change_the_entry(client, sign_in, person) -> None:
    sign_in(client, person)
    before, _buttons = client.get(where(entry_of(person, NAMED))).text.split('value="replace:', 1)
    assert "changes your entry itself" in before
    assert "changes your entry itself" not in client.get(where(entry_of(person))).text


def test_the_page_and_the_file_hold_nothing_private(client, sign_in, person) -> None:
    entry = entry_of(person, title="A cold tea")
    sign_in(client, person)
    page = client.get(where(entry))
    data = {"do": "take", "seen": seen_of(client, entry)}
    taken = {
        shape: client.post(where(entry), data | {"shape": shape})
        for shape in ("pdf", "word", "page", "text")
    }
    texts = [
        page.text,
        Reading(taken["pdf"].content).text,
        "\n".join(one.text for one in docx.Document(io.BytesIO(taken["word"].content)).paragraphs),
        taken["page"].content.decode(),
        taken["text"].content.decode(),
    ]
    for text in texts:
        assert "A cold tea" in text
        assert CALM in text
        assert "marker" not in text
    assert exported(person) == 4
    for shape, response in taken.items():
        ending = {"word": "docx", "page": "html", "text": "txt"}.get(shape, shape)
        assert response["Content-Disposition"].startswith('attachment; filename="entry-2')
        assert response["Content-Disposition"].endswith(f'.{ending}"')
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "no-store"


def test_words_that_point_to_one_person_are_looked_at_first(client, sign_in, person) -> None:
    entry = entry_of(person, NAMED)
    sign_in(client, person)
    data = {"do": "take", "shape": "pdf", "seen": seen_of(client, entry)}
    response = client.post(where(entry), data)
    assert (response.status_code, response.url) == (
        303,
        f"{where(entry)}?shape=pdf&look#take",
    )
    assert "Please tick this first" in client.get(response.url).text
    assert exported(person) == 0
    assert client.post(where(entry), data | {"looked": "on"}).status_code == 200
    assert exported(person) == 1


def test_words_are_replaced_from_here(client, sign_in, person) -> None:
    entry = entry_of(person, NAMED)
    page = sign_in(client, person).get(where(entry)).text
    press = re.search(r'value="(replace:[^"]+:0)"', page).group(1)
    data = {"do": press, "revision": str(entry.revision)}
    response = client.post(where(entry), data)
    assert (response.status_code, response.url) == (303, f"{where(entry)}#findings")
    entry.refresh_from_db()
    assert entry.answers["happened"] != NAMED


def test_a_text_that_changed_meanwhile_does_not_go(client, sign_in, person) -> None:
    entry = entry_of(person)
    sign_in(client, person)
    data = {"do": "take", "shape": "pdf", "seen": seen_of(client, entry)}
    entry.answers = {"happened": "Changed in another window."}
    entry.save()
    response = client.post(where(entry), data, follow=True)
    assert response.redirect_chain == [(where(entry), 303)]
    assert "changed since you looked" in response.text
    assert exported(person) == 0


def test_with_nothing_open_there_is_nothing_to_take(client, sign_in, person) -> None:
    version = make_prompt_version(questions=QUESTIONS)
    entry = make_entry(person, version, answers={"own": "Private answer marker"})
    page = sign_in(client, person).get(where(entry))
    assert "Nothing here can go to somebody else" in page.text
    assert "marker" not in page.text
    data = {"do": "take", "shape": "pdf", "seen": digest(shown_to_others(entry))}
    assert client.post(where(entry), data).status_code == 303
    assert exported(person) == 0


@pytest.mark.parametrize("shape", ["", "data", "exe"])
def test_a_shape_that_is_not_offered_is_refused(client, sign_in, person, shape) -> None:
    entry = entry_of(person)
    sign_in(client, person)
    data = {"do": "take", "shape": shape, "seen": seen_of(client, entry)}
    assert client.post(where(entry), data).status_code == 303
    assert exported(person) == 0


def test_an_entry_of_somebody_else_is_not_there(client, sign_in, cast) -> None:
    entry = entry_of(cast.amara)
    for person in (cast.ben, cast.grace, cast.hana, cast.ife):
        sign_in(client, person)
        for path in (where(entry), reverse("desk:entry_for_others", args=[unused_id()])):
            assert client.get(path).status_code == 404
            assert client.post(path, {"do": "take", "shape": "pdf"}).status_code == 404
