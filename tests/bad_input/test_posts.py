"""Whatever is posted, wherever: a clear refusal or a page, and never a broken program."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from tests.access import table
from tests.access.conftest import staged
from tests.access.run import SCRIPT, SESSION_TABLES, noting
from tests.bad_input.doors import Doors
from tests.bad_input.nasty import LONE_SURROGATE, NASTY, encode, texts

# Of safeguarding leads, of whom the table has none: tests/journals/test_concern_lead_pages.py.
OF_LEADS = {"concerns/<id:pk>/day/"}
POSTS = [a for a, row in table.addresses().items() if "POST" in row and a not in OF_LEADS]
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
def doors(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Doors]:
    with staged(django_db_blocker) as made:
        yield Doors(made)


@pytest.fixture(autouse=True)
def _still(doors: Doors) -> Iterator[None]:
    with doors.stage.still():
        yield


def send(client: Client, path: str, body: bytes, content_type: str = FORM, **headers: str) -> int:
    """The status. An exception in the program comes through as it is."""
    with transaction.atomic():
        response = client.generic("POST", path, body, content_type, headers=headers)
        transaction.set_rollback(True)
    return response.status_code


def pairs_of(body: dict[str, Any]) -> list[tuple[str, str]]:
    return [(k, str(one)) for k, v in body.items() for one in (v if isinstance(v, list) else [v])]


# Taken, and no row is written: it stands in the session, or is sent as a file; or it is done
# already; or the press needs the digest of a page that was shown before it, or the library.
QUIET = set(
    """
    your-journal/search/
    your-journal/<id:pk>/later/
    your-journal/<id:pk>/promise/
    your-journal/<id:pk>/check/
    your-journal/<id:pk>/share/preview/
    your-journal/<id:pk>/share/outside/preview/
    meetings/<id:pk>/agenda/
    meetings/<id:pk>/take-over/
    carry/<id:pk>/
    promises/unsaved/
    promises/stoplight/
    promises/stoplight/preview/
    promises/<id:pk>/reopen/
    promises/<id:pk>/hand-over/
    portfolio/unsaved/
    portfolio/cycles/<id:pk>/delete/
    portfolio/cycles/<id:pk>/reopen/
    portfolio/cycles/<id:pk>/pack/
    portfolio/accounts/<id:pk>/sources/
    portfolio/accounts/<id:pk>/take/
    portfolio/accounts/<id:pk>/check/
    portfolio/hours/<id:pk>/undelete/
    portfolio/cpd/<id:pk>/undelete/
    portfolio/feedback/<id:pk>/undelete/
    portfolio/files/<id:pk>/undelete/
    portfolio/files/<id:pk>/erase/
    portfolio/hours/table/
    portfolio/cpd/table/
    portfolio/feedback/table/
    reviews/<id:pk>/acknowledge/
    reviews/<id:pk>/concern/
    reviews/read/
    groups/session/<id:pk>/
    concerns/<id:pk>/close/
    supervision/sessions/<id:pk>/call-off/
    supervision/sessions/<id:pk>/restore/
    supervision/sessions/<id:pk>/came/
    supervision/<id:pk>/hand-on/
    supervision/house/<id:organisation>/
    peers/ask/
    supervision/<id:pk>/agreement/begin/
    supervision/unsaved/
    take-out/<id:pk>/for-others/
    bring-in/
    erase/keep/
    house/<id:organisation>/preview/
    me/codes/kept/
    me/second-step/app/
    me/second-step/passkey/
    me/prove/
    me/wait/
    me/welcome/codes/
    me/welcome/address/
    me/lock/now/
    me/session/extend/
    sign-in/out/
    sign-in/sessions/
    sign-in/^forgotten/(?P<uidb36>[0-9a-f]{32})-(?P<key>[0-9A-Za-z-]{1,100})/$
    read/again/
    read/acknowledge/
    meetings/answers/<id:pk>/
    meetings/answers/<id:pk>/<slug:card>/hide/
    join/keep/
    join/<str:code>/leave/
""".split()
)


@pytest.mark.parametrize("address", POSTS)
def test_whoever_is_tried_may_do_it(doors: Doors, address: str) -> None:
    """Before a form is torn, it is taken: what is tried here reaches what a form can do."""
    headers = SCRIPT if table.addresses()[address].get("asked-by") else {}
    body = encode(pairs_of(doors.body(address)))
    with noting() as (written, _read):
        status = send(doors.client(address), doors.path(address), body, **headers)
    assert status in (200, 204, 302, 303)
    assert bool(written - SESSION_TABLES) != (address in QUIET)


@pytest.mark.parametrize("address", POSTS)
def test_no_form_breaks_the_program(doors: Doors, address: str) -> None:
    path, pairs = doors.path(address), pairs_of(doors.body(address))
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
        status = send(doors.client(address), path, encode([*kept, *added], tail), **headers)
        assert status in (200, 204, 302, 303, 400, 401, 403, 404, 413), (path, status)

    forms()


@pytest.mark.sqlite  # refused where it is read, before any database hears of it
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
def test_no_body_breaks_the_program(doors: Doors, content_type: str, body: bytes) -> None:
    for address in POSTS:
        assert send(doors.client(address), doors.path(address), body, content_type) < 500, address


@pytest.mark.sqlite  # the same
def test_a_form_that_is_too_large_is_refused(doors: Doors) -> None:
    many = encode([("q-happened", "x")] * 2_100)
    huge = encode([("q-happened", "x" * (4 * 1024 * 1024 + 10))])
    for address in POSTS:
        for body in (many, huge):
            assert send(doors.client(address), doors.path(address), body) < 500, address


class Noting(QueryDict):
    """A query that notes what is looked for in it."""

    names: set[str] = set()

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)

    def __getitem__(self, key: str) -> Any:
        self.names.add(key)
        return super().__getitem__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        self.names.add(key)
        return super().getlist(key, default)


@pytest.fixture(scope="module")
def queries(doors: Doors) -> dict[str, set[str]]:
    """What each page looks for in its query: without one, and with whatever any page looks for."""
    found: dict[str, set[str]] = {address: set() for address in GETS}
    with pytest.MonkeyPatch.context() as patch, doors.stage.still():
        patch.setattr("django.core.handlers.wsgi.QueryDict", Noting)
        for value in ({}, "1"):
            every = dict.fromkeys(sorted(set().union(*found.values())), value) if value else {}
            for address in GETS:
                Noting.names = set()
                with transaction.atomic():
                    doors.client(address).get(doors.path(address), every)
                    transaction.set_rollback(True)
                found[address] |= Noting.names
    assert {"page", "only", "answer", "outcome"} <= set().union(*found.values())
    return {address: names for address, names in found.items() if names}


@pytest.mark.parametrize("value", [value for value in NASTY if len(value) < 1_000])
def test_no_query_breaks_the_program(
    doors: Doors, queries: dict[str, set[str]], value: str
) -> None:
    for address, names in queries.items():
        response = doors.client(address).get(doors.path(address), dict.fromkeys(names, value))
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


def test_a_wrong_id_is_a_missing_page(doors: Doors) -> None:
    """One id at a time, with all else of the address as it should be: and so it is found."""
    for address in (a for a in GETS if "<id:" in a):
        client, path = doors.client(address), doors.path(address)
        assert client.get(path).status_code in (200, 302), address
        named = address.split("/")
        for place in (n for n, part in enumerate(named) if part.startswith("<id:")):
            for wrong in WRONG_IDS:
                parts = path.removeprefix("/").split("/")
                parts[place] = wrong
                status = client.get("/" + "/".join(parts)).status_code
                assert status == 404, (address, wrong)


def test_errors_would_be_seen(doors: Doors, monkeypatch: Any) -> None:
    """The test client lets exceptions through: this suite would notice one."""
    from journals.views import writing

    def breaks(**arguments: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(writing, "save_entry", breaks)
    address = "your-journal/<id:pk>/save/"
    with pytest.raises(ZeroDivisionError):
        send(doors.client(address), doors.path(address), encode(pairs_of(doors.body(address))))
