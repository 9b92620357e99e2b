"""Which prompt is put before a meeting: the one that comes next, or any that is published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q

from meetings.models import Asking
from meetings.presets import CYCLE, Preset
from people.models import Organisation, Team
from prompts.models import PromptVersion
from prompts.querysets import of_library
from prompts.schema import Asked
from vault.ids import short

WRITTEN = ("long_text", "short_text", "list", "tip_cards")
FORMS = {"list": Asking.Form.LINES, "tip_cards": Asking.Form.TIPS}

_IN_LIBRARY = of_library("prompt__programme__")

Choices = list[tuple[str, list[tuple[str, str]]]]


def published(houses: Iterable[Organisation]) -> list[PromptVersion]:
    """Every prompt that can be put before a meeting in these houses, those made for meetings
    first: what the library has, and what a house has of its own."""
    theirs = Q(prompt__programme__organisation__in=list(houses))
    versions = PromptVersion.objects.current().filter(_IN_LIBRARY | theirs)
    versions = versions.select_related("prompt__programme").defer("questions")
    order = ("prompt__programme__position", "prompt__programme__key", "prompt__position")
    found = list(versions.order_by(*order))
    return sorted(found, key=lambda version: version.prompt.programme.kind != "meeting")


def grouped(versions: list[PromptVersion]) -> Choices:
    """For a select: the prompts of each programme under its name."""
    return [
        (programme.title, [(short(one.prompt_id), one.title) for one in group])
        for programme, group in groupby(versions, key=lambda one: one.prompt.programme)
    ]


def version_of(prompt_id: UUID, team: Team) -> PromptVersion | None:
    """The wording of a prompt that is published now, and that the whole team may see."""
    theirs = Q(prompt__programme__organisation=team.organisation_id)
    versions = PromptVersion.objects.current().filter(_IN_LIBRARY | theirs, prompt=prompt_id)
    return versions.select_related("prompt__programme").first()


def next_in_cycle(team: Team) -> PromptVersion | None:
    """The first of the eight that no meeting of this team held or plans; else the one that
    lies back longest."""
    return next_for([team]).get(team.pk)


def next_for(teams: list[Team]) -> dict[UUID, PromptVersion]:
    """For each of these teams what comes next, in two queries for all."""
    cycle = list(_of_programme(CYCLE))
    used = Asking.objects.filter(
        meeting__team__in=teams, prompt_version__prompt__programme__key=CYCLE
    ).order_by("meeting__starts_at")
    latest: dict[UUID, dict[UUID, datetime]] = {team.pk: {} for team in teams}
    for team_id, prompt_id, starts_at in used.values_list(
        "meeting__team_id", "prompt_version__prompt_id", "meeting__starts_at"
    ):
        latest[team_id][prompt_id] = starts_at
    return {team_id: _next(cycle, seen) for team_id, seen in latest.items()} if cycle else {}


def _next(cycle: list[PromptVersion], used: dict[UUID, datetime]) -> PromptVersion:
    for version in cycle:
        if version.prompt_id not in used:
            return version
    return min(cycle, key=lambda version: used[version.prompt_id])


def suggested(preset: Preset, team: Team) -> PromptVersion | None:
    """What fits this kind of meeting of this team; None if the library has nothing for it."""
    if preset.programme == CYCLE:
        return next_in_cycle(team)
    return next(iter(_of_programme(preset.programme)), None)


def _of_programme(key: str) -> Any:
    versions = PromptVersion.objects.current().filter(_IN_LIBRARY, prompt__programme__key=key)
    return versions.select_related("prompt__programme").order_by("prompt__position")


def can_be_written(question: Asked) -> bool:
    """Whether a few plain words or lines can answer it, and others may see them."""
    is_private = getattr(question, "private", False)
    return question.kind in WRITTEN and not question.for_each and not is_private


def writable(version: PromptVersion) -> list[Asked]:
    return [question for question in version.asked if can_be_written(question)]


def first_written(version: PromptVersion) -> list[str]:
    """What is answered in writing unless somebody chooses otherwise: one question."""
    return [question.key for question in writable(version)[:1]]


def form_of(version: PromptVersion, keys: list[str]) -> str:
    """In which form answers to these questions come: as the first of them wants."""
    kinds = [question.kind for question in version.asked if question.key in keys]
    return FORMS.get(kinds[0], Asking.Form.WORDS) if kinds else Asking.Form.WORDS
