"""What a proof started is ended: what will not end, and what nobody is there to end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.faults import ending
from tests.faults.ending import end_all_of, end_group

STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
print(child, flush=True)
time.sleep(60)
"""


def test_a_group_that_will_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "PATIENCE", 0.2)
    process = subprocess.Popen(
        [sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    end_group(process, signal.SIGTERM)
    assert process.returncode == -signal.SIGKILL
    process.stdout.read()  # comes to an end: no child holds the other side any more


def test_who_works_in_a_folder_is_ended_and_nobody_else(tmp_path: Path) -> None:
    folder, beside = tmp_path / "1", tmp_path / "10"
    folder.mkdir()
    beside.mkdir()

    def sleeper(**how: Any) -> subprocess.Popen[bytes]:
        return subprocess.Popen(["sleep", "60"], start_new_session=True, **how)

    of_it = [sleeper(cwd=folder), sleeper(env={**os.environ, "REFLECT_VAR": f"{folder}/var"})]
    other = sleeper(cwd=beside, env={**os.environ, "REFLECT_VAR": f"{beside}/var"})
    try:
        time.sleep(0.1)  # until they are who they are to be
        end_all_of(folder)
        assert [one.wait(10) for one in of_it] == [-9, -9]
        assert other.poll() is None
    finally:
        for one in [*of_it, other]:
            one.kill()
            one.wait()
