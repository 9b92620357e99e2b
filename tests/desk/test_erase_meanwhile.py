"""Erasing while its writer's devices go on: in processes and a database of their own."""

import json


def test_erasing_while_pages_go_on_writing_leaves_nothing_and_breaks_nothing(run_module, tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    done = run_module("tests.desk.erasing", notes, 4)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["errors"] == []
    assert result["erased"] == 2
    assert result["statuses"].get("save 200"), "nothing was saved before: nothing was tried"
    assert result["statuses"].get("said"), "nobody said anything before: nothing was tried"
    broken = [status for status in result["statuses"] if " 5" in status]
    said = [line for line in done.stderr.splitlines() if '"level": "error"' in line]
    assert not broken, said
    assert set(result["left"].values()) == {0}, result["left"]
