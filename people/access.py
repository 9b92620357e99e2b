"""What a view says about itself, and small questions that views ask of a request."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from people.models import User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
OnRefusal = Callable[..., Any]


def private_text(view: View) -> View:
    """Mark a view that shows or takes what somebody wrote: closed while a reset waits."""
    view.private_text = True  # type: ignore[attr-defined]
    return view


def reads_others(view: View) -> View:
    """Mark a view that shows somebody else's words: its reader has a second step, and took it."""
    view.reads_others = True  # type: ignore[attr-defined]
    return view


def guards_entry(view: View) -> View:
    """Mark a view that changes how its person gets in: who has a second step took it here."""
    view.guards_entry = True  # type: ignore[attr-defined]
    return view


def steps_up(view: View) -> View:
    """Mark a view behind which the person has shown a moment ago that it is them.

    Who has a second step shows it with that: the password is not enough.
    """
    view.steps_up = True  # type: ignore[attr-defined]
    return view


def on_refusal(keep: OnRefusal) -> Callable[[View], View]:
    """Let a view rescue what was posted when its writer's session is locked, held or over.

    `keep(request, **url_arguments)` runs before the redirect, with `request.user` nobody:
    whose words they are must be proven by the post itself. It says whether it kept them;
    None, if nothing shows whose they are.
    """

    def mark(view: View) -> View:
        view.on_refusal = keep  # type: ignore[attr-defined]
        return view

    return mark


def signed_in(request: HttpRequest) -> User:
    """The person at this request, for code behind the sign-in."""
    if not isinstance(request.user, User):  # also true of Django's lazy stand-in
        raise PermissionDenied
    return request.user


def is_here(request: HttpRequest, person_id: uuid.UUID) -> bool:
    """Whether who opened a posted page is signed in, and at most a second step is missing."""
    person = getattr(request, "owes_step", request.user)
    return bool(person.is_authenticated) and person.pk == person_id


def see_other(url: str) -> HttpResponse:
    """Where a POST leads: words in it are not kept by the browser, as they are behind a page."""
    return HttpResponseRedirect(url, status=303)


def is_fetch(request: HttpRequest) -> bool:
    """Whether a script asks, which can use a status and not a page."""
    accept = request.headers.get("Accept", "")
    return "Reflect-Operation" in request.headers or (
        "application/json" in accept and "text/html" not in accept
    )


def is_own_path(url: str | None) -> bool:
    """Whether a `next` leads to a page of this site and nowhere else."""
    return (
        url is not None
        and url.startswith("/")
        and len(url) < 1000
        and url.isprintable()
        and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    )


def return_path(request: HttpRequest) -> str:
    """Where the person was: this page, or the page that posted here; "" if not known."""
    if request.method in ("GET", "HEAD"):
        path = request.get_full_path()
    else:
        referer = urlsplit(request.headers.get("Referer", ""))
        path = referer.path if referer.netloc == request.get_host() else ""
    return path if is_own_path(path) and path != "/" else ""


def asked_path(request: HttpRequest) -> str:
    """The `next` that the request brings, if it is a path of this site."""
    path = request.POST.get("next") or request.GET.get("next", "")
    return path if is_own_path(path) else ""
