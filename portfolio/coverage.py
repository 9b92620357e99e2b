"""Which parts of a cycle's code its owner's accounts and entries touch: by what they ticked.

An answer holds the code under which it was given, and keeps it (prompts.kinds.standards). So an
entry of before a change of code, or of another country, counts under its own code, and here it
is said to be near what speaks of nearly the same: this journal's reading (prompts.crosswalk).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q

from journals.models import Entry
from people.models import User
from portfolio.models import Cycle, ReflectiveAccount
from prompts.models import Framework, PromptVersion, Standard

Code = tuple[str, str]  # the key of a framework, and the code of a part of it, or a theme's name


class Touch(NamedTuple):
    entry: Entry
    is_account: bool

    @property
    def is_named(self) -> bool:
        """Not of an entry that its writer does not want to meet again."""
        return not (self.entry.stays_away or self.entry.was_shock)


@dataclass(frozen=True)
class Part:
    """A standard or a theme, and what touches it."""

    touches: list[Touch]
    standard: Standard | None = None
    near: list[tuple[str, str]] = field(default_factory=list)  # (code's name, "1.2, 1.3")

    @property
    def accounts(self) -> list[Touch]:
        return [touch for touch in self.touches if touch.is_account]

    @property
    def entries(self) -> list[Touch]:
        return [touch for touch in self.touches if not touch.is_account]


@dataclass(frozen=True)
class Theme:
    name: str
    whole: Part
    parts: list[Part]


class HouseCode(NamedTuple):
    """What an organisation of theirs has set down: no cycle needs to stand under it."""

    framework: Framework
    themes: list[Theme]


@dataclass(frozen=True)
class Coverage:
    themes: list[Theme]
    looked_at: int  # how many entries have a place to tick parts of a code, and use it
    houses: list[HouseCode]


def coverage_of(cycle: Cycle, user: User) -> Coverage:
    touched, looked_at = _touched(cycle, user)
    others = _others_near(cycle, user)
    codes: dict[Framework, list[Standard]] = defaultdict(list)
    for one in others.all:
        if one.framework_id == cycle.framework_id or one.framework.organisation_id:
            codes[one.framework].append(one)
    themes = _themes(codes.pop(cycle.framework, []), touched, others)
    houses = [
        HouseCode(framework, _themes(standards, touched, None))
        for framework, standards in codes.items()
        if _is_in_use(framework) or any(touched.get((framework.key, one.code)) for one in standards)
    ]
    return Coverage(themes, looked_at, houses)


def _is_in_use(code: Framework) -> bool:
    return code.retired_at is None and code.state == "in-force"


def _themes(
    standards: list[Standard], touched: dict[Code, list[Touch]], others: _Others | None
) -> list[Theme]:
    """Of one code; with others, also what is near."""
    themes = []
    for name, group in groupby(standards, key=lambda one: one.theme):
        parts: list[Part] = []
        whole: list[Touch] = []
        for one in group:
            key = one.framework.key
            whole += touched[key, name] if not parts else []
            near = others.of(one, touched) if others else []
            parts.append(Part(touched[key, one.code], one, near))
        whole += [touch for part in parts for touch in part.touches]
        themes.append(Theme(name, Part(_once(whole)), parts))
    return themes


def _touched(cycle: Cycle, user: User) -> tuple[dict[Code, list[Touch]], int]:
    placed = ReflectiveAccount.objects.visible_to(user).done().filter(cycle=cycle)
    own = Entry.objects.visible_to(user).written()
    versions = PromptVersion.objects.answered_by(own).defer("intro")
    asks = {
        version.pk: (version, found)
        for version in versions
        if (found := _standards_asked(version.questions))
    }
    marked = own.annotate(is_account=Exists(placed.filter(entry=OuterRef("pk"))))
    rows = marked.filter(Q(is_account=True) | _in_days(cycle), prompt_version__in=list(asks))
    touched: dict[Code, list[Touch]] = defaultdict(list)
    looked_at = 0
    opened: Any = rows.newest_first().defer("ledger", "private_note").select_related("key_holder")
    for entry in opened:
        entry.prompt_version, asked = asks[entry.prompt_version_id]
        codes = {code for key, framework in asked for code in _codes(entry, key, framework)}
        looked_at += bool(codes)
        for code in codes:
            touched[code].append(Touch(entry, entry.is_account))
    return touched, looked_at


def _in_days(cycle: Cycle) -> Q:
    """By the day of which they tell; by the one on which they were begun, if they tell none."""
    first, last = cycle.starts_on, cycle.ends_on
    begun = Q(happened_on=None, started_at__date__gte=first, started_at__date__lte=last)
    return Q(happened_on__gte=first, happened_on__lte=last) | begun


def _standards_asked(questions: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The keys of questions that ask for parts of a code, with the key of that code."""
    return [(one["key"], one["framework"]) for one in questions if one.get("kind") == "standards"]


def _codes(entry: Entry, key: str, framework: str) -> set[Code]:
    answer = entry.answers.get(key)
    if not isinstance(answer, dict):
        return set()
    themes, rows = answer.get("themes"), answer.get("standards")  # as they may have come in
    found = {(framework, str(theme)) for theme in (themes if isinstance(themes, list) else [])}
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict):
            found.add((str(row.get("framework")), str(row.get("code"))))
    return found


@dataclass(frozen=True)
class _Others:
    """Parts of all codes, and which of other codes are near to a part of the cycle's."""

    all: list[Standard]
    near: dict[str, set[Code]]  # of the cycle's own codes
    names: dict[str, str]

    def of(self, one: Standard, touched: dict[Code, list[Touch]]) -> list[tuple[str, str]]:
        """The parts of other codes near this one that something touches, by code."""
        found: dict[str, list[str]] = defaultdict(list)
        for framework, code in sorted(self.near[one.code]):
            if touched.get((framework, code)):
                found[self.names.get(framework, framework)].append(code)
        return [(name, ", ".join(codes)) for name, codes in found.items()]


def _others_near(cycle: Cycle, user: User) -> _Others:
    """What is near is on file from one side only: it is read from both."""
    # The cycle's own also where its owner has left the house whose code it is.
    seen = Standard.objects.visible_to(user) | cycle.framework.standards.all()
    standards = list(seen.select_related("framework"))
    near: dict[str, set[Code]] = defaultdict(set)
    for one in standards:
        if one.framework_id == cycle.framework_id:
            near[one.code] |= {(key, code) for key, codes in one.near.items() for code in codes}
        for code in one.near.get(cycle.framework.key, []):
            near[code].add((one.framework.key, one.code))
    names = {one.framework.key: one.framework.short_name for one in standards}
    return _Others(standards, near, names)


def _once(touches: list[Touch]) -> list[Touch]:
    return list({touch.entry.pk: touch for touch in touches}.values())
