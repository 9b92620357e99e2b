"""What the table says a page `needs`, and what becomes of whoever has not got it."""

from collections.abc import Iterator

import pytest

from people.models import Factor
from people.session_store import SessionStore
from tests.access import run as runs
from tests.access import table
from tests.access.conftest import Stage
from tests.access.run import Actors, Outcome
from tests.access.table import Cell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_request_log")]

ASKING = {"second-step": "reads_others", "fresh-proof": "steps_up"}
LEADS_TO = {"second-step": "/me/second-step/needed/", "fresh-proof": "/me/prove/"}
# Words posted too early are kept, sealed, for who posted them.
KEPT = {"journals_parkedwords", "journals_parkedform", "supervision_parkedsheet"}


def test_the_table_names_what_the_views_ask_for() -> None:
    patterns = table.patterns()
    for address, row in table.addresses().items():
        view = patterns[address].callback
        asked = {name for name, mark in ASKING.items() if getattr(view, mark, False)}
        assert asked == set(row.get("needs", [])), address


@pytest.mark.parametrize("need", ASKING)
@pytest.mark.parametrize("has_one", [False, True], ids=["has none", "has one, did not take it"])
def test_who_has_not_got_it_is_led_there_whatever_the_id(
    stage: Stage, need: str, has_one: bool
) -> None:
    with stage.still():
        actors = Actors(stage.world, ["ben", "farid", "amara"], factor=False)
    if not has_one:
        Factor.objects.all().delete()
    if need == "fresh-proof":
        _let_proof_grow_old(actors)
    faults = []
    for cell in _cells(need):
        outcome = stage.send(cell, actors)
        if outcome.open_markers or outcome.written - runs.SESSION_TABLES - KEPT:
            faults.append(f"{cell} shows {outcome.open_markers}, wrote {outcome.written}")
        if not _is_led_on(outcome):
            faults.append(f"{cell}: {outcome.status} {outcome.location}")
    assert faults == []


def _let_proof_grow_old(actors: Actors) -> None:
    """Signing in is a proof too, for a while."""
    for cookies in actors.cookies.values():
        session = SessionStore(cookies["sessionid"].value)
        session["proved_at"] = 0
        session.save()


def _cells(need: str) -> Iterator[Cell]:
    for cell in table.cells():
        row = table.addresses()[cell.address]
        if need in row.get("needs", []) and cell.person in ("ben", "farid", "amara"):
            if cell.method in row or cell.method == "HEAD":
                yield cell


def _is_led_on(outcome: Outcome) -> bool:
    """Or told that words could be kept nowhere, if the share is not, or no longer, theirs.

    So far comes only a page with our token for that very share, and what it is told names none.
    """
    if outcome.status == 409:
        return outcome.cell.expected == 404 and b"could not be kept" in outcome.body
    if outcome.cell.asked_by_script:
        return outcome.status == 401
    needs = table.addresses()[outcome.cell.address]["needs"]
    return outcome.status in (302, 303) and outcome.location in [LEADS_TO[n] for n in needs]
