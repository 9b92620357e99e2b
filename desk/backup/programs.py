"""Where PostgreSQL's own programs are."""

from __future__ import annotations

import shutil
from pathlib import Path

from desk.backup.files import BackupRefused


def find_program(name: str, *, major: int) -> str:
    """Of the server's own version where Debian keeps each; else what is in the path.

    A newer pg_restore writes settings that an older server does not know, and refuses for them.
    """
    own = Path(f"/usr/lib/postgresql/{major}/bin/{name}")
    found = str(own) if own.exists() else shutil.which(name)
    if not found:
        raise BackupRefused(
            f"{name} is not installed (Debian: apt-get install postgresql-client-{major})."
        )
    return found
