"""Behind a proxy that ends https, on PostgreSQL. Refuses to start half set up."""

import os
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403  settings extend one another this way
from .base import BASE_DIR

PROFILE_IS_EMBEDDED = False


def _needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"The server profile needs {name}. See docs/operations.md.")
    return value


def _number(name: str, otherwise: int) -> int:
    value = os.environ.get(name) or str(otherwise)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a number. See docs/operations.md.")
    return int(value)


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


SECRET_KEY = _needed("SECRET_KEY")
ALLOWED_HOSTS = _listed(_needed("ALLOWED_HOSTS"))
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts; '*' is refused.")
# What links in a mail begin with, when no request says where this is served.
SITE_URL = os.environ.get("SITE_URL") or f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
STATIC_ROOT = os.environ.get("STATIC_ROOT", str(BASE_DIR / "var" / "static"))

if not (os.environ.get("REFLECT_MASTER_KEYS") or os.environ.get("REFLECT_MASTER_KEYS_FILE")):
    raise ImproperlyConfigured(
        "The server profile needs REFLECT_MASTER_KEYS or REFLECT_MASTER_KEYS_FILE. "
        "See docs/operations.md."
    )
REFLECT_MASTER_KEYS = os.environ.get("REFLECT_MASTER_KEYS", "")
REFLECT_MASTER_KEYS_FILE = os.environ.get("REFLECT_MASTER_KEYS_FILE", "")

_pooled = bool(os.environ.get("REFLECT_PGBOUNCER"))
try:
    _database = dj_database_url.parse(
        _needed("DATABASE_URL"),
        conn_max_age=0 if _pooled else 60,
        conn_health_checks=not _pooled,
        disable_server_side_cursors=_pooled,
    )
except ValueError:  # its message quotes the address, and so the password
    raise ImproperlyConfigured("DATABASE_URL cannot be read. See docs/operations.md.") from None
if _database["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database in this profile.")
DATABASES: dict[str, Any] = {"default": _database}

# The last address in X-Forwarded-For is the proxy's own word; what is before it, anybody's.
ALLAUTH_TRUSTED_PROXY_COUNT = _number("TRUSTED_PROXIES", 1)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]  # the proxy's probes speak plain http
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
# Preloading binds every name under the hospital's domain: its owner's decision, not ours.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = _number("EMAIL_PORT", 465)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_TIMEOUT = 10  # seconds: without it a mail server that does not answer hangs its sender
EMAIL_USE_SSL = True  # never STARTTLS: when that fails, mail would leave in clear
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", f"journal@{ALLOWED_HOSTS[0]}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ADMINS = [("operator", address) for address in _listed(os.environ.get("ADMINS", ""))]
