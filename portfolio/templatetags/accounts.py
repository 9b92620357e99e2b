"""The place of an entry in a cycle, for the pages of the room below, which must not know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template

from journals.models import Entry
from people.models import User
from portfolio.accounts import cycle_for, is_on_account_form, may_be_account
from portfolio.models import ReflectiveAccount

register = template.Library()


@dataclass(frozen=True)
class Place:
    """Where an entry stands. It may have several places: one in each of its writer's cycles."""

    newest: ReflectiveAccount
    counted: ReflectiveAccount | None  # the newest that its owner has called done

    @property
    def waits(self) -> bool:
        """Whether nothing is left but to say that it is done, which Finish does not say."""
        return not self.newest.is_done and self.newest.entry.is_finished


@register.simple_tag
def place_of(entry: Entry, person: User) -> Place | None:
    """One query; none for an entry to another kind of prompt."""
    if not may_be_account(entry):
        return None
    rows = ReflectiveAccount.objects
    own = rows.in_bin_of(person) if entry.deleted_at else rows.visible_to(person)
    found = list(own.filter(entry=entry).with_discussion().order_by("-placed_at", "pk"))
    for one in found:
        one.entry = entry
    return Place(found[0], next((one for one in found if one.is_done), None)) if found else None


@register.inclusion_tag("portfolio/includes/place_line.html")
def place_line(place: Place | None) -> dict[str, Any]:
    """Where it has its place, and whether it counts there."""
    return {"place": place}


@register.inclusion_tag("portfolio/includes/place_to_give.html")
def place_to_give(entry: Entry, person: User, place: Place | None) -> dict[str, Any]:
    """That a cycle counts an account which has no place yet. Asks nothing about other entries."""
    if place is not None or not is_on_account_form(entry):
        return {}
    return {"entry": entry, "cycle": cycle_for(entry, person)}


@register.inclusion_tag("portfolio/includes/place_counts.html")
def place_counts(place: Place | None, before: str) -> dict[str, Any]:
    """A word before one that counts is changed, deleted or erased: `before` says which."""
    return {"account": place.counted if place else None, "before": before}
