"""The one tick on each page that shows what would go to somebody else: "I have looked at these".

It is asked for where words can point to one person by themselves. Its template is
`journals/includes/looked.html`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from journals.checking import Found, grouped
from people.access import see_other

AGAIN = "look"  # in the address of a page that says what is missing


@dataclass(frozen=True)
class Look:
    """What was found in words that are to go, and whether somebody has looked at it."""

    found: list[Found]

    @property
    def is_needed(self) -> bool:
        return any(one.is_high for one in self.found)

    def context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "groups": grouped(self.found),
            "needs_a_look": self.is_needed,
            "missed_a_look": AGAIN in request.GET,
        }

    def missed(self, request: HttpRequest, page: str, place: str) -> HttpResponse | None:
        """Back to the tick, if it is needed and was not set: then nothing goes."""
        if not self.is_needed or "looked" in request.POST:
            return None
        return see_other(f"{page}{'&' if '?' in page else '?'}{AGAIN}#{place}")


def changed_since(request: HttpRequest, seen: str) -> HttpResponse | None:
    """Back to the page as it is now, if what would go is not what was looked at."""
    if request.POST.get("seen") == seen:
        return None
    messages.warning(request, _("The text was changed since you looked. Please look again."))
    return see_other(request.get_full_path())
