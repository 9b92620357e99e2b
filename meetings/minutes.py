"""The page on which the minutes are written: what it shows, and what a posted one says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from meetings.binding import bind
from meetings.lines import CAN, ROW, Line
from meetings.looking_back import looks
from meetings.models import Meeting, Minute
from meetings.naming import look_through
from meetings.pots import Card
from meetings.services.minutes import promise_id, takeable
from meetings.tallies import chosen
from people.models import User
from promises.models import Promise

Kind = Minute.Kind
SPARE = {Kind.THEME: 2, Kind.COMMITMENT: 2, Kind.PROMISE: 1, Kind.BARRIER: 1, Kind.TIP: 1}
MOST_ROWS = 100  # looked at in one post; a page never has so many

TITLES = {
    Kind.THEME: _("Themes"),
    Kind.COMMITMENT: _("What we try before the next meeting"),
    Kind.PROMISE: _("What was promised"),
    Kind.BARRIER: _("What stands in the way"),
    Kind.TIP: _("Tips to try this month"),
}
HINTS = {
    Kind.THEME: _("What came up, in a few words: not who said it."),
    Kind.COMMITMENT: _("One practice each, or one for all. Next time you ask what happened."),
    Kind.PROMISE: _("What somebody comes back with. An answer that is “no” keeps a promise too."),
    Kind.BARRIER: _("For each: can you shift it, and who takes it on?"),
    Kind.TIP: _("A sentence each."),
}


@dataclass
class Section:
    """All lines of one kind."""

    kind: str
    lines: list[Line]
    spare: Line  # for a line that a script adds

    @property
    def title(self) -> Any:
        return TITLES[Kind(self.kind)]

    @property
    def hint(self) -> Any:
        return HINTS[Kind(self.kind)]

    @property
    def can(self) -> dict[str, Any]:
        return CAN if self.kind == Kind.BARRIER else {}


class MinutesPage:
    """The minutes as they stand; with `data`, as a page that could not be saved had them."""

    def __init__(self, meeting: Meeting, *, person: User, data: QueryDict | None = None) -> None:
        self.meeting, self.person, self.data = meeting, person, data
        own = Minute.objects.visible_to(person).filter(meeting=meeting)
        self.minutes = {one.pk: one for one in own}
        self.looks = looks(meeting, person)
        if data is not None:
            for look in self.looks:
                if f"was-{look.row}" in data:
                    look.read(data)
        self.has_names = data is not None and look_through(
            [*self.changed_lines, *self.looks], person
        )

    @property
    def binding(self) -> str:
        return bind(self.meeting, self.person)

    @cached_property
    def lines(self) -> list[Line]:
        """As they were posted, and then what was added to them elsewhere meanwhile."""
        posted = self._posted()
        known = {line.key(self.meeting) for line in posted}
        stored = [Line.of(one) for pk, one in self.minutes.items() if pk not in known]
        return [*posted, *stored]

    def _posted(self) -> list[Line]:
        if self.data is None:
            return []
        found = []
        for kind in Kind:
            rows = dict.fromkeys(self.data.getlist(f"rows-{kind.value}"))
            found += [
                Line.posted(self.data, kind.value, row)
                for row in list(rows)[:MOST_ROWS]
                if ROW.fullmatch(row)
            ]
        return found

    @property
    def changed_lines(self) -> list[Line]:
        return [line for line in self.lines if line.is_changed]

    @property
    def takes(self) -> list[str]:
        return self.data.getlist("take")[:MOST_ROWS] if self.data is not None else []

    @property
    def problems(self) -> list[str]:
        """What keeps it from being saved as it is, each said once."""
        said = [one for line in self.lines for one in line.problems]
        said += [one for look in self.looks for one in look.problems]
        return list(dict.fromkeys(said))

    @property
    def looked(self) -> bool:
        return self.data is not None and "looked" in self.data

    def sections(self) -> list[Section]:
        kinds = [Kind.THEME, Kind.COMMITMENT, Kind.PROMISE]
        there = {line.kind for line in self.lines if line.text}
        cards = {card_kind for card_kind, _cards in self.cards}
        kinds += [kind for kind in (Kind.BARRIER, Kind.TIP) if kind in there | cards]
        return [self._section(kind) for kind in kinds]

    def _section(self, kind: Kind) -> Section:
        lines = [line for line in self.lines if line.kind == kind and not self._is_empty(line)]
        spare = [Line.blank(kind) for _number in range(SPARE[kind])]
        return Section(kind, [*lines, *spare], Line(row="__row__", kind=kind))

    def _is_empty(self, line: Line) -> bool:
        return not (line.text or line.role or line.due or line.was)

    @cached_property
    def cards(self) -> list[tuple[str, list[tuple[Card, int]]]]:
        """What was revealed and may be taken over, most votes first, without what was taken."""
        found: list[tuple[str, list[tuple[Card, int]]]] = []
        for asking in takeable(self.meeting):
            kind = Kind.BARRIER if asking.form == asking.Form.LINES else Kind.TIP
            texts = {one.text for one in self.minutes.values() if one.kind == kind}
            left = [(card, votes) for card, votes in chosen(asking) if card.text not in texts]
            if left:
                found.append((kind, left))
        return found

    @cached_property
    def promised(self) -> set[str]:
        """Rows of promises that stand on this person's own list already."""
        kind = Minute.Kind.PROMISE
        ids = {
            promise_id(pk, self.person): pk for pk, one in self.minutes.items() if one.kind == kind
        }
        own = Promise.objects.visible_to(self.person).filter(pk__in=ids) if ids else []
        return {ids[promise.pk].hex for promise in own}
