"""reflectjournal/access.yaml against the program: every address, method, person and relation."""

import pytest
from django.conf import settings
from django.db import connection
from django.urls import get_resolver

from tests.access import table
from tests.access.checks import CHECKS
from tests.access.conftest import Stage
from tests.access.requests import KINDS
from tests.access.run import checksums
from tests.access.table import Cell
from tests.access.world import MARKER

NAMES = "amara ben chloe dev efua farid grace hana ife jo nobody".split()


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(table.addresses()) == set(table.patterns())


def test_every_row_is_complete() -> None:
    assert table.people() == NAMES
    for address, row in table.addresses().items():
        assert row["what"].endswith("."), address
        assert set(row) & set(table.ALL_METHODS), address
        assert ("<" in address) == (address in KINDS), address
    assert {cell.address for cell in table.cells()} == set(table.patterns())


def test_every_error_page_is_named() -> None:
    handlers = {
        name
        for name in ("handler400", "handler403", "handler404", "handler500")
        if getattr(get_resolver().urlconf_module, name, None)
    }
    assert handlers == set(table.table()["errors"])
    assert set(table.table()["outside"]) == {settings.STATIC_URL.lstrip("/")}


def cells_of(person: str) -> list[Cell]:
    """On another database than SQLite, those whose answer it has a part in.

    A method that no view takes is refused to all before anything is read
    (checks.a_refusal_of_all_reads_nothing), and HEAD runs what GET does.
    """
    cells = table.to_be_sent(person)
    if connection.vendor == "sqlite":
        return cells
    return [cell for cell in cells if cell.expected != 405 and cell.method != "HEAD"]


# A person a test, so that workers side by side share them out.
@pytest.mark.django_db
@pytest.mark.usefixtures("without_request_log")
@pytest.mark.parametrize("person", NAMES)
def test_each_person_gets_what_the_table_says(stage: Stage, person: str) -> None:
    before = checksums()
    outcomes = [stage.send(cell) for cell in cells_of(person)]
    after = checksums()
    faults = {check.__name__: found for check in CHECKS if (found := check(outcomes))}
    assert faults == {}
    assert [name for name in after if after[name] != before[name]] == []
    # The checks do see something: one's own words, what one is kept from, what one changes.
    is_in = person not in ("jo", "nobody")
    assert any(person in MARKER.findall(o.body.decode(errors="replace")) for o in outcomes) == is_in
    assert any("journals_entry" in outcome.written for outcome in outcomes) == is_in
    assert len([outcome for outcome in outcomes if outcome.is_refused]) > 100
