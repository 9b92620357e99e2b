"""Whatever is posted, wherever: a clear refusal or a page, and never a broken program."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from tests.access import table
from tests.access.conftest import Stage, staged
from tests.access.run import SCRIPT
from tests.access.world import World, body_for, path_for
from tests.bad_input.nasty import LONE_SURROGATE, NASTY, encode, texts

POSTS = [address for address, row in table.addresses().items() if "POST" in row]
GETS = [address for address, row in table.addresses().items() if "GET" in row]
FORM = "application/x-www-form-urlencoded"
few = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_request_log")]


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    with staged(django_db_blocker) as made:
        yield made


@pytest.fixture
def world(stage: Stage) -> World:
    return stage.world


@pytest.fixture
def client(stage: Stage) -> Iterator[Callable[[str], Client]]:
    """A client for an address: of whoever may do something there."""
    with stage.still():
        yield lambda address: stage.actors.client(who(address), raise_request_exception=True)


def who(address: str) -> str:
    if address.startswith(("house/", "meetings/")):
        return "dev"
    return "ben" if address.startswith("reviews/") else "amara"


def relation_of(address: str) -> str:
    # What is in the bin is the only thing that can be taken out of it.
    if address.endswith(("undelete/", "purge/")):
        return "bin"
    return table.relations_of(address, table.addresses()[address])[0]


def paths(world: World, address: str) -> str:
    return path_for(world, address, who(address), relation_of(address))


def valid_body(world: World, address: str) -> dict[str, Any]:
    return body_for(world, address, who(address), relation_of(address))


def send(client: Client, path: str, body: bytes, content_type: str = FORM, **headers: str) -> int:
    """The status. An exception in the program comes through as it is."""
    with transaction.atomic():
        response = client.generic("POST", path, body, content_type, headers=headers)
        transaction.set_rollback(True)
    return response.status_code


@pytest.mark.parametrize("address", POSTS)
def test_no_form_breaks_the_program(
    world: World, client: Callable[[str], Client], address: str
) -> None:
    path, valid = (
        paths(world, address),
        body_for(world, address, who(address), relation_of(address)),
    )
    pairs = [(k, one) for k, v in valid.items() for one in (v if isinstance(v, list) else [v])]
    names = [*dict.fromkeys(name for name, _value in pairs), "next", "do", "asked", "parked"]
    headers = SCRIPT if table.addresses()[address].get("asked-by") else {}

    @few
    @given(
        dropped=st.sets(st.sampled_from(names)),
        added=st.lists(st.tuples(st.sampled_from(names) | texts, texts), max_size=4),
        tail=st.sampled_from([b"", b"&q-happened=" + LONE_SURROGATE, b"&%=%%&&=", b"&a=%00"]),
    )
    def forms(dropped: set[str], added: list[tuple[str, str]], tail: bytes) -> None:
        kept = [pair for pair in pairs if pair[0] not in dropped]
        status = send(client(address), path, encode([*kept, *added], tail), **headers)
        assert status in (200, 204, 302, 303, 400, 401, 403, 404, 413), (path, status)

    forms()


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/plain", b"hello"),
        ("application/json", b'{"asked": [1, null, {"a": NaN}]'),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data"),
        ("multipart/form-data", b"no boundary"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"a=+AD4-"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"a=b"),
        ("", b"\xff\xfe\x00"),
    ],
)
def test_no_body_breaks_the_program(
    world: World, client: Callable[[str], Client], content_type: str, body: bytes
) -> None:
    for address in POSTS:
        assert send(client(address), paths(world, address), body, content_type) < 500, address


def test_a_form_that_is_too_large_is_refused(world: World, client: Callable[[str], Client]) -> None:
    many = encode([("q-happened", "x")] * 2_100)
    huge = encode([("q-happened", "x" * (4 * 1024 * 1024 + 10))])
    for address in POSTS:
        for body in (many, huge):
            assert send(client(address), paths(world, address), body) < 500, address


QUERIES = "page only next country answer kind minutes audience saved q".split()


@pytest.mark.parametrize("value", [value for value in NASTY if len(value) < 1_000])
def test_no_query_breaks_the_program(
    world: World, client: Callable[[str], Client], value: str
) -> None:
    for address in GETS:
        response = client(address).get(paths(world, address), dict.fromkeys(QUERIES, value))
        assert response.status_code in (200, 302, 303, 404), address


WRONG_IDS = [
    "x",
    "A" * 21,
    "A" * 23,
    "~" * 22,
    "A" * 5_000,
    "%00" * 22,
    "%ED%A0%80",
    "%2e%2e",
    "é" * 22,
    "00000000-0000-0000-0000-000000000000",
]


def test_a_wrong_id_is_a_missing_page(world: World, client: Callable[[str], Client]) -> None:
    for address in (a for a in GETS if "<id:" in a):
        prefix, _converter, rest = address.partition("<id:pk>")
        for wrong in WRONG_IDS:
            status = client(address).get(f"/{prefix}{wrong}{rest}").status_code
            assert status == 404, (address, wrong)


def test_errors_would_be_seen(
    world: World, client: Callable[[str], Client], monkeypatch: Any
) -> None:
    """The test client lets exceptions through: this suite would notice one."""
    from journals.views import writing

    def breaks(**arguments: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(writing, "save_entry", breaks)
    address = "your-journal/<id:pk>/save/"
    pairs = [(k, str(v[0] if isinstance(v, list) else v))
             for k, v in valid_body(world, address).items()]  # fmt: skip
    with pytest.raises(ZeroDivisionError):
        send(client(address), paths(world, address), encode(pairs))
