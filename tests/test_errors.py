"""What a person, an operator and the logs get when something goes wrong."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db import OperationalError
from django.test import Client
from django.views.debug import ExceptionReporter

from people.models import User
from people.uploads import InMemory
from reflectjournal.middleware import CalmOutage
from tests.faulty_urls import MARKER, TAIL
from vault import startup
from vault.errors import WrongKey

pytestmark = [pytest.mark.urls("tests.faulty_urls"), pytest.mark.django_db]


@pytest.fixture
def calm() -> Client:
    """A browser: it gets the answer and not the exception."""
    return Client(raise_request_exception=False)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the configured handler writes, with its own formatter and filter."""
    handler = logging.getLogger("django").handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    if before is not None:
        handler.setStream(before)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.fixture
def operators(settings: Any) -> None:
    settings.ADMINS = [("operator", "operator@example.test")]


# Reports


@pytest.mark.usefixtures("operators")
@pytest.mark.parametrize("page", [f"crash/{MARKER}", "refused-row", "failing-statement"])
def test_no_report_holds_what_was_written(calm: Client, log: io.StringIO, page: str) -> None:
    calm.cookies["sessionid"] = f"{MARKER}-cookie"
    response = calm.post(
        f"/faults/{page}/?q={MARKER}", {"words": MARKER}, headers={"user-agent": MARKER}
    )
    assert response.status_code in (500, 503)
    reports = [str(message.message()) + message.body for message in mail.outbox]
    everything = log.getvalue() + "".join(reports) + response.content.decode()
    assert TAIL not in everything
    assert "sessionid" not in everything


@pytest.mark.usefixtures("operators")
def test_a_failure_is_mailed_plain_with_its_place(calm: Client) -> None:
    calm.get("/faults/crash/x/")
    (message,) = mail.outbox
    assert "faulty_urls.py" in message.body
    assert "ValueError" in message.body
    assert "/faults/crash/<str:secret>/" in message.subject
    assert message.alternatives == []


def test_django_own_reporter_would_hold_nothing_either(rf: Any) -> None:
    request = rf.post("/", {"words": MARKER})
    request.COOKIES["sessionid"] = MARKER
    try:
        private = MARKER
        raise ValueError(private)
    except ValueError as error:
        reporter = ExceptionReporter(request, type(error), error, error.__traceback__)
        report = reporter.filter
    assert report.get_post_parameters(request) == {}
    assert report.get_safe_cookies(request) == {}
    assert report.get_safe_request_meta(request) == {}
    frames = reporter.get_traceback_frames()
    assert all(list(frame["vars"]) == [] for frame in frames)


# Logs


def test_a_request_is_one_line(calm: Client, log: io.StringIO) -> None:
    calm.get("/nothing/%0d%0a%1b[31mhere%00/?secret=1")
    (line,) = lines(log)
    assert line["method"] == "GET"
    assert line["status"] == 404
    assert line["route"] == "(no page)"
    assert len(line["request"]) == 12


def test_a_log_names_the_pattern_and_not_the_address(calm: Client, log: io.StringIO) -> None:
    calm.get("/faults/crash/reset-token/?next=somewhere")
    failure, answer = lines(log)
    assert failure["message"] == "Internal Server Error: /faults/crash/<str:secret>/"
    assert failure["error"][0] == "builtins.ValueError"
    assert answer["route"] == "/faults/crash/<str:secret>/"
    assert failure["request"] == answer["request"]
    assert "reset-token" not in log.getvalue()


def test_a_log_line_has_no_control_characters(log: io.StringIO) -> None:
    logging.getLogger("django").error("two\nlines\r\x1b[31m and \u2028 a third")
    assert len(log.getvalue().splitlines()) == 1
    assert log.getvalue().rstrip("\n").isprintable()


def test_nothing_prints_statements() -> None:
    assert logging.getLogger("django.db.backends").getEffectiveLevel() > logging.DEBUG


# Outage


def assert_calm(response: Any) -> None:
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert response["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    body = response.content.decode()
    for secret in ("db.internal", "journal failed", "sqlite", "postgres", "Traceback"):
        assert secret not in body


@pytest.mark.parametrize("page", ["no-database", "wrong-key"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_outage_is_calm(calm: Client, page: str, method: str) -> None:
    assert_calm(getattr(calm, method)(f"/faults/{page}/"))


def test_an_outage_in_a_middleware_is_calm(
    calm: Client, amara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm.force_login(amara)

    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("connection to server at db.internal failed")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)
    for url in ("/", "/your-journal/", "/library/", "/me/", "/nothing/"):
        response = calm.get(url)
        if response.status_code != 404:
            assert_calm(response)


def test_a_script_is_told_in_its_own_terms(calm: Client) -> None:
    response = calm.post("/faults/no-database/", headers={"Reflect-Operation": "abc"})
    assert response.status_code == 503
    assert response.json() == {"state": "unavailable"}
    assert response["Retry-After"]


@pytest.mark.usefixtures("operators")
def test_an_outage_is_logged_once_and_mailed_to_nobody(calm: Client, log: io.StringIO) -> None:
    calm.get("/faults/no-database/")
    outage, answer = lines(log)
    assert "django.db.utils.OperationalError" in outage["kinds"]
    assert answer["status"] == 503
    assert "db.internal" not in log.getvalue()
    assert mail.outbox == []


def test_the_key_is_checked_when_the_database_comes_back(
    calm: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CalmOutage, "key_is_verified", False)
    answers: list[Exception | None] = [OperationalError("away"), WrongKey("another"), None]

    def verify() -> None:
        error = answers.pop(0)
        if error:
            raise error

    monkeypatch.setattr(startup, "verify", verify)
    login = "/sign-in/"
    assert [calm.get(login).status_code for _ in range(4)] == [503, 503, 200, 200]
    assert CalmOutage.key_is_verified


# Bad requests

WRONG: list[tuple[str, dict[str, Any]]] = [
    ("/%ff%fe/", {}),
    ("/a%00b/", {}),
    ("/library/%00/", {}),
    ("/your-journal/%ed%a0%80/", {}),
    ("/sign-in/?next=%ff%00%ed%a0%80", {}),
    ("/sign-in/?next=//evil.example", {}),
    ("/sign-in/", {"headers": {"accept-language": "x" * 70_000}}),
    ("/sign-in/", {"headers": {"accept-language": "en-" * 5000 + ";q=nan,*;q=-1"}}),
    ("/sign-in/", {"headers": {"cookie": 'sessionid="\\000\\000abcdefgh"'}}),
    ("/sign-in/", {"headers": {"cookie": "csrftoken=\x01; =;;;sessionid"}}),
    ("/sign-in/", {"headers": {"content-type": "text/html; charset=base64"}}),
    ("/sign-in/?next=x", {"headers": {"content-type": "text/html; charset=utf-16"}}),
    ("/sign-in/", {"headers": {"host": "evil.example"}}),
    ("/sign-in/", {"headers": {"host": "a b:c:d"}}),
]


@pytest.mark.parametrize(("url", "extra"), WRONG)
def test_a_bad_request_is_refused_or_ignored(calm: Client, url: str, extra: dict[str, Any]) -> None:
    assert calm.get(url, **extra).status_code < 500


BODIES: list[tuple[str, bytes, set[int]]] = [
    ("multipart/form-data; boundary=x", b"--x\r\nnonsense", {303, 400}),
    ("multipart/form-data", b"no boundary", {400}),
    ("multipart/form-data; boundary=" + "é" * 300, b"--x--", {400}),
    ("application/x-www-form-urlencoded; charset=utf-16", b"a=%ff", {400}),
    ("application/x-www-form-urlencoded; charset=base64", b"a=b", {400}),
    ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 2001), {413}),
    ("application/x-www-form-urlencoded", b"a=" + b"x" * (4 * 1024 * 1024), {413}),
    ("application/x-www-form-urlencoded", b"login=%00&password=%ff%ed%a0%80", {303, 400}),
    ("application/json", b"{", {303, 400}),
]


@pytest.mark.parametrize(("kind", "body", "expected"), BODIES)
@pytest.mark.parametrize("checked", [True, False], ids=["csrf", "no csrf"])
def test_a_bad_body_is_refused(kind: str, body: bytes, expected: set[int], checked: bool) -> None:
    browser = Client(raise_request_exception=False, enforce_csrf_checks=checked)
    response = browser.generic("POST", "/sign-in/", body, content_type=kind)
    assert response.status_code in expected | ({403} if checked else set())


def test_a_large_file_is_never_written_to_disk(settings: Any) -> None:
    (handler,) = settings.FILE_UPLOAD_HANDLERS
    assert handler == "people.uploads.InMemory"
    assert issubclass(InMemory, MemoryFileUploadHandler)


def test_refusals_log_no_error_and_send_no_mail(
    calm: Client, operators: None, log: io.StringIO
) -> None:
    for page in ("forbidden", "suspicious"):
        calm.get(f"/faults/{page}/")
    assert [line["level"] for line in lines(log)] == ["info", "info"]
    assert mail.outbox == []
    assert TAIL not in log.getvalue()


# Headers


def test_every_answer_carries_the_headers(calm: Client, amara: User) -> None:
    calm.force_login(amara)
    for url in ("/", "/nothing/", "/faults/crash/x/", "/healthz/live", "/sign-in/"):
        response = calm.get(url)
        assert response["Cache-Control"] == "no-store", url
        assert "Cookie" in response["Vary"], url
        assert "camera=()" in response["Permissions-Policy"], url
        assert response["Cross-Origin-Opener-Policy"] == "same-origin", url
        assert response["X-Content-Type-Options"] == "nosniff", url
        assert response["Referrer-Policy"] == "same-origin", url
        assert response["X-Frame-Options"] == "DENY", url
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"], url


def test_error_pages_say_nothing_of_the_address(calm: Client) -> None:
    assert b"bodiless" not in calm.get("/bodiless/").content


def test_an_address_that_only_takes_forms_says_so(calm: Client, amara: User) -> None:
    """After a reload, or from a link copied out of the address bar."""
    calm.force_login(amara)
    response = calm.get("/promises/unsaved/")
    assert response.status_code == 405 and response["Allow"] == "POST"
    assert b"works only with its button" in response.content
    fetched = calm.get("/promises/unsaved/", headers={"Accept": "application/json"})
    assert fetched.json() == {"state": "wrong-method"}


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "405", "500", "503"])
def test_each_error_page_is_there(name: str) -> None:
    assert (Path(__file__).parent.parent / "templates" / f"{name}.html").is_file()
