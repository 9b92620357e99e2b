"""reflectjournal/access.yaml against the program: every address, method, person and relation."""

import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.urls import get_resolver

from tests.access import run as runs
from tests.access import table
from tests.access.run import Actors, Outcome, checksums
from tests.access.world import KINDS, MARKER, World
from tests.conftest import make_cast

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at"),
    pytest.mark.usefixtures("without_request_log"),
]


@pytest.fixture(scope="module")
def without_request_log() -> Iterator[None]:
    """Ten thousand lines of it would drown what a failure says."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@dataclass
class Run:
    world: World
    outcomes: list[Outcome]
    changed_by_refusals: list[str]


@pytest.fixture(scope="module")
def run(django_db_setup: None, django_db_blocker: Any, without_request_log: None) -> Iterator[Run]:
    with django_db_blocker.unblock(), transaction.atomic():
        # The clock stands still: a session locks after five minutes, which this may take.
        with time_machine.travel(datetime.now(UTC), tick=False):
            world = World(make_cast())
            actors = Actors(world, table.people())
            before = checksums()
            outcomes = [runs.send(world, actors, cell) for cell in table.cells()]
            after = checksums()
        changed = [name for name in after if after[name] != before[name]]
        yield Run(world, outcomes, changed)
        transaction.set_rollback(True)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(table.addresses()) == set(table.patterns())


def test_every_row_is_complete() -> None:
    cells = table.cells()
    persons = set(table.people())
    assert persons == {*"amara ben chloe dev efua farid grace hana ife jo nobody".split()}
    for address, row in table.addresses().items():
        assert row["what"].endswith("."), address
        assert set(row) & set(table.ALL_METHODS), address
        assert ("<" in address) == (address in KINDS), address
    assert {cell.address for cell in cells} == set(table.patterns())


def test_every_error_page_is_named() -> None:
    handlers = {
        name
        for name in ("handler400", "handler403", "handler404", "handler500")
        if getattr(get_resolver().urlconf_module, name, None)
    }
    assert handlers == set(table.table()["errors"])
    assert set(table.table()["outside"]) == {settings.STATIC_URL.lstrip("/")}


def test_every_cell_answers_as_the_table_says(run: Run) -> None:
    wrong = [
        f"{o.cell}: {o.answer} instead of {o.cell.expected}"
        for o in run.outcomes
        if o.answer != o.cell.expected
    ]
    assert wrong == []


def test_no_answer_holds_what_somebody_else_wrote(run: Run) -> None:
    leaks, own = [], set()
    for outcome in run.outcomes:
        text = (outcome.body + repr(outcome.headers).encode()).decode(errors="replace")
        for owner in set(MARKER.findall(text)):
            if owner == outcome.cell.person:
                own.add(outcome.cell.person)
            else:
                leaks.append(f"{outcome.cell} shows words of {owner}")
    assert leaks == []
    # The markers do reach pages: every person who can sign in has seen their own.
    assert own == set(table.people()) - {"jo", "nobody"}


def test_no_answer_holds_somebody_elses_address(run: Run) -> None:
    leaks = []
    for outcome in run.outcomes:
        if "invitation" in outcome.cell.address:
            continue  # who holds the link holds the mailbox
        for address in set(re.findall(rb"([a-z]+)(?:\.\w+)?@example\.test", outcome.body)):
            name = address.decode()
            if name != outcome.cell.person and name not in ("fresh", "journal"):
                leaks.append(f"{outcome.cell} shows an address of {name}")
    assert leaks == []


def test_unseen_and_missing_are_the_same_page(run: Run) -> None:
    pages: dict[tuple[str, str, str], dict[bytes, str]] = defaultdict(dict)
    for outcome in run.outcomes:
        if outcome.status == 404:
            headers = {k: v for k, v in outcome.headers.items() if k != "X-Request-ID"}
            whole = outcome.plain_body + repr(sorted(headers.items())).encode()
            cell = outcome.cell
            pages[cell.method, cell.person, cell.address].setdefault(whole, str(cell))
    assert [list(found.values()) for found in pages.values() if len(found) > 1] == []
    assert len(pages) > 100


def test_what_is_refused_or_only_looked_at_changes_nothing(run: Run) -> None:
    wrote = [
        f"{o.cell} wrote to {sorted(o.written - runs.SESSION_TABLES)}"
        for o in run.outcomes
        if (o.is_refused or o.cell.method in ("GET", "HEAD", "OPTIONS"))
        and o.written - runs.SESSION_TABLES
    ]
    assert wrote == []
    assert run.changed_by_refusals == []
    # Changes are seen: valid posts of allowed people did write.
    assert any("journals_entry" in o.written for o in run.outcomes)


def test_head_answers_as_get(run: Run) -> None:
    status = {
        (o.cell.address, o.cell.method, o.cell.person, o.cell.relation): o.status
        for o in run.outcomes
    }
    differing = [
        key
        for key, answer in status.items()
        if key[1] == "HEAD" and answer != status[key[0], "GET", key[2], key[3]]
    ]
    assert differing == []


@pytest.mark.parametrize(
    ("header", "fits"),
    [
        (
            "Content-Security-Policy",
            "(?=.*default-src 'none')(?=.*frame-ancestors 'none')(?=.*base-uri 'none')",
        ),
        ("X-Content-Type-Options", "^nosniff$"),
        ("X-Frame-Options", "^DENY$"),
        ("Referrer-Policy", "^same-origin$"),
        ("Cross-Origin-Opener-Policy", "^same-origin$"),
        ("Permissions-Policy", "camera=\\(\\)"),
        ("Cache-Control", "no-store"),
    ],
)
def test_every_answer_has_its_headers(run: Run, header: str, fits: str) -> None:
    without = [str(o.cell) for o in run.outcomes if not re.search(fits, o.headers.get(header, ""))]
    assert without == []


def test_no_policy_allows_inline_code(run: Run) -> None:
    policies = {outcome.headers["Content-Security-Policy"] for outcome in run.outcomes}
    assert not [policy for policy in policies if "unsafe" in policy]


def test_every_answer_says_what_it_is(run: Run) -> None:
    wrong = [
        f"{o.cell}: {o.headers.get('Content-Type')!r}"
        for o in run.outcomes
        if o.body
        and not re.fullmatch(
            r"(text/html|text/plain); charset=utf-8|text/plain|application/(json|zip)",
            o.headers.get("Content-Type", ""),
        )
    ]
    assert wrong == []


def test_cookies_are_closed_to_scripts(run: Run) -> None:
    for outcome in run.outcomes:
        cookie = outcome.headers.get("Set-Cookie", "")
        assert not cookie or ("HttpOnly" in cookie and "SameSite=Lax" in cookie)
