"""Fifty processes type the code of one reader from outside at once."""

import json
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

PROCESSES = 50
AGAIN = "/read/code/"


@pytest.mark.parametrize(
    ("which", "answers", "confirmed"),
    [
        ("right", {"303 /read/": 1, f"303 {AGAIN}": PROCESSES - 1}, 1),
        ("wrong", {f"303 {AGAIN}": PROCESSES}, 0),
    ],
)
def test_one_gets_in_and_fifty_tries_are_five(
    run_module: Callable[..., CompletedProcess[str]],
    which: str,
    answers: dict[str, int],
    confirmed: int,
) -> None:
    done = run_module("tests.faults.outside_codes", which, PROCESSES)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "answers": answers,
        "broken": 0,
        "tries_left": 0,
        "confirmed": confirmed,
        "then": AGAIN,  # the right code, after all the others
    }
