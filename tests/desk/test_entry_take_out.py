"""One entry as PDF and as Word, for its writer."""

import io

import docx
import pytest
from django.urls import reverse

from people.models import AuditEvent, User
from portfolio.documents import pdf
from tests.makers import make_entry, make_user
from tests.portfolio.pdf_reading import Reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return make_user()


def where(entry) -> str:
    return reverse("desk:entry_take_out", args=[entry.pk])


def words_of(response) -> str:
    if response["Content-Type"] == "application/pdf":
        return Reading(response.content).text
    file = docx.Document(io.BytesIO(response.content))
    return "\n".join(paragraph.text for paragraph in file.paragraphs)


@pytest.mark.parametrize(("shape", "ending"), [("pdf", "pdf"), ("word", "docx")])
@pytest.mark.parametrize("with_note", [False, True])
def test_it_comes_with_its_note_only_when_ticked(
    client, sign_in, person, shape, ending, with_note
) -> None:
    entry = make_entry(
        person,
        title="A <quiet> #hour",
        answers={"happened": "The tea went cold.\nI *stayed*."},
        private_note="Quiet marker",
    )
    data = {"shape": shape} | ({"with_note": "on"} if with_note else {})
    response = sign_in(client, person).post(where(entry), data)
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith(f'.{ending}"')
    assert "quiet" not in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    text = words_of(response)
    for words in ("A <quiet> #hour", "The tea went cold.", "I *stayed*."):
        assert words in text
    assert ("Quiet marker" in text) == with_note


def test_the_download_stands_in_the_trail(client, sign_in, person) -> None:
    entry = make_entry(person)
    for shape in ("pdf", "word", "page", "text", "data"):
        sign_in(client, person).post(where(entry), {"shape": shape})
    rows = AuditEvent.objects.filter(person=person, action="entry-exported")
    assert [(row.actor_id, row.object_id) for row in rows] == [(person.pk, entry.pk)] * 5


def test_the_page_says_what_a_pdf_cannot_show(client, sign_in, person) -> None:
    entry = make_entry(person, answers={"happened": "She said தமிழ் and 🙂."})
    page = sign_in(client, person).get(where(entry)).text
    assert "cannot show some signs" in page
    assert "🙂" in page
    text = words_of(client.post(where(entry), {"shape": "pdf"}))
    assert "Tamil (5 signs), slightly smiling face" in text
    assert "She said" in text
    assert "தமிழ்" in words_of(client.post(where(entry), {"shape": "word"}))


def test_a_calm_page_says_nothing_of_signs(client, sign_in, person) -> None:
    assert "cannot show" not in sign_in(client, person).get(where(make_entry(person))).text


def test_whoever_waits_too_long_is_told_and_loses_nothing(
    client, sign_in, person, monkeypatch
) -> None:
    monkeypatch.setattr(pdf, "LONGEST_WAIT", 0.01)
    entry = make_entry(person)
    sign_in(client, person)
    with pdf._one_at_a_time:
        response = client.post(where(entry), {"shape": "pdf"}, follow=True)
    assert response.redirect_chain == [(where(entry), 303)]
    assert "press again in a moment" in response.text
    assert not AuditEvent.objects.filter(person=person, action="entry-exported").exists()
    assert client.post(where(entry), {"shape": "pdf"}).status_code == 200


def test_what_is_too_long_is_offered_as_word(client, sign_in, person, monkeypatch) -> None:
    monkeypatch.setattr(pdf, "MOST_CHARACTERS", 10)
    entry = make_entry(person)
    response = sign_in(client, person).post(where(entry), {"shape": "pdf"}, follow=True)
    assert "too long for a PDF" in response.text
    assert client.post(where(entry), {"shape": "word"}).status_code == 200


def test_an_entry_without_a_word_is_a_document_too(client, sign_in, person) -> None:
    entry = make_entry(person, title="\x07", answers={})
    for shape in ("pdf", "word", "page", "text"):
        assert sign_in(client, person).post(where(entry), {"shape": shape}).status_code == 200
