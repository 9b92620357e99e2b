"""A save that fails: the words reach neither mail, nor a log, nor the page, nor get lost."""

import base64
import io
import logging
import os
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core import mail
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from journals.models import Entry
from journals.views import writing
from people.models import User
from tests.makers import make_entry, make_prompt_version, make_user
from vault.errors import TamperedText

MARKER = "Silberdistel-2093"
SPELLINGS = [
    MARKER,
    MARKER.encode().hex(),
    quote(MARKER, safe=""),
    base64.b64encode(MARKER.encode()).decode()[:20],
    "\\x00".join(MARKER),
]


class Fields(HTMLParser):
    """What a browser would send of the writing page as it stands."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and given.get("type", "text") in ("hidden", "text") and "name" in given:
            self.found.setdefault(given["name"], []).append(given.get("value", ""))


@pytest.fixture
def entry(amara: User) -> Entry:
    return make_entry(amara, make_prompt_version(), answers={})


@pytest.fixture
def page(entry: Entry) -> str:
    return reverse("journals:entry_write", args=[entry.pk])


@pytest.fixture
def browser(amara: User) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(amara)
    return browser


@pytest.fixture
def written(browser: Client, page: str) -> dict[str, Any]:
    fields = Fields(browser.get(page).content.decode()).found
    return fields | {"q-happened": MARKER, "about-private_note": MARKER}


@pytest.fixture
def reports(settings: Any) -> Iterator[io.StringIO]:
    """What the operators' log gets; their mail goes to mail.outbox."""
    settings.ADMINS = [("operator", "operator@example.test")]
    handler = logging.getLogger("django").handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    log = io.StringIO()
    before = handler.setStream(log)
    yield log
    if before is not None:
        handler.setStream(before)


def assert_nothing_written(*places: str) -> None:
    for place in places:
        assert [spelling for spelling in SPELLINGS if spelling in place] == []


ROW = f"Failing row contains (1, {MARKER})"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DataError(ROW), 500),
        (IntegrityError(ROW), 500),
        (ValueError(MARKER), 500),
        (TamperedText("moved"), 500),
        (OperationalError(ROW), 503),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_failing_save_tells_nobody(
    browser: Client,
    page: str,
    written: dict[str, Any],
    reports: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
) -> None:
    def failing(**arguments: Any) -> None:
        raise error

    monkeypatch.setattr(writing, "save_entry", failing)
    response = browser.post(page, written)
    assert response.status_code == status
    assert reports.getvalue()
    assert len(mail.outbox) == (1 if status == 500 else 0)
    sent = "".join(str(message.message()) for message in mail.outbox)
    assert_nothing_written(reports.getvalue(), sent, response.content.decode())


# A stale token


def test_a_stale_form_keeps_its_words(amara: User, page: str, written: dict[str, Any]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amara)
    response = strict.post(page, written)
    assert (response.status_code, response["Location"]) == (303, page)
    assert MARKER in strict.get(page).content.decode()
    assert Entry.objects.get().answers == {}  # shown again, and not saved unasked


def test_a_stale_form_is_kept_for_its_writer_only(
    efua: User, amara: User, page: str, written: dict[str, Any]
) -> None:
    """Efua has signed in on the computer where Amara's page was left open."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(efua)
    response = strict.post(page, written)
    assert response.status_code == 303
    assert strict.get(page).status_code == 404
    strict.force_login(amara)
    assert MARKER in strict.get(page).content.decode()


def test_a_forged_form_keeps_nothing(amara: User, page: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amara)
    response = strict.post(page, {"q-happened": MARKER, "binding": "forged"})
    assert response.status_code == 403
    assert MARKER not in response.content.decode() + strict.get(page).content.decode()


def test_a_script_with_a_stale_token_is_told_so(
    amara: User, entry: Entry, written: dict[str, Any]
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amara)
    url = reverse("journals:entry_save", args=[entry.pk])
    response = strict.post(url, written, headers={"Reflect-Operation": "x"})
    assert (response.status_code, response.json()) == (403, {"state": "form-expired"})


# PostgreSQL's own log


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL's log")
@pytest.mark.django_db
def test_postgresql_logs_no_row_that_it_refuses() -> None:
    log = Path(os.environ["REFLECT_PG_LOG"])
    author, version = make_user("Log"), make_prompt_version()
    entry = make_entry(author, version, title=MARKER, answers={"happened": MARKER})
    before = log.stat().st_size
    refused = 0
    for _number in range(2):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.bulk_create([make_copy(entry)])
        with pytest.raises(IntegrityError), transaction.atomic():
            make_user(MARKER, author.email)
        with pytest.raises(DataError), transaction.atomic():
            type(author).objects.filter(pk=author.pk).update(display_name=MARKER * 20)
        refused += 3
    with log.open() as file:
        file.seek(before)
        said = file.read()
    assert said.count("ERROR:") >= refused  # it does log, so what is not there is left out
    assert "DETAIL" not in said
    assert "STATEMENT" not in said
    assert_nothing_written(said)


def make_copy(entry: Entry) -> Entry:
    """Another row under the same key: refused, with all of it in the statement."""
    return Entry(
        pk=entry.pk,
        author=entry.author,
        key_holder=entry.key_holder,
        prompt_version=entry.prompt_version,
        title=MARKER,
        answers={"happened": MARKER},
    )
