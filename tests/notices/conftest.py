"""A mail server, a kind, and a clock at noon."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from tests.notices.makers import register_kind
from tests.notices.sink import Sink, running_sink, settings_for

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def kind() -> SimpleNamespace:
    return register_kind()


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with running_sink() as sink:
        for name, value in settings_for(sink).items():
            setattr(settings, name, value)
        yield sink


@pytest.fixture
def clock() -> Iterator[Any]:
    """Noon in the zone of the house. `clock.shift(...)` goes on from there."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller
