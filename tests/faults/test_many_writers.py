"""Twenty processes save at once on one database: nothing acknowledged is lost, nothing errs."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

PROCESSES, SAVES = 20, 50


def test_no_acknowledged_save_is_lost_and_no_error_is_shown(
    run_module: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    done = run_module("tests.faults.writers", notes, PROCESSES, SAVES)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["errors"] == []
    assert result["broken_processes"] == 0
    assert result["sent"] == result["acknowledged"] == PROCESSES * SAVES
    assert result["clashes"] > 0, "the shared entry was never fought over: nothing was tried"
    assert result["faults"] == []
