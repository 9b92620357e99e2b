"""The leader's own page: this week's practice, a round, promises, the next meeting, the ladder."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journals.ladder import Asked, Ladder, ladder_of
from meetings.models import Meeting
from people.models import User
from promises.models import Promise
from prompts.models import PromptVersion
from supervision import peers
from supervision.models import Supervision

# In the order in which the weeks take them: first the container, then what it holds.
PRACTICES = ["lead-attune", "lead-wonder", "lead-follow", "lead-hold"]
ROUND, WEEK, EXPECTS_NOTHING = "rounding-log", "lead-week", "lead-expects-nothing"
TRY = {
    "lead-attune": gettext_lazy(
        "Before your next round, stand still for one breath and leave your list outside."
    ),
    "lead-wonder": gettext_lazy("Ask one question this week to which you do not know the answer."),
    "lead-follow": gettext_lazy("Let somebody else choose what you talk about, and go along."),
    "lead-hold": gettext_lazy("Come back to one person with an answer, also if it is a no."),
}
WEEKLY = Asked("lead-week", "ladder", answers=12)
SHOWN = 3  # promises, and meetings


@dataclass(frozen=True)
class Leading:
    practice: PromptVersion | None  # this week's
    try_this: str
    others: list[PromptVersion]  # the other three
    round: PromptVersion | None
    week: PromptVersion | None
    expects_nothing: PromptVersion | None
    is_friday: bool
    promises: list[Promise]  # the open ones whose day comes first
    some_due: bool  # whether the day of any has come
    meetings: list[Meeting]
    ladder: Ladder | None
    peers: list[Supervision]

    @property
    def promises_in_words(self) -> str:
        if not self.promises:
            return _("Nothing is open. When you promise something on a round, it comes here.")
        if self.some_due:
            return _("The day of one or more has come. An honest no is an answer too.")
        return ""


def leading_of(person: User) -> Leading:
    now, today = timezone.localtime(), timezone.localdate()
    versions = _versions()
    practices = [versions[key] for key in PRACTICES if key in versions]
    # Weeks counted through, from Monday on: those of a year begin again with 1, also after 53.
    week = (today.toordinal() - 1) // 7
    practice = practices[week % len(practices)] if practices else None
    promises = list(Promise.objects.visible_to(person).open().by_day()[:SHOWN])
    meetings = Meeting.objects.visible_to(person).coming()
    return Leading(
        practice=practice,
        try_this=str(TRY[practice.prompt.programme.key]) if practice else "",
        others=[one for one in practices if one is not practice],
        round=versions.get(ROUND),
        week=versions.get(WEEK),
        expects_nothing=versions.get(EXPECTS_NOTHING),
        is_friday=now.isoweekday() >= 5,
        promises=promises,
        some_due=any(one.is_due for one in promises),
        meetings=list(meetings.select_related("team")[:SHOWN]),
        ladder=ladder_of(person, WEEKLY),
        peers=peers.peers_of(person),
    )


def _versions() -> dict[str, PromptVersion]:
    """The first prompt of each of these programmes, by the programme's key."""
    keys = [*PRACTICES, ROUND, WEEK, EXPECTS_NOTHING]
    rows = PromptVersion.objects.current().filter(prompt__programme__key__in=keys)
    rows = rows.select_related("prompt__programme").defer("questions")
    found: dict[str, PromptVersion] = {}
    for version in rows.order_by("prompt__position"):
        found.setdefault(version.prompt.programme.key, version)
    return found
