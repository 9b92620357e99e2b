"""The server profile, and our own deploy checks: each has a setting that breaks it."""

import base64
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage
from django.db import connection

from people.models import User
from reflectjournal import checks
from tests.makers import make_user

ROOT = Path(__file__).resolve().parent.parent

SERVER = {
    "PATH": os.environ["PATH"],
    "DJANGO_SETTINGS_MODULE": "reflectjournal.settings",
    "REFLECT_PROFILE": "server",
    "SECRET_KEY": "an unguessable secret of more than fifty letters 8f3k2",
    "REFLECT_MASTER_KEYS": base64.b64encode(bytes(range(32))).decode(),
    "ALLOWED_HOSTS": "journal.example",
    "DATABASE_URL": "postgresql://journal@db.example/journal",
}


def deploy_check(*arguments: str, **changed: str | None) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in (SERVER | changed).items() if value is not None}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_server_profile_is_clean() -> None:
    result = deploy_check()
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_a_mail_server_that_does_not_answer_is_given_up() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.EMAIL_TIMEOUT)"],
        cwd=ROOT,
        env=SERVER,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert shown.stdout == "10\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", "*"),
        ("DATABASE_URL", None),
        ("DATABASE_URL", "sqlite:///journal.sqlite3"),
        ("DATABASE_URL", "swordfish"),
        ("EMAIL_PORT", "smtp"),
        ("REFLECT_MASTER_KEYS", None),
        ("REFLECT_MASTER_KEYS", "too short"),
        ("REFLECT_PROFILE", "sevrer"),
    ],
)
def test_a_server_half_set_up_is_refused(name: str, value: str | None) -> None:
    result = deploy_check(**{name: value})
    assert result.returncode != 0
    assert name in result.stderr
    assert "swordfish" not in result.stderr


def test_a_wsgi_server_half_set_up_says_so_in_one_line() -> None:
    env = {name: value for name, value in SERVER.items() if name != "SECRET_KEY"}
    result = subprocess.run(
        [sys.executable, "-c", "import reflectjournal.wsgi"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 3
    assert result.stderr == (
        "Reflect Journal cannot start: The server profile needs SECRET_KEY. "
        "See docs/operations.md.\n"
    )


def ids(found: Any) -> list[str]:
    messages: list[CheckMessage] = list(found)
    return [message.id or "" for message in messages]


def test_as_shipped_nothing_is_wrong() -> None:
    for check in (
        checks.check_no_admin,
        checks.check_error_reports,
        checks.check_no_page_cache,
        checks.check_saves_are_kept,
    ):
        assert ids(check(None)) == []


def test_the_admin_is_noticed(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = checks.apps.is_installed
    monkeypatch.setattr(
        checks.apps,
        "is_installed",
        lambda name: name == "django.contrib.admin" or installed(name),
    )
    assert ids(checks.check_no_admin(None)) == ["reflect.E001"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEFAULT_EXCEPTION_REPORTER", "django.views.debug.ExceptionReporter"),
        ("DEFAULT_EXCEPTION_REPORTER_FILTER", "django.views.debug.SafeExceptionReporterFilter"),
    ],
)
def test_telling_error_mail_is_noticed(settings: Any, name: str, value: str) -> None:
    checks.get_default_exception_reporter_filter.cache_clear()
    setattr(settings, name, value)
    assert ids(checks.check_error_reports(None)) == ["reflect.E002"]
    checks.get_default_exception_reporter_filter.cache_clear()


def test_a_page_cache_is_noticed(settings: Any) -> None:
    settings.MIDDLEWARE = ["django.middleware.cache.UpdateCacheMiddleware", *settings.MIDDLEWARE]
    assert ids(checks.check_no_page_cache(None)) == ["reflect.E003"]


SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA synchronous=FULL;"},
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"ATOMIC_REQUESTS": True}, ["reflect.E004"]),
        ({"OPTIONS": {}}, ["reflect.E005"]),
        ({"OPTIONS": SQLITE["OPTIONS"] | {"transaction_mode": "DEFERRED"}}, ["reflect.E005"]),
        (
            {"OPTIONS": SQLITE["OPTIONS"] | {"init_command": "PRAGMA synchronous=NORMAL"}},
            ["reflect.E005"],
        ),
    ],
)
def test_a_database_that_loses_saves_is_noticed(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], expected: list[str]
) -> None:
    monkeypatch.setattr(checks.settings, "DATABASES", {"default": SQLITE | changes})
    assert ids(checks.check_saves_are_kept(None)) == expected


needs_postgresql = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL itself"),
    pytest.mark.django_db,
]


class TestPostgreSQL:
    pytestmark = needs_postgresql

    def test_set_up_as_the_documents_say_nothing_is_wrong(self) -> None:
        assert ids(checks.check_postgresql(None, databases=["default"])) == []

    @pytest.mark.parametrize("name", ["synchronous_commit"])
    def test_a_setting_is_noticed(self, name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL {name} = off")
        assert ids(checks.check_postgresql(None, databases=["default"])) == ["reflect.W006"]

    def test_every_setting_is_looked_at(self, monkeypatch: pytest.MonkeyPatch) -> None:
        nothing = {name: (set[str](), "-") for name in checks.EXPECTED}
        monkeypatch.setattr(checks, "EXPECTED", nothing)
        found = ids(checks.check_postgresql(None, databases=["default"]))
        assert found == ["reflect.W006"] * len(nothing)

    def test_the_role_is_no_superuser(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            assert cursor.fetchone() == (False,)


@pytest.mark.django_db
def test_demonstration_people_are_noticed_on_a_server(settings: Any) -> None:
    def found() -> list[str]:
        return ids(checks.check_no_demonstration_people(None, databases=["default"]))

    person = make_user("Amara", "amara@demo.example")
    User.objects.filter(pk=person.pk).update(is_demo=True)
    assert found() == []  # the embedded profile is where they live
    settings.PROFILE_IS_EMBEDDED = False
    assert found() == ["reflect.E008"]
    User.objects.all().update(is_demo=False)
    assert found() == []
