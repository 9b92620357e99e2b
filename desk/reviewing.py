"""The supervisor's part of home: what waits, and whether it can be opened."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journals.models import Share
from journals.queue import has_queue, waiting_longest
from people import factors
from people.models import User

SHOWN = 3


@dataclass(frozen=True)
class Reviewing:
    count: int
    longest: list[Share]
    needs_factor: bool  # so that nothing can be opened yet, and names stay away as well
    has_factor: bool  # but this session has not taken it
    is_waived: bool

    @property
    def in_words(self) -> str:
        if not self.count:
            return _("Nobody waits for you just now.")
        words = {1: _("One entry waits for you."), 2: _("Two entries wait for you.")}
        words[3] = _("Three entries wait for you.")
        many = ngettext("%d entry waits for you.", "%d entries wait for you.", self.count)
        return words.get(self.count) or many % self.count


def reviewing_part(person: User, session: SessionBase) -> Reviewing | None:
    """None for whom nobody shares with: they are not asked to be a supervisor."""
    if person.is_held or not has_queue(person, session):
        return None
    waived = factors.is_waived(person)
    ready = factors.may_see_names(person, session)
    has_one = not ready and factors.has_factor(person)
    count, longest = waiting_longest(person, SHOWN)
    return Reviewing(count, longest if ready else [], not ready, has_one, waived)
