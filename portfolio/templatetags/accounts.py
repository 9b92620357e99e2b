"""The place of an entry in a cycle, for the pages of the room below, which must not know of it."""

from typing import Any

from django import template

from journals.models import Entry
from people.models import User
from portfolio.accounts import may_be_account
from portfolio.models import ReflectiveAccount

register = template.Library()


@register.inclusion_tag("portfolio/includes/place_of.html")
def place_of(entry: Entry, person: User) -> dict[str, Any]:
    return {"account": newest_place(entry, person)}


def newest_place(entry: Entry, person: User) -> ReflectiveAccount | None:
    """The newest, if it has several. No query for an entry to another kind of prompt."""
    if not may_be_account(entry):
        return None
    rows = ReflectiveAccount.objects.visible_to(person).filter(entry=entry)
    return rows.order_by("-placed_at", "pk").first()
