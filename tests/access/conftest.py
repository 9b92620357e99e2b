"""The world of the table, made once for all of these modules: every request is undone after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from notices import kinds
from tests.access import run as runs
from tests.access import table
from tests.access.run import Actors, Outcome
from tests.access.table import Cell
from tests.access.world import World
from tests.conftest import make_cast


class Stage:
    """A world, its people's sessions, and the moment at which both stand still.

    Still, since a session locks after five minutes, which a busy machine may take.
    """

    def __init__(self) -> None:
        self.moment = datetime.now(UTC)
        with self.still():
            self.world = World(make_cast())
            self.actors = Actors(self.world, table.people())

    def still(self) -> time_machine.travel:
        return time_machine.travel(self.moment, tick=False)

    def send(self, cell: Cell, actors: Actors | None = None, **options: Any) -> Outcome:
        with self.still():
            return runs.send(self.world, actors or self.actors, cell, **options)


@pytest.fixture(scope="package")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """For all of these modules: what it holds is there for the others of them too."""
    with staged(django_db_blocker) as made:
        yield made


@contextmanager
def staged(django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    before = {kind.key for kind in kinds.every()}
    with django_db_blocker.unblock(), transaction.atomic():
        yield Stage()
        transaction.set_rollback(True)
    for kind in kinds.every():
        if kind.key not in before:
            kinds.unregister(kind.key)
