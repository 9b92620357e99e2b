"""Who supervises whom, for pages of rooms below, which must not know of this one."""

from typing import Any

from django import template

from people.models import User
from supervision.models import Supervision

register = template.Library()


@register.inclusion_tag("supervision/includes/pairs.html")
def supervision_pairs(person: User) -> dict[str, Any]:
    pairs = Supervision.objects.visible_to(person).current()
    pairs = pairs.select_related("supervisor", "supervisee").order_by("started_on")
    return {"pairs": pairs, "person": person}
