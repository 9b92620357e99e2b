"""Real processes that tick in the same moment: each person gets one mail."""

import json
from collections.abc import Callable
from subprocess import CompletedProcess

Run = Callable[..., CompletedProcess[str]]

PROCESSES, PEOPLE = 4, 40


def test_processes_that_tick_at_once_send_one_mail_each(run_module: Run) -> None:
    done = run_module("tests.notices.tickers", PROCESSES, PEOPLE)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["broken_processes"] == 0, done.stderr[-3000:]
    assert found["people_with"] == {"1": PEOPLE}
    assert found["mails"] == sum(found["counted"]) == found["rested"] == PEOPLE
    assert found["told"] == 3 * PEOPLE
    assert found["claims_left"] == 0
