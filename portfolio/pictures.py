"""A person's own progress in pictures: for their eyes only, and compared with nobody.

Entries a month, where they said to be before and after, and which themes of their code their
writing touches. No target, no row of days, no percentage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journals.ladder import Asked, Ladder, ladder_of
from journals.models import Entry
from people.charts import Chart, month_labels, months_until_now
from people.models import User
from portfolio.coverage import Theme, coverage_of
from portfolio.models import Cycle

MONTHS = 12
MOST_CYCLES = 3  # each takes four queries
ANSWERS = 8  # of one question about oneself, looked back at
ASKED = {
    gettext_lazy("The six elements of ATTACH"): Asked("attach", "elements", ANSWERS),
    gettext_lazy("What the Time Outs are for"): Asked("wright-outcomes", "outcomes", ANSWERS),
}


@dataclass(frozen=True)
class Before:
    """One set of statements about oneself, each time that it was answered."""

    name: str
    ladder: Ladder


@dataclass(frozen=True)
class Themes:
    """What touches each theme of one cycle's code."""

    cycle: Cycle
    themes: list[Theme]

    @property
    def charts(self) -> Iterator[Chart]:
        """Bars are numbered: a theme's name is too long to stand under one."""
        labels = [(str(number), theme.name) for number, theme in enumerate(self.themes, 1)]
        for key, name, counts in (
            ("accounts", _("Reflective accounts"), [len(t.whole.accounts) for t in self.themes]),
            ("entries", _("Other entries"), [len(t.whole.entries) for t in self.themes]),
        ):
            yield Chart.of(f"{key}-{self.cycle.pk.hex}", name, counts, labels, step=48)


@dataclass(frozen=True)
class Picture:
    months: list[tuple[date, int]]
    before: list[Before]
    themes: list[Themes]

    @property
    def is_empty(self) -> bool:
        return not (any(count for _first, count in self.months) or self.before or self.themes)

    @property
    def chart(self) -> Chart:
        labels = month_labels([first for first, _count in self.months])
        counts = [count for _first, count in self.months]
        return Chart.of("entries", _("Entries you began"), counts, labels, step=27)


def picture_of(person: User) -> Picture:
    """By the person's own calendar. Four queries, and four for each cycle."""
    months = months_until_now(MONTHS)
    counted = _begun(person, months[0])
    ladders = [(str(name), ladder_of(person, asked)) for name, asked in ASKED.items()]
    running = Cycle.objects.visible_to(person).open().select_related("framework")
    return Picture(
        months=[(first, counted[first]) for first in months],
        before=[Before(name, ladder) for name, ladder in ladders if ladder is not None],
        themes=[
            Themes(cycle, themes)
            for cycle in running.soonest_first()[:MOST_CYCLES]
            if (themes := coverage_of(cycle, person).themes)
        ],
    )


def _begun(person: User, since: date) -> Counter[date]:
    """By month, of what was written and is not in the bin."""
    rows = Entry.objects.visible_to(person).written().filter(started_at__date__gte=since)
    moments = rows.values_list("started_at", flat=True)
    return Counter(timezone.localdate(moment).replace(day=1) for moment in moments)
