"""Those of the suite, but a save need not be on the disk: what tests.faults.synced must notice."""

from tests.settings import *  # noqa: F403  settings extend one another this way

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF;"  # noqa: F405
