"""The page on which staff see a concern move: done, working on it, or cannot and why.

Only what its owner chose is on it, in words that they may choose for it, and only once they
have looked whether it could show who raised it. Nothing of it is stored readable.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from identifiers import Finding
from people.access import signed_in
from people.models import User
from promises.forms import WHAT_LIMIT, WORDS_LIMIT, TypedForm
from promises.models import OPEN, Answer, Promise, State
from promises.naming import found_in
from prompts.kinds import WordsField
from vault import sealing
from vault.ids import from_short, short

SESSION = "stoplight"  # {"ids": […], "seen": …}: ids, and a keyed digest of what was looked at
ANSWERED_WITHIN = timedelta(days=90)
MOST = 30  # on one page
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


class LineForm(TypedForm):
    """The words of one promise on the page: its owner's other words for staff, if they like."""

    what = WordsField(
        limit=WHAT_LIMIT,
        one_line=True,
        label=gettext_lazy("Words on the page"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = WordsField(
        limit=WORDS_LIMIT,
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_settled = False  # an answer was brought back: staff must be able to tell which

    def clean_why(self) -> str:
        why: str = self.cleaned_data["why"]
        if self.is_settled and not why:
            raise ValidationError(_("Please say in a line what came of it."))
        return why


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

    def form(self, person: User, data: Any = None) -> LineForm:
        form = LineForm(
            data, person=person, prefix=self.id, initial={"what": self.what, "why": self.why}
        )
        form.fields["why"].label = self.light.why
        form.is_settled = not self.promise.is_open
        return form

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


def choose(request: HttpRequest, ids: Iterable[str]) -> bool:
    """Keep which are chosen, in the session. Says whether any is."""
    own = {short(promise.pk) for promise in candidates(signed_in(request))}
    chosen = [id for id in dict.fromkeys(ids) if id in own][:MOST]
    request.session[SESSION] = {"ids": chosen, "seen": ""}
    return bool(chosen)


def chosen_ids(request: HttpRequest) -> list[uuid.UUID]:
    stored = request.session.get(SESSION, {})
    return [from_short(id) for id in stored.get("ids", [])]


def chosen_lines(request: HttpRequest) -> list[Line]:
    """The chosen ones that are still on the list: done first, then working, then cannot."""
    ids = chosen_ids(request)
    own = Promise.objects.visible_to(request.user).exclude(state=State.HANDED)
    found = own.select_related("key_holder").in_bulk(ids)
    lines = [line_of(found[id]) for id in ids if id in found]
    return sorted(lines, key=lambda line: ORDER.index(line.light.key))


def mark_looked_at(request: HttpRequest, lines: list[Line]) -> None:
    stored = request.session.get(SESSION, {})
    request.session[SESSION] = stored | {"seen": _digest(signed_in(request), lines)}


def was_looked_at(request: HttpRequest, lines: list[Line]) -> bool:
    """Whether exactly this was looked at: words changed since want another look."""
    seen = request.session.get(SESSION, {}).get("seen", "")
    return bool(lines) and seen == _digest(signed_in(request), lines)


def _digest(person: User, lines: list[Line]) -> str:
    # Keyed: whoever reads the table of sessions cannot try words against it.
    shown = [[line.id, line.light.key, line.what, line.why] for line in lines]
    text = json.dumps(shown, ensure_ascii=False).encode()
    return sealing.mac(person.key_holder_id, b"promises|stoplight", text).hex()
