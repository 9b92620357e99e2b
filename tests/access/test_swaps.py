"""Every field and every query of the pages about shares, with the ids and tokens of a twin.

The twin belongs to another organisation and has all the same things. Whatever of the twin's
is put wherever it could be read, the answer is that to an id which never existed, and no row
of the twin's is touched.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from journals.binding import bind, bind_share
from journals.models import OutsideReader, Preparation, Share
from journals.models.reviews import ReviewQuerySet
from people.models import AuditEvent, User
from tests.access import table
from tests.access.conftest import Stage
from tests.access.requests import body_for
from tests.access.run import TOKENS, Outcome
from tests.access.table import Cell
from tests.access.world import World
from vault.ids import new_id, short

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("without_request_log"),
    pytest.mark.sqlite,  # what an id leads to is asked in the same words of every database
]

# Whose words a person must not come to by any swap.
TWINS = {"amara": "efua", "ben": "efua"}
# Names that a view might look at one day, besides those that its form sends.
NAMES = ["entry", "share", "to", "supervision", "review", "parked", "reader", "author", "person",
         "previous", "id", "pk", "part", "asked", "seen", "binding"]  # fmt: skip
WORDS = ("words-", "text", "name", "password")  # whatever stands there is only words
PAGES = ("share/", "shared/", "reviews/", "check/")


@dataclass(frozen=True)
class Swap:
    theirs: str
    nobodys: str  # of the same shape, and nobody's


def swaps(world: World, twin: str) -> list[Swap]:
    author, share = world.people[twin], world.shares.of[twin, "given"]
    entry = world.things[twin].entry
    assert share.reader is not None
    found, nobodys = [], short(new_id())
    for thing in (share.pk, entry.pk, share.supervision_id, share.review.pk):
        found.append(Swap(short(thing), nobodys))
    found.append(Swap(share.pk.hex, new_id().hex))  # as `parked` names kept pages
    for token in (bind(entry), bind_share(share, author), bind_share(share, share.reader)):
        found.append(Swap(token, f"{token[:-6]}AAAAAA"))
    return found


def cells() -> Iterator[Cell]:
    """One for each page and person: the relation that is the person's own."""
    for cell in table.cells():
        row = table.addresses()[cell.address]
        if cell.person not in TWINS or cell.method not in ("GET", "POST"):
            continue
        if not any(part in cell.address for part in PAGES) or cell.method not in row:
            continue
        relations = table.relations_of(cell.address, row)
        if cell.relation == relations[0] and cell.expected in (200, 302, 303):
            yield cell


def rows_of(twin: User) -> list[Any]:
    """All that is sealed for the twin, and what its trail counts."""
    found: list[Any] = [AuditEvent.objects.filter(person=twin).count()]
    for model in apps.get_app_config("journals").get_models():
        if any(field.name == "key_holder" for field in model._meta.fields):
            with connection.cursor() as cursor:
                key = twin.key_holder_id
                value = key.hex if connection.vendor == "sqlite" else key
                sql = f'SELECT * FROM "{model._meta.db_table}" WHERE key_holder_id = %s ORDER BY 1'
                cursor.execute(sql, [value])
                found.append([[bytes(v) if isinstance(v, memoryview) else v for v in row]
                              for row in cursor.fetchall()])  # fmt: skip
    return found


def said(outcome: Outcome, value: str) -> tuple[Any, ...]:
    body = TOKENS.sub(b"", outcome.body).replace(value.encode(), b"ID")
    location = outcome.headers.get("Location", "").replace(value, "ID")
    length = len(body) if b"binding" in body else body  # that token has the time in it
    return outcome.status, location, length, sorted(outcome.written)


@pytest.mark.parametrize("person", TWINS)
def test_no_swap_leads_to_the_twin(stage: Stage, person: str) -> None:
    own = [cell for cell in cells() if cell.person == person]
    assert len(own) > 8
    assert faults_of(stage, own) == []


def test_a_swap_that_leads_there_is_noticed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ReviewQuerySet, "own_words_of", lambda self, viewer: self.all())
    own = [cell for cell in cells() if (cell.person, cell.address) == ("ben", "reviews/words/")]
    assert any("a row of the twin's changed" in fault for fault in faults_of(stage, own))


def faults_of(stage: Stage, sent: list[Cell]) -> list[str]:
    world, person = stage.world, sent[0].person
    twin = world.people[TWINS[person]]
    before, faults = rows_of(twin), []
    for cell in sent:
        body = body_for(world, cell.address, person, cell.relation) if cell.method == "POST" else {}
        fields = sorted(name for name in body if not name.startswith(WORDS))
        others = [name for name in NAMES if name not in fields]
        # Each of the form's own fields by itself; all that it does not send, together.
        for names in [others] if cell.method == "GET" else [others, *([name] for name in fields)]:
            faults += _faults(stage, cell, names, twin, before)
    return faults


def _faults(
    stage: Stage, cell: Cell, names: list[str], twin: User, before: list[Any]
) -> Iterator[str]:
    answers: dict[str, tuple[Any, ...]] = {}
    for swap in swaps(stage.world, TWINS[cell.person]):
        for value in (swap.theirs, swap.nobodys):
            if value in answers:  # what is nobody's is asked for once
                continue
            filled = _filled(cell, names, value)
            outcome = stage.send(cell, inside=lambda: rows_of(twin), **filled)
            answers[value] = said(outcome, value)
            if outcome.seen_inside != before:
                yield f"{cell} {filled}: a row of the twin's changed"
            if outcome.foreign_markers:
                yield f"{cell} {filled}: shows {outcome.foreign_markers}"
        if answers[swap.theirs] != answers[swap.nobodys]:
            yield f"{cell} {names} {swap}: {answers[swap.theirs]} is not {answers[swap.nobodys]}"


def _filled(cell: Cell, names: list[str], value: str) -> dict[str, Any]:
    if cell.method == "GET":
        return {"query": "?" + "&".join(f"{name}={value}" for name in names)}
    return {"changes": dict.fromkeys(names, value)}


def test_the_sweep_has_something_to_find(stage: Stage) -> None:
    """A twin's rows are there, and the pages swept are those of shares."""
    for twin in set(TWINS.values()):
        person = stage.world.people[twin]
        assert Share.objects.filter(author=person).count() >= 3
        assert Preparation.objects.filter(entry__author=person).exists()
        assert OutsideReader.objects.filter(share__author=person).exists()
    swept = {(cell.address, cell.method) for cell in cells()}
    assert len({address for address, method in swept if method == "POST"}) >= 10
