"""Those of the suite, but a save need not be on the disk: what tests.faults.synced must notice."""

from tests.settings import *  # noqa: F403  settings extend one another this way

_database = DATABASES["default"]  # noqa: F405  it comes with the star
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF;"
