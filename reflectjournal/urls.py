"""Where each room's pages stand."""

from django.urls import include, path, register_converter

from reflectjournal import health
from vault.ids import ShortIdConverter

register_converter(ShortIdConverter, "id")

urlpatterns = [
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("sign-in/", include("people.account_urls")),
    path("me/", include("people.urls")),
    path("", include("journals.urls")),
    path("", include("meetings.urls")),  # meetings/ and join/
    path("promises/", include("promises.urls")),
    path("supervision/", include("supervision.urls")),
    path("news/", include("notices.urls")),
    path("", include("prompts.urls")),  # library/ and support/
    path("portfolio/", include("portfolio.urls")),
    path("", include("desk.urls")),
]

handler400 = "reflectjournal.errors.bad_request"
handler403 = "reflectjournal.errors.permission_denied"
handler404 = "reflectjournal.errors.not_found"
handler500 = "reflectjournal.errors.server_error"
