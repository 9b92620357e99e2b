"""Every proof by fault still starts, tries what it is to try, and finds nothing: the smallest run.

The sizes that prove something are those of script/proof (docs/proof/README.md).
"""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.faults import gates

RunModule = Callable[..., CompletedProcess[str]]


def found_by(done: CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_kills(run_module: RunModule, tmp_path: Path) -> None:
    found = found_by(run_module("tests.faults.kills", tmp_path, "app", 2, 1))
    assert gates.no_page_fell_over(found) == []
    assert found["kills"] == 2


@pytest.mark.sqlite  # what is cut is the network
def test_cuts(run_module: RunModule, tmp_path: Path) -> None:
    found = found_by(run_module("tests.faults.cuts", tmp_path, 5, 1))
    assert gates.nothing_lost(found) == []
    assert found["cuts"] >= 5


@pytest.mark.postgresql
def test_a_database_that_is_away(run_module: RunModule, tmp_path: Path) -> None:
    found = found_by(run_module("tests.faults.starved", tmp_path, "away", 2, 1))
    assert gates.calm(found) == []
