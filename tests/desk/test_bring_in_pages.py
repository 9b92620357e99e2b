"""Choosing, looking, saying yes, taking back: nothing comes in before its person says so."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.bring_in import posts
from desk.models import Bringing, BroughtPart
from desk.take_out.archive import journal_archive
from journals.models import Entry
from tests.conftest import open_session
from tests.desk.makers import make_full_journal
from tests.makers import (
    make_entry,
    make_programme,
    make_prompt,
    make_prompt_version,
    make_user,
)

pytestmark = pytest.mark.django_db
BRING_IN, TEXT = reverse("desk:bring_in"), reverse("desk:bring_in_text")


@pytest.fixture
def generic():
    programme = make_programme(key="generic")
    return make_prompt_version(prompt=make_prompt(programme, key="account"))


@pytest.fixture
def other(client, sign_in):
    person = make_user("Other", "other@example.test")
    sign_in(client, person)
    return person


def send(client, content, url=BRING_IN, name="journal.zip", **fields):
    return client.post(url, {"file": SimpleUploadedFile(name, content), **fields})


def said(client, response):
    return client.get(response["Location"]).text


def test_a_journal_is_looked_at_and_then_comes_in(client, other):
    content = b"".join(journal_archive(make_full_journal("markerone")))
    response = send(client, content)
    assert response.status_code == 303
    look = response["Location"]
    page = client.get(look).text
    assert "Title journal markerone" in page
    assert "What you shared" in page
    assert "none of yours" in page
    assert not Entry.objects.filter(author=other).exists()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    # Not before the person says whose it is.
    assert "yours" in said(client, client.post(look, {"seen": seen, "do": "yes"}))
    assert not Entry.objects.filter(author=other).exists()
    assert client.post(look, {"seen": seen, "do": "yes", "mine": "yes"}).status_code == 303
    assert Entry.objects.filter(author=other).count() == 2
    assert client.post(look, {"seen": seen, "do": "yes", "mine": "yes"}).status_code == 303
    assert Entry.objects.filter(author=other).count() == 2
    page = client.get(look).text
    assert "It came in" in page
    reader = open_session(Client(), other, factor=True)  # it holds what they said to others
    record = reader.get(
        reverse("desk:bring_in_record", args=[Bringing.objects.visible_to(other).get().pk])
    )
    assert record.status_code == 200
    assert "markerone" in record.text
    undone = client.post(
        reverse("desk:bring_in_undo", args=[Bringing.objects.visible_to(other).get().pk])
    )
    assert "1 entry is in the bin" in said(client, undone)
    assert not Entry.objects.visible_to(other).exists()


def test_letting_go_leaves_nothing(client, other):
    look = send(client, b"".join(journal_archive(make_user("One", "one@example.test"))))["Location"]
    assert client.post(look, {"do": "let-go"}).status_code == 303
    assert not Bringing.objects.exists()
    assert not BroughtPart.objects.exists()
    assert client.get(look).status_code == 404


def test_no_word_of_it_stands_open_in_the_database(client, other):
    person = make_user("One", "one@example.test")
    make_entry(person, make_prompt_version(), title="Loudmarker")
    send(client, b"".join(journal_archive(person)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM desk_broughtpart")
        assert b"Loudmarker" not in bytes(cursor.fetchone()[0])


def test_a_room_in_which_nothing_stood_is_no_record(client, other, generic):
    """A copy names some rooms where they are empty: what is about promises, for one."""
    person = make_user("Earlier", "earlier@example.test")
    make_entry(person, generic, title="Tea at four", answers={"happened": "I sat down."})
    look = send(client, b"".join(journal_archive(person)))["Location"]
    page = client.get(look).text
    assert "Tea at four" in page
    assert "This is kept as a record" not in page and "About promises" not in page
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    client.post(look, {"do": "yes", "mine": "yes", "seen": seen})
    page = client.get(look).text
    assert "It came in" in page and "Open the record" not in page


@pytest.mark.parametrize("page", ["look", "undo", "record"])
def test_it_is_nobody_elses(client, sign_in, other, page):
    send(client, b"".join(journal_archive(make_user("One", "one@example.test"))))
    Bringing.objects.update(state=Bringing.State.DONE)
    path = reverse(f"desk:bring_in_{page}", args=[Bringing.objects.visible_to(other).get().pk])
    elsewhere = sign_in(Client(), make_user("Third", "third@example.test"))
    answer = elsewhere.post(path) if page == "undo" else elsewhere.get(path)
    assert answer.status_code == 404


def test_a_file_that_is_too_large_is_said_so(client, other, settings):
    settings.FILE_UPLOAD_LIMITS = {BRING_IN: 4000}
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 4000
    response = send(client, b"PK\x03\x04" + b"x" * 5000)
    assert "larger than" in said(client, response)


def test_a_large_file_is_taken_from_who_is_signed_in_alone(client, other):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as zipped:
        zipped.writestr("journal.json", "{" + " " * 3_000_000 + "}")
    response = send(client, content.getvalue())
    assert "not a journal" in said(client, response)  # it was read
    assert send(Client(), content.getvalue()).status_code == 303


def test_a_pasted_text_becomes_a_draft(client, other, generic):
    typed = "Before.\n# A night\nIt rained.\n\nAnd rained.\n# A day\nThe sun came."
    response = client.post(TEXT, {"text": typed})
    assert response.status_code == 303
    page = client.get(response["Location"]).text
    assert "A night" in page
    assert not Entry.objects.exists()
    answer = {"split": "one", "title": "Weather", "happened_on": "2026-01-02"}
    client.post(response["Location"], answer)
    client.post(response["Location"], answer)
    (entry,) = Entry.objects.visible_to(other)
    assert entry.title == "Weather"
    assert str(entry.happened_on) == "2026-01-02"
    assert "And rained." in entry.answers["happened"]
    assert not entry.is_finished


def test_a_text_comes_in_by_its_headings_and_is_taken_back(client, other, generic):
    typed = "Before.\n# A night\nIt rained.\n# A day\nThe sun came."
    look = client.post(TEXT, {"text": typed})["Location"]
    client.post(look, {"split": "headings"})
    titles = {entry.title for entry in Entry.objects.visible_to(other)}
    assert titles == {"", "A night", "A day"}
    undone = client.post(
        reverse("desk:bring_in_undo", args=[Bringing.objects.visible_to(other).get().pk])
    )
    assert "3 entries" in said(client, undone)


def test_a_piece_that_is_too_long_brings_nothing_in(client, other, generic, settings):
    settings.ANSWER_LIMIT = 50
    look = client.post(TEXT, {"text": "x" * 60})["Location"]
    assert "too long" in said(client, client.post(look, {"split": "one"}))
    assert not Entry.objects.exists()


def test_a_text_from_a_locked_session_is_kept_for_its_writer(client, other, generic):
    binding = posts.bind(other)
    gone = Client()
    response = gone.post(TEXT, {"text": "Words that must not be lost", "binding": binding})
    assert response.status_code == 303
    assert Bringing.objects.visible_to(other).get().came_alone
    for number in range(9):
        gone.post(TEXT, {"text": f"Another {number}", "binding": binding})
    assert Bringing.objects.visible_to(other).count() == 5
    assert gone.post(TEXT, {"text": "Nobody's", "binding": "x"}).status_code == 303
    assert not Bringing.objects.exclude(person=other).exists()


def test_an_empty_post_says_what_is_missing(client, other):
    assert "choose the file" in said(client, client.post(BRING_IN))
    assert "choose a file" in said(client, client.post(TEXT))


def test_the_list_takes_as_many_queries_with_many(client, other):
    client.get(BRING_IN)  # what is looked up once a session is looked up now
    counts = []
    for number in (2, 40):
        for _ in range(number):
            Bringing.objects.create(person=other, key_holder_id=other.key_holder_id, kind="text")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(BRING_IN).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 6


def test_pasted_words_beside_a_bad_file_stay_with_their_writer(client, other):
    fields = {"text": "Words to keep", "binding": posts.bind(other)}
    response = send(client, b"\xd0\xcf\x11\xe0", TEXT, "old.doc", **fields)
    assert response.status_code == 409
    assert "Words to keep" in response.text
    assert not Bringing.objects.exists()


def test_a_page_that_somebody_else_opened_is_kept_for_them(client, other):
    ife = make_user("Ife", "ife@example.test")
    response = client.post(TEXT, {"text": "Words of Ife", "binding": posts.bind(ife)})
    assert response.status_code == 303
    assert "Words of Ife" not in client.get(response["Location"]).text
    assert Bringing.objects.visible_to(ife).count() == 1
    assert not Bringing.objects.visible_to(other).exists()
