"""The proof about sessions that end while somebody writes can fail: faults made on purpose."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.browser
def test_what_is_lost_lent_or_only_said_to_be_saved_is_found(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.sessions", tmp_path, "3", "1", "--weakened"],
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["trouble"] == []
    found = "\n".join(result["faults"])
    assert "script 0, by the page's link" in found and "was acknowledged and is gone" in found
    assert "saved under another: her words" in found
    assert "shown to another: " in found
    assert "script 2, another tab" in found and "said to be saved and is not there" in found
