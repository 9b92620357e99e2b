"""Going back to the version before shows nobody what they could not see, and loses no answer."""

import json
import re
import subprocess
import uuid
from collections.abc import Callable


def test_the_newest_migrations_can_be_undone(
    run_module: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = run_module("tests.backwards")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    # The version before shows every code to everybody: one row stays, for its period, and is bare.
    assert len(found["codes"]) == 1
    assert not re.search(r"zq[-. ]", json.dumps(found["codes"]).lower())
    assert "A code of an organisation" in found["codes"][0]
    assert found["standards"] == []
    assert uuid.UUID(found["cycles"][0][0]).hex in {
        str(one).replace("-", "") for one in found["codes"][0]
    }
    # It shows everybody what is published: wordings that came along are not.
    assert found["brought"] in ([["", 0]], [["", False]])
    # Every place counts in it, so one that was only kept is none.
    assert [uuid.UUID(one) for (one,) in found["accounts"]] == [uuid.UUID(found["counts"])]
    assert found["answers"]["done"] == [{"happened": "zq-answer"}, 1]
    assert set(found["answers"]) == {"done", "begun"}
