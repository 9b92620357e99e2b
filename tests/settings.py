"""The embedded profile, with what makes a suite quick and repeatable."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "REFLECT_VAR" not in os.environ:
    os.environ["REFLECT_VAR"] = tempfile.mkdtemp(prefix="reflect-tests-")
    atexit.register(shutil.rmtree, os.environ["REFLECT_VAR"], ignore_errors=True)

from reflectjournal.settings import *  # noqa: F403  after the variable is set

REFLECT_MASTER_KEYS = "dGVzdHMgb25seTogMzIgYnl0ZXMgb2Yga2V5LiAuLi4="
REFLECT_MASTER_KEYS_FILE = ""
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAIL_ASIDE = False  # no thread: a test reads its mail at once
SEARCH_SWEEPS = False  # no thread here either: tests/journals/search starts its own
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if template := os.environ.get("REFLECT_TEST_TEMPLATE"):  # a migrated database of PostgreSQL's
    DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = template  # noqa: F405
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # noqa: F405  WhiteNoise looks for it
