"""Pages for everybody: they say what is true here, with and without somebody signed in."""

import re

import pytest
import yaml
from django.urls import reverse

from desk import rules
from tests.makers import make_user

pytestmark = pytest.mark.django_db
PAGES = ["privacy", "trust", "accessibility"]


def page(client, name):
    response = client.get(reverse(f"desk:{name}"))
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize("name", PAGES)
def test_anybody_may_read_it(client, sign_in, name):
    assert "<h1>" in page(client, name)
    sign_in(client, make_user())
    assert "<h1>" in page(client, name)


@pytest.mark.parametrize("name", PAGES)
def test_only_reading(client, name):
    assert client.post(reverse(f"desk:{name}")).status_code == 405


def test_who_runs_the_server_is_named(client, settings):
    settings.OPERATOR = {"name": "Harbour <Trust>", "contact": "journal@trust.example"}
    text = page(client, "privacy")
    assert "Harbour &lt;Trust&gt;, journal@trust.example" in text
    assert "journal@trust.example" in page(client, "accessibility")


def test_an_operator_without_a_name_is_described(client, settings):
    settings.OPERATOR = {"name": "", "contact": ""}
    assert "Whoever started it on this computer" in page(client, "privacy")


@pytest.mark.parametrize(
    "never", ["bank-grade", "military", "100%", "GDPR-certified", "zero-knowledge", "NHS-approved"]
)
def test_no_boast_is_made(client, never):
    for name in PAGES:
        assert never.lower() not in page(client, name).lower()


def test_what_is_not_protected_is_said(client):
    text = page(client, "privacy")
    for words in ("not end-to-end encryption", "no legal privilege", "Backups forget it"):
        assert words in text


def test_what_the_portfolio_keeps_from_work_is_said(client):
    text = client.get(reverse("desk:privacy")).text
    assert "Nobody at work sees your hours" in text and "whom you named" in text


def test_every_address_of_the_table_is_on_the_page(client):
    text = page(client, "trust")
    file = yaml.safe_load(rules.FILE.read_text())
    for section in file["sections"]:
        for address, what in section["addresses"].items():
            shown = re.sub(r"<", "&lt;", address).replace(">", "&gt;")
            assert f">/{shown}</code>" in text
            assert re.sub("'", "&#x27;", what["what"]).replace('"', "&quot;") in text


def test_answers_read_as_words():
    table = rules.access_table()
    rows = {row.address: row for section in table.sections for row in section.rows}
    (reading,) = rows["/your-journal/<id:pk>/"].asked
    assert reading.does == "To open it"
    assert [(answer.who, answer.says) for answer in reading.answers] == [
        ("Whoever is signed in", ["their own: opens", "anything else: is not there"]),
        ("Suspended, or not signed in", ["asks to sign in"]),
    ]
    assert rows["/privacy/"].asked[0].answers[0].who == "Everybody"


def test_every_relation_is_said_in_words_and_the_rest_once():
    table = rules.access_table()
    for row in (row for section in table.sections for row in section.rows):
        for answer in (answer for asked in row.asked for answer in asked.answers):
            assert sum("anything else" in line for line in answer.says) <= 1, row.address
    file = rules.access_file()
    named = rules._relations(file)
    for section in file["sections"]:
        for address, row in section["addresses"].items():
            assert set(row.get("relations", [])) <= named.keys(), address


def test_what_was_shared_reads_as_words():
    table = rules.access_table()
    rows = {row.address: row for section in table.sections for row in section.rows}
    (reading,) = rows["/shared/<id:pk>/"].asked
    assert reading.answers[0].says == [
        "what they gave; what they gave and heard back about; what they gave and took back: opens",
        "anything else: is not there",
    ]


def test_a_copy_without_the_table_says_so(client, monkeypatch):
    monkeypatch.setattr(rules, "access_file", dict)
    assert "not part of this copy" in page(client, "trust")
