"""How the agreement of a pair stands, as one of the two sees it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from people.days import house_day
from people.models import User
from supervision import terms
from supervision.models import Agreement, Supervision

SOON = timedelta(days=7)
MISSING, DRAFT, TO_SIGN, SIGNED, IN_FORCE = "missing", "draft", "to-sign", "signed", "in-force"


@dataclass(frozen=True)
class Standing:
    """Of one pair."""

    versions: list[Agreement]  # the newest first

    @property
    def in_force(self) -> Agreement | None:
        return next((one for one in self.versions if one.is_in_force), None)

    @property
    def making(self) -> Agreement | None:
        return next((one for one in self.versions if one.is_in_the_making), None)

    @property
    def step(self) -> str:
        """Where the two are with it, in a word for templates."""
        making = self.making
        if making is None:
            return IN_FORCE if self.in_force else MISSING
        if making.is_draft:
            return DRAFT
        return SIGNED if making.signed_by_me else TO_SIGN

    @property
    def review_passed(self) -> bool:
        day = self.in_force and self.in_force.review_on
        return bool(day and day < house_day())

    @property
    def review_near(self) -> bool:
        day = self.in_force and self.in_force.review_on
        return bool(day and house_day() <= day <= house_day() + SOON)

    @property
    def says_also(self) -> Agreement | None:
        """The version that says what other parts the supervisor has."""
        found = (one for one in (self.in_force, self.making) if one)
        return next((one for one in found if terms.is_answered(one.terms)), None)

    @property
    def also(self) -> list[str]:
        return terms.also_in_words(self.says_also.terms) if self.says_also else []


def standing_of(pair: Supervision, user: User) -> Standing:
    """With every version. One query."""
    own = Agreement.objects.visible_to(user).saying_who_signed(user)
    rows = own.filter(supervision=pair).select_related("key_holder")
    return Standing(list(rows.newest_first()))


def standings_of(pairs: Iterable[Supervision], user: User) -> dict[uuid.UUID, Standing]:
    """By pair, for a list: no word of any agreement is fetched. One query."""
    own = Agreement.objects.visible_to(user).saying_who_signed(user).defer("terms")
    found: dict[uuid.UUID, list[Agreement]] = defaultdict(list)
    ids = [pair.pk for pair in pairs]
    live = own.filter(supervision__in=ids).exclude(state=Agreement.State.REPLACED)
    for one in live.newest_first():
        found[one.supervision_id].append(one)
    return {pk: Standing(found[pk]) for pk in ids}
