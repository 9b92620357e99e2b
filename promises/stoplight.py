"""The page on which staff see a concern move: done, working on it, or cannot and why.

Only what its owner chose is on it, in words that they may choose for it, and only once they
have looked whether it could show who raised it. Nothing of it is stored readable.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from identifiers import Finding
from people.models import User
from promises.models import OPEN, Answer, Promise, State
from promises.naming import found_in
from vault.ids import short

ANSWERED_WITHIN = timedelta(days=90)
ORDER = ["done", "working", "cannot"]


@dataclass(frozen=True)
class Light:
    """A state in words; the colour only repeats it."""

    key: str
    name: str
    why: str  # what the second field is called
    tag: str  # of static/css/pine.css


def light_of(promise: Promise) -> Light:
    if promise.is_open:
        return Light(
            "working", _("Working on it"), _("What is happening now (if you like)"), "amber"
        )
    if promise.outcome == Answer.YES:
        return Light("done", _("Done"), _("What changed"), "pine")
    return Light("cannot", _("Cannot"), _("And why"), "clay")


@dataclass(frozen=True)
class Line:
    promise: Promise
    what: str
    why: str

    @property
    def light(self) -> Light:
        return light_of(self.promise)

    @property
    def id(self) -> str:
        return short(self.promise.pk)

    def findings(self, person: User) -> list[Finding]:
        return found_in([self.what, self.why], person)


def line_of(promise: Promise) -> Line:
    """What stands on the page: the owner's words for it, or the promise as it is.

    Of an open one no reason goes by itself, nor of a "yes": there it was said to one person.
    """
    words, light = promise.for_page, light_of(promise)
    why = promise.reason if light.key == "cannot" else ""
    if words.get("light") == light.key:  # a reason is one for how it stood then
        why = words.get("why", why)
    return Line(promise, words.get("what") or promise.what, why)


def words_for_page(line: Line, what: str, why: str) -> dict[str, str]:
    """As they are kept with the promise (`Promise.for_page`)."""
    return {"what": what, "why": why, "light": line.light.key}


def candidates(user: User) -> list[Promise]:
    """Open ones, and those answered in the last months."""
    lately = Q(state=State.ANSWERED, answered_at__gte=timezone.now() - ANSWERED_WITHIN)
    own = Promise.objects.visible_to(user).select_related("key_holder")
    found = own.filter(Q(state__in=OPEN) | lately).by_day()
    return sorted(found, key=lambda promise: ORDER.index(light_of(promise).key))


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Done first, then working, then cannot."""
    return sorted(lines, key=lambda line: ORDER.index(line.light.key))
