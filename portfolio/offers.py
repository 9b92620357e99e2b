"""A line of the learning log, offered when all prompts of a programme are done.

Filled in beforehand, and never added by itself: its owner looks at it, changes it and saves it,
or does not. Of a programme for which there is a line in the log none is offered any more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max, Min
from django.utils import timezone

from journals.models import Entry
from people.models import User
from portfolio.models import Cpd
from prompts.models import Programme, PromptVersion

QUARTER = 15  # minutes
# A form or a record is no learning by itself, nor is one prompt alone.
NOT_LEARNING = [Programme.Kind.FRAMEWORK, Programme.Kind.SUPERVISION, Programme.Kind.MEETING]
LEAST_PROMPTS = 2


@dataclass(frozen=True)
class Offer:
    programme: Programme
    prompts: int
    minutes: int
    first: date
    last: date

    @property
    def hours(self) -> Decimal:
        """To the next quarter: nobody writes 1.17 hours."""
        return Decimal(-(-self.minutes // QUARTER)) / (60 // QUARTER)

    @property
    def initial(self) -> dict[str, Any]:
        """What the page starts from. How it relates to their work, only they can say."""
        return {
            "of": self.programme.key,
            "topic": self.programme.title,
            "method": "reading",
            "started_on": self.first,
            "ended_on": self.last,
            "hours": self.hours,
        }


def offers_to(user: User) -> list[Offer]:
    done = _done(user)
    if not done:
        return []
    taken = Cpd.objects.visible_to(user).filter(programme__isnull=False)
    current = PromptVersion.objects.visible_to(user).current()
    versions = current.filter(
        prompt__programme__prompts__in=list(done),
        prompt__programme__kind__in=set(Programme.Kind) - set(NOT_LEARNING),
    ).exclude(prompt__programme__in=taken.values("programme"))
    of_programme: dict[Programme, list[PromptVersion]] = defaultdict(list)
    for version in versions.select_related("prompt__programme").defer("questions").distinct():
        of_programme[version.prompt.programme].append(version)
    offers = [_offer(programme, rows, done) for programme, rows in of_programme.items()]
    return sorted(filter(None, offers), key=lambda offer: offer.last, reverse=True)


def offer_of(user: User, key: str) -> Offer | None:
    """The one of this programme, if it is offered."""
    return next((one for one in offers_to(user) if one.programme.key == key), None) if key else None


def with_programme(user: User, values: dict[str, Any]) -> dict[str, Any]:
    """What a form gave, with the programme that its page was offered for, if it was."""
    if "of" not in values:
        return values
    offer = offer_of(user, values["of"])
    kept = {name: value for name, value in values.items() if name != "of"}
    return kept | {"programme": offer.programme if offer else None}


def _done(user: User) -> dict[UUID, tuple[Any, Any]]:
    """When each prompt was begun first and finished last, of those that were finished."""
    rows = Entry.objects.visible_to(user).finished().order_by()
    by_prompt = rows.values("prompt_version__prompt").annotate(
        first=Min("started_at"), last=Max("finished_at")
    )
    return {row["prompt_version__prompt"]: (row["first"], row["last"]) for row in by_prompt}


def _offer(
    programme: Programme, versions: list[PromptVersion], done: dict[UUID, tuple[Any, Any]]
) -> Offer | None:
    leads_to_account = any("account" in version.offers for version in versions)
    if len(versions) < LEAST_PROMPTS or not leads_to_account:
        return None
    if any(version.prompt_id not in done for version in versions):
        return None
    times = [done[version.prompt_id] for version in versions]
    return Offer(
        programme=programme,
        prompts=len(versions),
        minutes=sum(version.minutes for version in versions),
        first=timezone.localdate(min(first for first, _last in times)),
        last=timezone.localdate(max(last for _first, last in times)),
    )
