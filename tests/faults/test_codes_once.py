"""Fifty processes type the same code of six digits at once: exactly one gets in."""

import json
from collections.abc import Callable
from subprocess import CompletedProcess

PROCESSES = 50


def test_a_code_lets_one_in(run_module: Callable[..., CompletedProcess[str]]) -> None:
    done = run_module("tests.faults.codes", PROCESSES)
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["broken"] == 0
    assert result["signed_in"] == 1
    assert result["answers"].pop("303 /") == 1
    # The others were refused, or not even tried: they count as guesses at one person.
    assert set(result["answers"]) <= {
        "303 /sign-in/second-step/?answer=no-match",
        "303 /sign-in/second-step/?answer=wait",
    }
    assert sum(result["answers"].values()) == PROCESSES - 1
