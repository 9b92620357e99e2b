"""What the page shell needs on every page, also on a page that went wrong early."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from vault.ids import short

# URL names under which a person is in one of the three places (the rest is "you" or nowhere).
_PLACES = {"desk:home": "home", "journals:entry_write": "write"}
_PLACES_BY_NAMESPACE = {"prompts": "write", "journals": "journal", "people": "you"}


def page(request: HttpRequest) -> dict[str, Any]:
    """Theme, place and idle times. Asks the database for nothing that is not there already."""
    # A request refused by an early middleware has neither user nor session.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"theme": "system", "place": _place(request), "shell": None}
    session = request.session
    times = settings.IDLE_TIMES["own" if session.get("device") == "own" else "shared"]
    return {
        "theme": user.theme,
        "place": _place(request),
        "shell": {
            "person": short(user.pk),
            "name": str(user),
            "warn": int(times["warn"].total_seconds()),
            "lock": int(times["lock"].total_seconds()),
        },
    }


def _place(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    if match is None:
        return ""
    return _PLACES.get(match.view_name) or _PLACES_BY_NAMESPACE.get(match.namespace, "")
