"""What the writer's home shows. Nothing here counts words, days or promises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journals.models import Entry, Share
from journals.shared import with_new_words
from people.models import User
from prompts.models import PromptVersion

TIME_OUTS, ELEMENTS, SPARK = "wright-2021", "attach", "spark"
SELF_CHECK = "wright-outcomes"  # asked before the first Time Out and after the last
SUGGESTED = [TIME_OUTS, ELEMENTS, SPARK, SELF_CHECK]
ROUND = "rounding-log"  # fetched with them, for whoever leads
RECENT = 4
SUGGESTIONS = 3


@dataclass(frozen=True)
class Suggestion:
    version: PromptVersion
    why: str

    @property
    def prompt_id(self) -> UUID:
        return self.version.prompt_id

    @property
    def drawings(self) -> list[str]:
        """Templates to try in turn: each Time Out has a drawing of its own."""
        prompt = self.version.prompt
        own = [f"drawings/time-out-{prompt.position + 1}.svg"] if self.is_time_out else []
        return own + prompt.programme.drawing_templates

    @property
    def is_time_out(self) -> bool:
        return self.version.prompt.programme.key == TIME_OUTS

    @property
    def how_long(self) -> str:
        if self.version.prompt.programme.key == SPARK:
            return _("half a minute")
        minutes = self.version.minutes
        return ngettext("about %d minute", "about %d minutes", minutes) % minutes


@dataclass(frozen=True)
class Home:
    greeting: str
    name: str
    draft: Entry | None
    recent: list[Entry]
    new_words: list[Share]  # of the person's, on which something was said since they looked
    suggestions: list[Suggestion]
    finished: int  # of the Time Outs
    time_outs: int
    round: PromptVersion | None
    needs_codes: bool
    is_held: bool

    @property
    def progress(self) -> str:
        if self.finished >= self.time_outs:
            return _("You have finished all seven.")
        return _("You have finished %(done)s of %(all)s.") % {
            "done": self.finished,
            "all": self.time_outs,
        }

    @property
    def is_first_visit(self) -> bool:
        return self.draft is None and not self.recent


def writers_home(person: User) -> Home:
    now = timezone.localtime()
    draft, recent = _lately(person)
    versions = _versions(person)
    begun, finished, checks = _progress_of(person)
    return Home(
        greeting=greeting(now),
        name=first_name(person),
        draft=draft,
        recent=recent,
        new_words=with_new_words(person),
        suggestions=suggest(versions, begun, finished, checks, now),
        finished=len(finished),
        time_outs=sum(1 for v in versions if v.prompt.programme.key == TIME_OUTS),
        round=next((v for v in versions if v.prompt.programme.key == ROUND), None),
        needs_codes=not person.recovery_codes.unused().exists(),
        is_held=person.is_held,
    )


def greeting(now: datetime) -> str:
    if now.hour < 5 or now.hour >= 22:
        return _("Hello, night owl") if now.hour < 5 else _("Good evening")
    if now.hour < 12:
        return _("Good morning")
    return _("Good afternoon") if now.hour < 18 else _("Good evening")


def first_name(person: User) -> str:
    return person.display_name.split()[0] if person.display_name.strip() else ""


def suggest(
    versions: Iterable[PromptVersion],
    begun: set[UUID],
    finished: set[UUID],
    checks: int,
    now: datetime,
) -> list[Suggestion]:
    """Time Outs not yet begun, in order; then this week's element of ATTACH, then a spark."""
    by_programme: dict[str, list[PromptVersion]] = {key: [] for key in SUGGESTED}
    for version in versions:
        if version.prompt.programme.key in by_programme:
            by_programme[version.prompt.programme.key].append(version)
    unwritten = [v for v in by_programme[TIME_OUTS] if v.prompt_id not in begun]
    last = []
    time_outs = by_programme[TIME_OUTS]
    if by_programme[SELF_CHECK] and not begun and checks == 0:
        last.append(Suggestion(by_programme[SELF_CHECK][0], _("Before the first Time Out")))
    elif by_programme[SELF_CHECK] and time_outs and time_outs[-1].prompt_id in finished:
        if checks < 2:
            last.append(Suggestion(by_programme[SELF_CHECK][0], _("After the seventh: look again")))
    if elements := by_programme[ELEMENTS]:
        week = now.isocalendar().week
        last.append(Suggestion(elements[week % len(elements)], _("This week's element of ATTACH")))
    if by_programme[SPARK]:
        last.append(Suggestion(by_programme[SPARK][0], _("For when there is hardly any time")))
    first = [
        Suggestion(version, _("The next Time Out") if place == 0 else _("A Time Out for later"))
        for place, version in enumerate(unwritten)
    ]
    return first[: max(1, SUGGESTIONS - len(last))] + last


def _lately(person: User) -> tuple[Entry | None, list[Entry]]:
    """The newest draft that holds something, and the newest besides it: one query for both."""
    entries = Entry.objects.visible_to(person).welcome_back().newest_first()
    newest = entries.values("pk")[: RECENT + 1]
    draft_of = entries.drafts().written().values("pk")[:1]
    shown = list(entries.listed().filter(Q(pk__in=newest) | Q(pk__in=draft_of)))
    draft = next((e for e in shown if not e.is_finished and e.revision), None)
    return draft, [entry for entry in shown if entry is not draft][:RECENT]


def _versions(person: User) -> list[PromptVersion]:
    return list(
        PromptVersion.objects.visible_to(person)
        .current()
        .filter(prompt__programme__key__in=[*SUGGESTED, ROUND])
        .select_related("prompt__programme")
        .defer("questions")
        .order_by("prompt__programme", "prompt__position")
    )


def _progress_of(person: User) -> tuple[set[UUID], set[UUID], int]:
    """The Time Outs begun, those finished, and how often the self-check was done."""
    programme = "prompt_version__prompt__programme__key"
    rows = Entry.objects.visible_to(person).filter(**{f"{programme}__in": [TIME_OUTS, SELF_CHECK]})
    begun, finished, checks = set(), set(), 0
    for key, prompt_id, finished_at in rows.values_list(
        programme, "prompt_version__prompt_id", "finished_at"
    ):
        if key == SELF_CHECK:
            checks += 1
            continue
        begun.add(prompt_id)
        if finished_at:
            finished.add(prompt_id)
    return begun, finished, checks
