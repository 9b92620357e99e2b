"""The program as it is served, except that passwords are checked quickly."""

from reflectjournal.settings import *  # noqa: F403  settings extend one another this way

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ADMINS = [("operator", "operator@example.test")]
