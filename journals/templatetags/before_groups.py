"""What is before a group session, for the page of the room below, which knows of no share.

{% load before_groups %}
{% account_before session user as line %}
{% if line %}{% include "journals/includes/read_together.html" %}{% endif %}
"""

from django import template

from journals.before_groups import Line, line_of
from people.models import User
from supervision.models import SupervisionSession

register = template.Library()


@register.simple_tag
def account_before(session: SupervisionSession, viewer: User) -> Line | None:
    return line_of(session, viewer)
