"""Processes that a proof started are gone when it is over, however it went."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

PATIENCE = 30.0  # seconds in which one that was asked to end may do so by itself


def end_group(process: subprocess.Popen[bytes], by: signal.Signals) -> None:
    """Ask the whole group; who is still there after a while is killed."""
    try:
        if process.poll() is None:
            os.killpg(process.pid, by)
            process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        pass
    finally:
        kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:  # all of them ended
        pass
    process.wait()


def end_all_of(folder: Path) -> None:
    """Kill whoever works in this folder, or was given a place in it by the environment.

    A killed proof cannot end what it started, and what it started is in groups of its own.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = [int(one.name) for one in Path("/proc").glob("[0-9]*") if _is_of(one, folder)]
        if not found:
            return
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.05)


def _is_of(process: Path, folder: Path) -> bool:
    if process.name == str(os.getpid()):
        return False
    try:
        place = Path(os.readlink(process / "cwd"))
        return place.is_relative_to(folder) or (
            f"{folder}/".encode() in (process / "environ").read_bytes()
        )
    except OSError:  # it ended just now, or is somebody else's
        return False
