"""The embedded profile, with what makes a suite quick and repeatable."""

import os
import tempfile

os.environ.setdefault("REFLECT_VAR", tempfile.mkdtemp(prefix="reflect-tests-"))

from reflectjournal.settings import *  # noqa: E402, F403  after the variable is set

REFLECT_MASTER_KEYS = "dGVzdHMgb25seTogMzIgYnl0ZXMgb2Yga2V5LiAuLi4="
REFLECT_MASTER_KEYS_FILE = ""
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAIL_ASIDE = False  # no thread: a test reads its mail at once
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
