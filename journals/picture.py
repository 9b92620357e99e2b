"""A supervisor's own picture of what they do, for their eyes only.

How long people wait, how soon they hear, what the answers and the sessions were for. It has no
target and no comparison, and nobody is named in it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journals.models import Review, Share
from journals.review_marks import FUNCTIONS
from people.charts import Chart, Key, month_labels, month_of, months_until_now
from people.models import User
from supervision.functions import NAMES, Function
from supervision.models import SupervisionSession

MONTHS = 6
WAITS = {  # days from which a wait counts as this long
    0: gettext_lazy("Under a week"),
    7: gettext_lazy("One or two weeks"),
    15: gettext_lazy("Longer"),
}


@dataclass(frozen=True)
class Wait:
    name: str
    count: int


@dataclass(frozen=True)
class Month:
    first: date
    answered: int
    days: int | None  # from the share to the answer, the middle one of the month
    sessions: int
    minutes: int

    @property
    def hours(self) -> float:
        return self.minutes / 60


@dataclass(frozen=True)
class FunctionRow:
    name: str
    answers: int
    sessions: int


@dataclass(frozen=True)
class Picture:
    waits: list[Wait]
    months: list[Month]
    functions: list[FunctionRow]

    @property
    def waiting(self) -> int:
        return sum(wait.count for wait in self.waits)

    @property
    def is_empty(self) -> bool:
        return not self.waiting and not any(m.answered or m.sessions for m in self.months)

    @property
    def charts(self) -> list[Chart]:
        labels = month_labels([month.first for month in self.months])
        rows: list[tuple[str, str, list[int | None]]] = [
            ("answered", _("Shares that you answered"), [m.answered for m in self.months]),
            ("days", _("Days until you answered"), [m.days for m in self.months]),
            ("sessions", _("Sessions held"), [m.sessions for m in self.months]),
        ]
        return [Chart.of(key, name, values, labels) for key, name, values in rows]

    @property
    def function_charts(self) -> list[Chart]:
        labels = [(row.name, row.name) for row in self.functions]
        answers = [row.answers for row in self.functions]
        sessions = [row.sessions for row in self.functions]
        return [
            Chart.of("for-answers", _("What your answers were for"), answers, labels, step=96),
            Chart.of("for-sessions", _("What your sessions were for"), sessions, labels, step=96),
        ]


def picture_of(person: User) -> Picture:
    """The last six months, by the person's own calendar. Three queries."""
    months = months_until_now(MONTHS)
    reviews = _answers(person, months[0])
    sessions = _sessions(person, months[0])
    for_answers = Counter(key for one in reviews for key in one.words.get(FUNCTIONS) or [])
    for_sessions = Counter(key for one in sessions for key in one.record.get("functions") or [])
    return Picture(
        waits=_waits(person),
        months=[_month(first, reviews, sessions) for first in months],
        functions=[
            FunctionRow(str(NAMES[one]), for_answers[one], for_sessions[one]) for one in Function
        ],
    )


def _answers(person: User, since: date) -> list[Review]:
    """What they said to people they supervise; also where that has been taken back since."""
    own = Review.objects.own_words_of(person).filter(given_at__date__gte=since)
    supervised = own.filter(share__supervision__is_peer=False)
    rows = supervised.select_related("share", "key_holder")
    return list(rows.only("key_holder", "words", "given_at", "share__shared_at"))


def _sessions(person: User, since: date) -> list[SupervisionSession]:
    held = SupervisionSession.objects.held_by(person).filter(
        state=SupervisionSession.State.HELD, starts_at__date__gte=since
    )
    rows = held.select_related("key_holder")
    return list(rows.only("key_holder", "record", "starts_at", "minutes"))


def _waits(person: User) -> list[Wait]:
    waiting = Share.objects.open_to(person).to_be_read()
    today, counts = timezone.localdate(), Counter[int]()
    for shared_at in waiting.values_list("shared_at", flat=True):
        days = (today - timezone.localdate(shared_at)) // timedelta(days=1)
        counts[max(start for start in WAITS if start <= max(days, 0))] += 1
    return [Wait(str(name), counts[start]) for start, name in WAITS.items()]


def _month(first: date, reviews: list[Review], sessions: list[SupervisionSession]) -> Month:
    key: Key = (first.year, first.month)
    took = [
        (timezone.localdate(one.given_at) - timezone.localdate(one.share.shared_at)).days
        for one in reviews
        if one.given_at and month_of(one.given_at) == key
    ]
    held = [one for one in sessions if month_of(one.starts_at) == key]
    return Month(
        first=first,
        answered=len(took),
        days=round(median(took)) if took else None,
        sessions=len(held),
        minutes=sum(one.minutes or 0 for one in held),
    )
