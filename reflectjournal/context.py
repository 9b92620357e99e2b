"""What the page shell needs on every page, also on a page that went wrong early."""

from functools import partial
from typing import Any

from django.http import HttpRequest

from journals.queue import has_queue
from notices.services import unseen_count
from people import sessions
from people.models import User
from people.roles import leads_somewhere, safeguards_somewhere
from vault.ids import short

# URL names under which a person is in one of the three places (the rest is "you" or nowhere).
_PLACES = {
    "desk:home": "home",
    "desk:leading": "lead",
    "journals:entry_write": "write",
    "prompts:support": "",
    "journals:concern_list": "",  # of safeguarding leads too, who need read nothing
    "journals:concern_detail": "",
    "journals:concern_raise": "review",
}
# Of a supervision, in the room above it.
_OF_SUPERVISION = ("journals:pair_", "journals:handing_", "journals:house_pairs")
_PLACES_BY_NAMESPACE = {
    "prompts": "write",
    "journals": "journal",
    "portfolio": "journal",
    "people": "you",
    "notices": "you",
    "supervision": "you",
    "promises": "lead",
    "meetings": "lead",
}


def page(request: HttpRequest) -> dict[str, Any]:
    """Theme, place and idle times.

    Asks the database for nothing that is not there already, but for how much is new, and now
    and then for whether others share with this person and whether they lead; and only where
    the page shows it.
    """
    # A request refused by an early middleware has neither user nor session.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"theme": "system", "place": _place(request), "shell": None}
    if request.session.get("locked"):  # the lock page shows nobody's places
        return {"theme": user.theme, "place": "", "shell": None}
    return {
        "theme": user.theme,
        "place": _place(request),
        "shell": {
            "person": short(user.pk),
            "name": str(user),
            "warn": _seconds(request, "warn"),
            "lock": _seconds(request, "lock"),
            "news": partial(_news, user),
            "reviews": partial(_reviews, request, user),
            "leads": partial(leads_somewhere, user, request.session),
            "safeguards": partial(safeguards_somewhere, user, request.session),
        },
    }


def _news(user: User) -> int:
    return 0 if user.is_held else unseen_count(user)  # while a reset waits, the list is closed


def _reviews(request: HttpRequest, user: User) -> bool:
    return not user.is_held and has_queue(user, request.session)


def _seconds(request: HttpRequest, name: str) -> int:
    return int(sessions.limit(request.session, name).total_seconds())


def _place(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    if match is None:
        return ""
    if match.view_name.startswith("journals:review_"):
        return "review"
    if match.view_name.startswith("journals:peer_"):
        return "lead"
    if match.view_name.startswith(_OF_SUPERVISION):
        return "you"
    return _PLACES.get(match.view_name, _PLACES_BY_NAMESPACE.get(match.namespace, ""))
