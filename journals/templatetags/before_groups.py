"""What is before a group session, for the page of the room below, which knows of no share.

{% load before_groups %}
{% account_before session user %}
"""

from typing import Any

from django import template

from journals.before_groups import line_of
from people.models import User
from supervision.models import SupervisionSession

register = template.Library()


@register.inclusion_tag("journals/includes/read_together.html")
def account_before(session: SupervisionSession, viewer: User) -> dict[str, Any]:
    return {"line": line_of(session, viewer), "session": session, "user": viewer}
