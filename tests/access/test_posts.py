"""No page is changed by a form that another site made a browser send."""

from collections.abc import Iterator

import pytest

from tests.access import run as runs
from tests.access import table
from tests.access.conftest import Stage
from tests.access.requests import body_for
from tests.access.table import Cell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_request_log")]


def test_every_post_needs_its_token(stage: Stage) -> None:
    """What another site could make a browser send: everything but the secrets of our page."""
    accepted = []
    for cell in _accepted_posts():
        outcome = stage.send(cell, but_without=["binding"], enforce_csrf_checks=True)
        if outcome.status != 403 or outcome.written - runs.SESSION_TABLES:
            accepted.append(f"{cell}: {outcome.status}, wrote {outcome.written}")
    assert accepted == []


def test_a_stale_page_is_parked_and_nothing_else(stage: Stage) -> None:
    """Our own page whose token went stale proves itself by its binding, and is only parked."""
    cell = next(c for c in _accepted_posts() if c.address == "your-journal/<id:pk>/write/")
    outcome = stage.send(cell, enforce_csrf_checks=True)
    assert outcome.status == 303
    assert outcome.written - runs.SESSION_TABLES == {"journals_parkedform"}


def _accepted_posts() -> Iterator[Cell]:
    """One cell for each address and person: the first relation is the one that may."""
    for cell in table.cells():
        first = table.relations_of(cell.address, table.addresses()[cell.address])[0]
        if cell.method == "POST" and cell.expected not in (404, 405, "sign-in"):
            if cell.relation in (first, "bin") or first == "":
                yield cell


def test_every_post_has_a_valid_body(stage: Stage) -> None:
    posts = {address for address, row in table.addresses().items() if "POST" in row}
    for address in posts:
        for person in table.people():
            body_for(stage.world, address, person)  # KeyError: say there what the form sends
