"""The folder that a backup is put together in, or unpacked in, and those that killed runs left."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

_PREFIX = ".reflect-"
_OURS = "database"  # how the name of everything in such a folder begins


@contextmanager
def made_in(parent: Path) -> Iterator[Path]:
    """A folder that only this user may enter, gone afterwards; so are those nobody works in."""
    with ExitStack() as made:
        # One at a time, so that nobody finds a new folder before its maker holds it.
        with _held(parent) as alone:
            if alone:
                _sweep(parent)
            folder = made.enter_context(tempfile.TemporaryDirectory(prefix=_PREFIX, dir=parent))
            made.enter_context(_held(Path(folder)))
        yield Path(folder)


def _sweep(parent: Path) -> None:
    """Remove what killed runs left: a whole copy of the database each, some of it not sealed."""
    for folder in parent.glob(f"{_PREFIX}*"):
        if not folder.is_dir() or folder.is_symlink():
            continue
        with suppress(FileNotFoundError), _held(folder, wait=False) as is_left:
            if is_left and all(path.name.startswith(_OURS) for path in folder.iterdir()):
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _held(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Whether it is ours alone until the end; the lock of a process that is killed goes with it.

    Never where the disk knows no locks, or nobody may look into the folder.
    """
    with ExitStack() as opened:
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            opened.callback(os.close, descriptor)
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            held = True
        except OSError:
            held = False
        yield held
