"""Everything in one file: all of the person's, and nothing of anybody else's."""

import io
import json
import re
import time
import zipfile
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import formats, timezone

from desk.copies import FORMAT
from desk.take_out import archive
from desk.take_out.gather import everything
from people.models import AuditEvent
from supervision.models import Supervision
from tests.desk.makers import make_full_journal
from tests.makers import (
    PASSWORD,
    make_entry,
    make_prompt_version,
    make_revision,
    make_user,
    unused_id,
)
from vault.ids import short

pytestmark = pytest.mark.django_db
TAKE_OUT = reverse("desk:take_out")


def files_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        assert zipped.testzip() is None
        return {name: zipped.read(name).decode() for name in zipped.namelist()}


def without_tokens(page: str) -> str:
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "", page)


def entry_url(entry):
    return reverse("desk:entry_take_out", args=[entry.pk])


def test_the_page_says_what_is_in_it(client, sign_in):
    person = make_user()
    make_entry(person)
    text = sign_in(client, person).get(TAKE_OUT).text
    assert "Your 1 entry" in text
    assert "not locked" in text


def test_the_password_opens_the_download(client, sign_in):
    person = make_full_journal("markerone")
    response = sign_in(client, person, factor=True).post(TAKE_OUT, {"password": PASSWORD})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"].startswith('attachment; filename="reflect-journal-')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    names = set(files_of(response.getvalue()))
    assert {name for name in names if not name.startswith("files/")} == {
        "journal.html",
        "journal.json",
        "README.txt",
        "reflect-journal-1.schema.json",
    }
    actions = AuditEvent.objects.filter(person=person).values_list("action", flat=True)
    assert "journal-exported" in actions


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD.upper()])
def test_a_wrong_password_opens_nothing(client, sign_in, password):
    person = make_user()
    response = sign_in(client, person).post(TAKE_OUT, {"password": password}, follow=True)
    assert response.redirect_chain == [(TAKE_OUT, 303)]
    assert "password" in response.text
    assert not AuditEvent.objects.filter(action="journal-exported").exists()


def test_guessing_is_counted(client, sign_in):
    person = make_user()
    sign_in(client, person)
    for _ in range(12):
        client.post(TAKE_OUT, {"password": "wrong"})
    assert client.post(TAKE_OUT, {"password": PASSWORD}).status_code == 303


def test_every_text_is_in_the_data_and_on_the_page():
    person = make_full_journal("markerone")
    files = files_of(b"".join(archive.journal_archive(person)))
    for where in ("journal", "bin"):
        for what in (
            "Title", "Answer", "Row", "Note", "Second text", "Parked",
            "Earlier title", "Earlier answer", "Earlier note",
        ):  # fmt: skip
            words = f"{what} {where} markerone"
            assert words in files["journal.json"], words
            assert words in files["journal.html"], words
        assert f"operation{where}markerone" in files["journal.json"]
    for words in (
        "Namemarkerone", "firstmarkerone@", "secondmarkerone@", "Invitedmarkerone",
        "What markerone", "Role markerone", "Why not markerone", "Received before markerone",
        "Why markerone", "Received markerone", "For staff markerone", "Why for staff markerone",
        "Promised in the entry markerone", "Parked of it markerone", "Parked new markerone",
        "Browsermarkerone", "203.0.113.7", "Team markerone", "Other markerone",
    ):  # fmt: skip
        assert words in files["journal.json"], words
    assert "A word of somebody else's" not in files["journal.json"]


def test_two_hundred_people_in_one_process_get_their_own_only():
    version = make_prompt_version()
    people = {f"marker{n:03}end": None for n in range(20)}
    for mark in people:
        people[mark] = make_full_journal(mark, version)
    for mark, person in people.items():
        content = "".join(files_of(b"".join(archive.journal_archive(person))).values())
        assert mark in content
        assert not [other for other in people if other != mark and other in content]


def test_the_supervisor_gets_the_fact_and_no_word():
    person = make_full_journal("markerone")
    supervisor = Supervision.objects.get(supervisee=person).supervisor
    content = "".join(files_of(b"".join(archive.journal_archive(supervisor))).values())
    assert "Namemarkerone" in content  # who is supervised
    assert "firstmarkerone@" not in content
    assert "Answer" not in content


def test_markup_is_shown_as_it_was_written():
    person = make_user("<b>Ade</b>")
    hostile = "</p><script>alert(1)</script>{{ person }}{% debug %}\x07\ufffe"
    make_entry(
        person,
        title=hostile,
        answers={"happened": hostile},
        private_note=hostile,
    )
    files = files_of(b"".join(archive.journal_archive(person)))
    assert "<script" not in files["journal.html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ person }}{% debug %}" in files["journal.html"]
    assert "\x07" not in files["journal.html"]
    assert json.loads(files["journal.json"])["entries"][0]["title"] == hostile


def test_the_page_shows_every_moment_in_the_person_own_zone():
    person = make_full_journal("m")
    person.time_zone = "Pacific/Auckland"
    with timezone.override(person.zone):
        page = files_of(b"".join(archive.journal_archive(person)))["journal.html"]
        today = formats.date_format(timezone.localtime(), "j F Y, H:")
    assert f"<td>{today}" in page  # the trail
    assert f"begun {today}" in page


def test_the_page_needs_nothing_from_elsewhere():
    page = files_of(b"".join(archive.journal_archive(make_full_journal("m"))))["journal.html"]
    for loading in ("<link", "<script", "<img", "src=", "@import", "url("):
        assert loading not in page, loading


def test_the_data_follows_its_schema():
    schema = json.loads((archive.HERE / archive.SCHEMA).read_text())
    data = json.loads(archive.as_json(everything(make_full_journal("m"))))
    assert data["format"] == FORMAT == schema["properties"]["format"]["const"]
    assert follow(data, schema, schema) == []


def follow(value, rule, schema, path="journal"):
    """Where a value departs from the few words of JSON Schema that ours is written in."""
    if "$ref" in rule:
        rule = schema["$defs"][rule["$ref"].removeprefix("#/$defs/")]
    kinds = rule.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    names = {
        dict: "object",
        list: "array",
        str: "string",
        bool: "boolean",
        int: "integer",
        type(None): "null",
    }
    if kinds and names.get(type(value), "number") not in kinds:
        return [f"{path}: {value!r} is not {kinds}"]
    if isinstance(value, dict) and "properties" in rule:
        wrong = [f"{path}: {k} is not described" for k in value.keys() - rule["properties"].keys()]
        wrong += [f"{path}: {k} is missing" for k in set(rule["required"]) - value.keys()]
        for key in value.keys() & rule["properties"].keys():
            wrong += follow(value[key], rule["properties"][key], schema, f"{path}.{key}")
        return wrong
    if isinstance(value, list) and "items" in rule:
        return [e for item in value for e in follow(item, rule["items"], schema, f"{path}[]")]
    return []


@pytest.mark.parametrize(
    ("shape", "kind", "ending"),
    [
        ("page", "text/html", ".html"),
        ("text", "text/plain", ".txt"),
        ("data", "application/json", ".json"),
    ],
)
def test_one_entry_comes_in_three_shapes_without_its_private_note(
    client, sign_in, shape, kind, ending
):
    person = make_user()
    entry = make_entry(person, title="A <quiet> hour", private_note="Quiet marker")
    response = sign_in(client, person).post(entry_url(entry), {"shape": shape})
    assert response["Content-Type"].startswith(kind)
    assert response["Content-Disposition"].endswith(f'{ending}"')
    text = response.content.decode()
    assert "tea went cold" in text
    assert "Quiet marker" not in text
    assert ("A &lt;quiet&gt; hour" if shape == "page" else "A <quiet> hour") in text


@pytest.mark.parametrize("shape", ["page", "text", "data"])
def test_the_private_note_comes_along_when_it_is_ticked(client, sign_in, shape):
    person = make_user()
    entry = make_entry(person, private_note="Quiet marker")
    data = {"shape": shape, "with_note": "on"}
    assert "Quiet marker" in sign_in(client, person).post(entry_url(entry), data).content.decode()


def test_an_unknown_shape_is_refused_kindly(client, sign_in):
    person = make_user()
    response = sign_in(client, person).post(entry_url(make_entry(person)), {"shape": "exe"})
    assert response.status_code == 303


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_entry_of_somebody_else_is_not_there(client, sign_in, cast, method):
    entry = make_entry(cast.amara)
    missing = reverse("desk:entry_take_out", args=[unused_id()])
    for person in (cast.ben, cast.grace, cast.hana, cast.ife):
        sign_in(client, person)
        seen, unseen = getattr(client, method)(entry_url(entry)), getattr(client, method)(missing)
        assert seen.status_code == unseen.status_code == 404
        assert without_tokens(seen.text) == without_tokens(unseen.text)


def test_an_entry_in_the_bin_is_not_there(client, sign_in):
    person = make_user()
    entry = make_entry(person, deleted=True)
    assert sign_in(client, person).get(entry_url(entry)).status_code == 404


def test_a_held_person_takes_nothing_out(client, sign_in):
    person = make_user(held_until=timezone.now() + timedelta(days=3))
    entry = make_entry(person)
    sign_in(client, person)
    for response in (
        client.get(TAKE_OUT),
        client.post(TAKE_OUT, {"password": PASSWORD}),
        client.get(entry_url(entry)),
        client.post(entry_url(entry), {"shape": "page"}),
    ):
        assert response.status_code in (302, 303)
        assert reverse("people:hold") in response.url
    assert everything(person)["entries"] == []


def test_ids_are_the_short_ones():
    person = make_user()
    entry = make_entry(person)
    assert everything(person)["entries"][0]["id"] == short(entry.pk)


def test_five_thousand_entries_would_take_less_than_a_minute():
    """Measured on a hundred of 3,000 characters, each with one earlier text."""
    person, version = make_user(), make_prompt_version()
    words = "A sentence about the day that was longer than it should be. " * 50
    with transaction.atomic():
        for number in range(100):
            entry = make_entry(person, version, title=str(number), answers={"happened": words})
            make_revision(entry)
    b"".join(archive.journal_archive(make_full_journal("m", version)))  # templates are read once
    began = time.process_time()
    b"".join(archive.journal_archive(person))
    assert (time.process_time() - began) * 50 < 60
