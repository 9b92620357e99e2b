"""Where PostgreSQL's own programs are."""

from __future__ import annotations

import shutil
from pathlib import Path

from desk.backup.files import BackupRefused


def find_program(name: str) -> str:
    """In the path, or where Debian keeps those that belong to each version."""
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_major)[-1:]
    found = str(newest[0]) if newest else shutil.which(name)
    if not found:
        raise BackupRefused(f"{name} is not installed (Debian: apt-get install postgresql-client).")
    return found


def _major(path: Path) -> int:
    version = path.parent.parent.name
    return int(version) if version.isdigit() else 0
