"""Nothing but the vault and one model, in a place given by the environment."""

import os
from pathlib import Path

import dj_database_url

VAR = Path(os.environ["NOTES_VAR"])
SECRET_KEY = "for tests only"
INSTALLED_APPS = ["vault", "tests.vault.notes"]
USE_TZ = True
REFLECT_MASTER_KEYS_FILE = str(VAR / "master.key")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "notes.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
if "NOTES_DATABASE_URL" in os.environ:
    DATABASES["default"] = dj_database_url.parse(os.environ["NOTES_DATABASE_URL"])
