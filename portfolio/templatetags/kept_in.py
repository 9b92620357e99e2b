"""Where a prompt of the library leads that has its page in the portfolio, for the room below."""

from typing import Any

from django import template
from django.urls import reverse

from portfolio.logs import LOGS
from portfolio.parts import PARTS
from prompts.models import Prompt

register = template.Library()


@register.inclusion_tag("portfolio/includes/kept_in.html")
def part_of_portfolio(prompt: Prompt) -> dict[str, Any]:
    """A log is its owner's; a form belongs to one of their cycles, and they choose which."""
    log = LOGS.get(prompt.kept_in)
    if log is not None:
        return {"url": log.add_url, "name": log.add}
    return {"url": reverse("portfolio:cycle_list"), "name": PARTS.get(prompt.kept_in)}
