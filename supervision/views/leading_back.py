"""Leading back to the page on which somebody pressed a small button, and undoing it there."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

# Where topics and actions stand, each with the buttons.
PAGES = {"supervision:pair_detail", "supervision:session_detail", "supervision:session_list"}


def page_before(request: HttpRequest, *, otherwise: str) -> str:
    """The page that the posted one names, if it is one of ours that may: never anywhere else."""
    asked = request.POST.get("back") or request.GET.get("back") or ""
    try:
        name = resolve(asked).view_name
    except Resolver404:
        return otherwise
    return asked if name in PAGES else otherwise


def say_dropped(request: HttpRequest, back: str) -> None:
    """With a button that posts to the same address again, and says nothing: take it back."""
    undo = f"{request.path}?{urlencode({'back': back})}"
    messages.success(request, _("Dropped."), extra_tags=f"undo {undo}")
