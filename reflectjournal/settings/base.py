"""What both profiles share."""

import os
from datetime import timedelta
from pathlib import Path

from reflectjournal.logs import LOGGING as LOGGING

BASE_DIR = Path(__file__).resolve().parent.parent.parent

DEBUG = False
ROOT_URLCONF = "reflectjournal.urls"
WSGI_APPLICATION = "reflectjournal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

INSTALLED_APPS = [
    "vault",
    "people",
    "notices",
    "prompts",
    "supervision",
    "promises",
    "journals",
    "meetings",
    "portfolio",
    "desk",
    "reflectjournal",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "people.session_list.SessionListConfig",  # allauth.usersessions
    # No django.contrib.admin: it would be a way round visible_to (docs/adr).
    "django.forms",  # the templates of widgets, so that ours can stand beside them
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # What gives every answer its headers, static files and the outage page among them.
    "reflectjournal.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "reflectjournal.middleware.PrivatePages",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "reflectjournal.middleware.ReadableRequests",
    # From here on the database is needed.
    "reflectjournal.middleware.CalmOutage",
    "people.nobody.NobodySignedIn",  # before anything looks for a session
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.middleware.OwnZone",
    "people.middleware.Attendance",
    "desk.middleware.ClosedForErasing",
    "desk.middleware.SaysThatItBegan",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "people.middleware.MailboxRule",
    "people.middleware.SecondStepRule",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reflectjournal.context.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "pine"
CRISPY_TEMPLATE_PACK = "pine"
CRISPY_FAIL_SILENTLY = False

# People sign in by address; nobody signs up unasked.
AUTHENTICATION_BACKENDS = ["people.backends.AddressBackend"]
PASSWORD_HASHERS = [
    "people.hashers.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "display_name"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"

ACCOUNT_ADAPTER = "people.adapter.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # the kind of device decides (people.sessions)
# Allauth's limits refuse a ward behind one network address: people.limits has ours.
ACCOUNT_RATE_LIMITS = False
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "people.tokens.ResetTokens"  # noqa: S105  a class

# Sessions live in the database, so that they can be listed and ended.
SESSION_ENGINE = "people.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60  # of a shared computer; people.sessions sets the other
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "reflectjournal.errors.csrf_failure"

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# A whole entry of long answers fits; nothing else that large is expected.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Django's other handler writes large files to /tmp in clear. A larger file than
# FILE_UPLOAD_MAX_MEMORY_SIZE is taken on these pages alone (patterns of their whole address),
# from who is signed in.
FILE_UPLOAD_HANDLERS = ["people.uploads.InMemory"]
FILE_UPLOAD_LIMITS = {
    # All the files that somebody may have, and their journal. It is not held in memory, as the
    # others are: desk.bring_in.arriving seals it while it comes.
    "/bring-in/": 232 * 1024 * 1024,
    "/bring-in/text/": 8 * 1024 * 1024,
    # A file of 10 MB (portfolio.evidence), and what a browser puts around it.
    "/portfolio/(hours|cpd|feedback)/[A-Za-z0-9_-]{22}/files/": 10 * 1024 * 1024 + 64 * 1024,
}

DEFAULT_EXCEPTION_REPORTER = "reflectjournal.reports.PlaceReport"
DEFAULT_EXCEPTION_REPORTER_FILTER = "reflectjournal.reports.NoPrivateText"
DEFAULT_FROM_EMAIL = "Reflect Journal <journal@localhost>"

# How long a pause may be, by the kind of device (docs/sessions.md gives the reasons).
IDLE_TIMES = {
    "shared": {
        "warn": timedelta(minutes=3),
        "lock": timedelta(minutes=5),
        "end": timedelta(minutes=30),
        "absolute": timedelta(hours=12),
    },
    "own": {
        "warn": timedelta(minutes=28),
        "lock": timedelta(minutes=30),
        "end": timedelta(days=30),
        "absolute": timedelta(days=30),
    },
}

# Deleted entries and whole journals can be taken back until this has passed.
BIN_TIME = timedelta(days=30)
ANSWER_LIMIT = 20_000  # characters

# Who runs this server and could technically read it: the privacy page says so by name.
OPERATOR = {
    "name": os.environ.get("REFLECT_OPERATOR", ""),
    "contact": os.environ.get("REFLECT_OPERATOR_CONTACT", ""),
}
