"""Three hundred times two people act on one share at once, in processes of their own."""

import json
from collections.abc import Callable
from subprocess import CompletedProcess

ROUNDS = 22  # of each of the fourteen kinds


def test_no_race_breaks_a_promise(run_module: Callable[..., CompletedProcess[str]]) -> None:
    done = run_module("tests.faults.races", ROUNDS, "share")
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["unnamed"] == []
    assert result["broken_processes"] == 0
    assert result["faults"] == []
    assert result["races"] >= 300
    both_ways = [kind for kind, answers in result["answers"].items() if len(answers) > 1]
    assert len(both_ways) >= 4, f"always the same one was first: {result['answers']}"


def test_no_race_doubles_or_loses_what_a_leader_promised(
    run_module: Callable[..., CompletedProcess[str]],
) -> None:
    done = run_module("tests.faults.races", 20, "promise")
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["unnamed"] == []
    assert result["broken_processes"] == 0
    assert result["faults"] == []
    assert result["races"] >= 100
