"""Whoever takes a copy of everything after a meeting guesses who wrote what, and no better.

The argument, and what is not claimed: docs/adr/0006-meetings.md.
"""

import json

import pytest


def attack(run_module, folder, meetings, *weakness):
    done = run_module("tests.meetings.attack", folder, meetings, *weakness)
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads(done.stdout.splitlines()[-1])
    print(result)  # noqa: T201  the figures of docs/adr/0006-meetings.md
    return result


def test_answers_are_tied_to_people_no_better_than_by_chance(run_module, tmp_path):
    result = attack(run_module, tmp_path, 64)
    assert result["hit_rate"] <= result["bound"]
    assert len(result["orders_of_answers"]) >= 1 and len(result["orders_of_people"]) >= 5
    assert result["log_lines"] > 0 and result["log_lines_about_join"] == 0


def test_kept_in_the_order_of_their_coming_they_would_be_tied(run_module, tmp_path):
    """So the attack can win, and the test before this one can fail."""
    result = attack(run_module, tmp_path, 4, "in-order")
    assert result["hit_rate"] > result["bound"]


@pytest.mark.sqlite
def test_with_old_rows_left_in_sqlites_log_they_would_be_tied(run_module, tmp_path):
    result = attack(run_module, tmp_path, 4, "old-rows")
    assert result["hit_rate"] > 3 * result["chance"]
