"""Every order in which a worry may be raised, put off, told and closed, with the days passing."""

from __future__ import annotations

import os
import sys
from typing import Any

import pytest

from journals.services import concerns
from tests.faults.concern_machine import ConcernMachine, run_machine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_request_log")]

SEED = int(os.environ.get("REFLECT_SEED", "20261127"))
STEPS = int(os.environ.get("REFLECT_CONCERN_STEPS", "500"))


def test_every_order_keeps_what_was_promised(capsys: pytest.CaptureFixture[str]) -> None:
    run_machine(SEED, STEPS)
    tried = f"{ConcernMachine.steps} steps, {ConcernMachine.refused} of them refused"
    with capsys.disabled():
        sys.stdout.write(f"\nconcerns: {tried}, seed {SEED}\n")
    assert ConcernMachine.steps >= STEPS
    assert ConcernMachine.refused > ConcernMachine.steps / 20, "hardly anything was tried in vain"


def nothing(*args: Any, **kwargs: Any) -> Any:
    return ""


BREAKS: dict[str, list[tuple[Any, str, Any]]] = {
    "a lead may put it off for good": [(concerns, "_refused", nothing)],
    "the writer's trail says nothing": [(concerns, "_record", nothing)],
}


@pytest.mark.sqlite  # what the checker sees is the same on every database
@pytest.mark.parametrize("broken", BREAKS)
def test_the_checker_sees_what_is_broken(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name, instead in BREAKS[broken]:
        monkeypatch.setattr(owner, name, instead)
    with pytest.raises(AssertionError):
        run_machine(SEED, 300)
