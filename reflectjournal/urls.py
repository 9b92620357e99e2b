"""Where each room's pages stand."""

import importlib.util

from django.urls import include, path, register_converter

from reflectjournal import health
from vault.ids import ShortIdConverter

register_converter(ShortIdConverter, "id")

urlpatterns = [
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("sign-in/", include("people.account_urls")),
]
for _prefix, _room in [
    ("me/", "people.urls"),
    ("library/", "prompts.urls"),
    ("your-journal/", "journals.urls"),
    ("", "desk.urls"),
]:
    if importlib.util.find_spec(_room):  # only until every room has its pages
        urlpatterns.append(path(_prefix, include(_room)))

handler400 = "reflectjournal.errors.bad_request"
handler403 = "reflectjournal.errors.permission_denied"
handler404 = "reflectjournal.errors.not_found"
handler500 = "reflectjournal.errors.server_error"
