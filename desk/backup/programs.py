"""Where PostgreSQL's own programs are."""

from __future__ import annotations

import shutil
from pathlib import Path

from desk.backup.files import BackupRefused


def find_program(name: str, *, major: int | None = None) -> str:
    """Of the server's own version where Debian keeps each; else what is in the path.

    A newer pg_restore writes settings that an older server does not know, and refuses for them.
    Without a version: of the newest that is here, for whoever brings a server of their own.
    """
    homes = {_version(home): home for home in Path("/usr/lib/postgresql").glob("*")}
    home = homes.get(max(homes, default=0) if major is None else major)
    own = home and home / "bin" / name
    found = str(own) if own and own.exists() else shutil.which(name)
    if not found:
        package = "postgresql" if major is None else f"postgresql-client-{major}"
        raise BackupRefused(f"{name} is not installed (Debian: apt-get install {package}).")
    return found


def _version(home: Path) -> int:
    return int(home.name) if home.name.isdigit() else 0
