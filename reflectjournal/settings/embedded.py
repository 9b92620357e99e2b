"""One machine, loopback only: SQLite in var/, mail to a folder, nothing to set up."""

import os
from pathlib import Path
from typing import Any

from .base import *  # noqa: F403  settings extend one another this way
from .base import BASE_DIR, LOGGING

VAR_DIR = Path(os.environ.get("REFLECT_VAR", BASE_DIR / "var"))
PROFILE_IS_EMBEDDED = True


def _secret_key() -> str:
    """Read the signing key, making it at the first start (readable by its owner only)."""
    import secrets

    path = VAR_DIR / "secret.key"
    try:
        return path.read_text()
    except FileNotFoundError:
        VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        return path.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
# What links in a mail begin with, when no request says where this is served.
SITE_URL = f"http://localhost:{os.environ.get('PORT') or 8000}"
STATIC_ROOT = str(VAR_DIR / "static")
REFLECT_MASTER_KEYS_FILE = str(VAR_DIR / "master.key")

DATABASES: dict[str, Any] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "reflect.sqlite3",
        "OPTIONS": {
            # Without IMMEDIATE four of five concurrent saves are lost; with FULL
            # a save is on disk before it is acknowledged. WAL is set once, at set-up.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
    }
}
if "DATABASE_URL" in os.environ:  # the suite runs on PostgreSQL too
    import dj_database_url

    DATABASES["default"] = dj_database_url.config(conn_max_age=60, conn_health_checks=True)

if os.environ.get("REFLECT_QUIET"):  # script/server at a terminal: no line for each request
    LOGGING["loggers"]["reflectjournal.requests"] = {"level": "WARNING"}
    LOGGING["loggers"]["django"]["level"] = "WARNING"

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
