"""What a deployment must not get wrong, besides Django's own `check --deploy`."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connections
from django.utils.module_loading import import_string
from django.views.debug import get_default_exception_reporter_filter

from people.models import User
from reflectjournal.reports import NoPrivateText, PlaceReport

Apps = Sequence[AppConfig] | None


@register(Tags.security)
def check_no_admin(app_configs: Apps, **options: Any) -> Iterable[CheckMessage]:
    if apps.is_installed("django.contrib.admin"):
        yield Error(
            "django.contrib.admin is installed.",
            hint="It shows every row to staff, past visible_to(). Remove it.",
            id="reflect.E001",
        )


@register(Tags.security)
def check_error_reports(app_configs: Apps, **options: Any) -> Iterable[CheckMessage]:
    reporter = import_string(settings.DEFAULT_EXCEPTION_REPORTER)
    report_filter = get_default_exception_reporter_filter()
    if not (issubclass(reporter, PlaceReport) and isinstance(report_filter, NoPrivateText)):
        yield Error(
            "Error mail would hold what people posted.",
            hint="Keep both DEFAULT_EXCEPTION_REPORTER settings as they are in base.py.",
            id="reflect.E002",
        )


@register(Tags.security)
def check_no_page_cache(app_configs: Apps, **options: Any) -> Iterable[CheckMessage]:
    if any(name.startswith("django.middleware.cache") for name in settings.MIDDLEWARE):
        yield Error(
            "Pages would be cached on the server.",
            hint="Every page is somebody's own. Remove django.middleware.cache.",
            id="reflect.E003",
        )


@register(Tags.security)
def check_saves_are_kept(app_configs: Apps, **options: Any) -> Iterable[CheckMessage]:
    for alias, database in settings.DATABASES.items():
        if database.get("ATOMIC_REQUESTS"):
            yield Error(
                f"ATOMIC_REQUESTS is on for {alias!r}.",
                hint="A save would be acknowledged before it is committed.",
                id="reflect.E004",
            )
        if database["ENGINE"] != "django.db.backends.sqlite3":
            continue
        chosen = database.get("OPTIONS", {})
        start = str(chosen.get("init_command", "")).replace(" ", "").lower()
        if chosen.get("transaction_mode") != "IMMEDIATE" or "synchronous=full" not in start:
            yield Error(
                f"SQLite ({alias!r}) would lose saves.",
                hint="It needs transaction_mode IMMEDIATE and PRAGMA synchronous=FULL.",
                id="reflect.E005",
            )


# What PostgreSQL must say to SHOW, and what happens otherwise.
EXPECTED = {
    "log_min_error_statement": ({"panic", "fatal"}, "its log would hold failing statements"),
    "log_error_verbosity": ({"terse"}, "its log would hold the rows it refused"),
    "log_statement": ({"none", "ddl"}, "its log would hold every save"),
    "fsync": ({"on"}, "a power cut could take acknowledged saves"),
    "synchronous_commit": ({"on", "remote_apply", "remote_write", "local"}, "saves could be lost"),
    "full_page_writes": ({"on"}, "a power cut could tear what was saved"),
}


@register(Tags.database)
def check_postgresql(
    app_configs: Apps, databases: Sequence[str] | None = None, **options: Any
) -> Iterable[CheckMessage]:
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        with connection.cursor() as cursor:
            for name, (wanted, otherwise) in EXPECTED.items():
                cursor.execute("SELECT current_setting(%s)", [name])
                found = cursor.fetchone()[0]
                if found not in wanted:
                    yield Warning(
                        f"PostgreSQL's {name} is {found!r}: {otherwise}.",
                        hint="See docs/operations.md, PostgreSQL.",
                        id="reflect.W006",
                    )
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                yield Warning(
                    "The database role is a superuser.",
                    hint="Give Reflect Journal a role that owns its own database and no more.",
                    id="reflect.W007",
                )


@register(Tags.database)
def check_no_demonstration_people(
    app_configs: Apps, databases: Sequence[str] | None = None, **options: Any
) -> Iterable[CheckMessage]:
    if databases and has_demonstration_people():
        yield Error(
            "Demonstration people are in a server's database: everybody knows their password.",
            hint="Use a new database.",
            id="reflect.E008",
        )


def has_demonstration_people() -> bool:
    if settings.PROFILE_IS_EMBEDDED:
        return False
    try:
        return User.objects.filter(is_demo=True).exists()
    except DatabaseError:  # not migrated yet
        return False
