"""The cast, the library, and signing in."""

import gc
import logging
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test import client as test_client
from django.utils import timezone

from notices import kinds
from people import factors, sessions
from people.models import User
from tests.makers import make_factor, make_memberships, make_supervision, make_team, make_users
from tests.own_database import (  # noqa: F401  fixtures for everybody
    django_db_modify_db_settings,
    django_db_setup,
    own_database,
    run_module,
)
from tests.parts import is_of_part
from tests.stack import with_room


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--browser-tests", action="store_true", help="run the tests that need a Chromium as well"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("browser") and not config.getoption("--browser-tests"):
            item.add_marker(pytest.mark.skip(reason="a browser test: add --browser-tests"))
    if connection.vendor != "sqlite":
        _leave_out(config, [item for item in items if not _asks_the_database(item)], items)
    elif part := os.environ.get("REFLECT_SQLITE_PART"):
        _leave_out(config, [item for item in items if not _is_of_part(item, part)], items)
    # Last: once Playwright runs, Django takes this process for an asynchronous one.
    items.sort(key=lambda item: "browser" in item.keywords)


# One of these is behind whatever a test asks of the suite's database: without, it is blocked.
ASKS_THE_DATABASE = {"db", "transactional_db", "django_db_setup"}


def _asks_the_database(item: pytest.Item) -> bool:
    marked = any(map(item.get_closest_marker, ("django_db", "postgresql", "browser")))
    return marked or bool(ASKS_THE_DATABASE & set(getattr(item, "fixturenames", ())))


def _is_of_part(item: pytest.Item, part: str) -> bool:
    if item.get_closest_marker("sqlite") or not _asks_the_database(item):
        return True
    return is_of_part(item.nodeid, part)


def _leave_out(config: pytest.Config, these: list[pytest.Item], items: list[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=these)
    items[:] = [item for item in items if item not in set(these)]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """As pytest does it, in a frame with room."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    with_room(runtestprotocol)(item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_collection_finish() -> None:
    """What was imported stays: looking through it for rubbish took a tenth of the suite's time."""
    gc.collect()
    gc.freeze()


# What a client copies of each template that is rendered, a thousand in a long list of choices,
# for tests that ask what it was given. None does here: they read what a person gets.
test_client.store_rendered_templates = lambda *args, **kwargs: None

NAMES = ["amara", "ben", "chloe", "dev", "efua", "farid", "grace", "hana", "ife", "jo"]


@pytest.fixture(autouse=True)
def _kinds_of_this_test_only() -> Iterator[None]:
    """Kinds of notices that a test registers do not outlive it."""
    before = kinds.every()
    yield
    for kind in kinds.every():
        kinds.unregister(kind.key)
    for kind in before:
        kinds.register(kind)


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    return make_cast()


def make_cast() -> SimpleNamespace:
    """Ten people with known relations, and nobody.

    amara nurse; ben her supervisor; chloe supervisor in the same team, not hers; dev leader
    of the team; efua nurse elsewhere; farid amara's former supervisor; grace superuser;
    hana administrator; ife nurse of amara's team; jo suspended while a session lives.
    """
    team, elsewhere = make_team(name="Ward 7"), make_team(name="Ward 12")
    made = make_users(*(name.capitalize() for name in NAMES))
    people = dict(zip(NAMES, made, strict=True))
    people["grace"].is_superuser = True
    people["grace"].save(update_fields=["is_superuser"])
    here = {
        "amara": "member",
        "ben": "supervisor",
        "chloe": "supervisor",
        "dev": "leader",
        "farid": "supervisor",
        "hana": "administrator",
        "ife": "member",
        "jo": "member",
    }
    make_memberships(team, {people[name]: [role] for name, role in here.items()})
    make_memberships(elsewhere, {people["efua"]: ["member"]})
    make_supervision(people["ben"], people["amara"])
    make_supervision(
        people["farid"], people["amara"], ended_on=timezone.localdate() - timedelta(days=30)
    )
    return SimpleNamespace(**people, nobody=None, team=team, elsewhere=elsewhere)


@pytest.fixture
def amara(cast: SimpleNamespace) -> User:
    return cast.amara


@pytest.fixture
def ben(cast: SimpleNamespace) -> User:
    return cast.ben


@pytest.fixture
def chloe(cast: SimpleNamespace) -> User:
    return cast.chloe


@pytest.fixture
def dev(cast: SimpleNamespace) -> User:
    return cast.dev


@pytest.fixture
def efua(cast: SimpleNamespace) -> User:
    return cast.efua


@pytest.fixture
def farid(cast: SimpleNamespace) -> User:
    return cast.farid


@pytest.fixture
def grace(cast: SimpleNamespace) -> User:
    return cast.grace


@pytest.fixture
def hana(cast: SimpleNamespace) -> User:
    return cast.hana


@pytest.fixture
def ife(cast: SimpleNamespace) -> User:
    return cast.ife


@pytest.fixture
def jo(cast: SimpleNamespace) -> User:
    """Not suspended yet: a session can only be made before (see `suspend`)."""
    return cast.jo


@pytest.fixture
def nobody() -> None:
    return None


def suspend(person: User) -> None:
    """As an operator would, while a session of theirs still lives."""
    User.objects.filter(pk=person.pk).update(is_active=False)
    person.is_active = False


@pytest.fixture
def sign_in() -> Callable[..., Client]:
    """sign_in(client, person, device="shared") gives the client a session of that person.

    With factor=True they have a second step and took it: others' words are open to them.
    """

    return open_session


def open_session(
    client: Client, person: User | None, device: str = "shared", *, factor: bool = False
) -> Client:
    if person is not None:
        client.force_login(person)
        session = client.session
        sessions.begin(SimpleNamespace(session=session), device)  # type: ignore[arg-type]
        if factor:
            if not factors.has_factor(person):
                make_factor(person)
            factors.note_taken(session)
        session.save()
    return client


_library: list[Any] = []


@pytest.fixture
def library(db: None) -> None:
    """Everything in prompts/library, read from its files once and then copied in."""
    if not _library:
        call_command("load_library", verbosity=0)
        models = [*apps.get_app_config("prompts").get_models()]
        _library.extend((model, list(model._default_manager.all())) for model in models)
        return
    for model, rows in _library:
        model._default_manager.bulk_create(rows)


@pytest.fixture
def without_request_log() -> Iterator[None]:
    """A thousand lines of it would drown what a failure says."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
