"""What the portfolio shows in words, what comes in which order, and where a line has its page."""

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse

from portfolio import progress
from portfolio.choices import BY_FIELD, in_words
from portfolio.figures import hours_in_words
from portfolio.logs import LOGS, Log
from portfolio.models import Attachment, Cycle, PracticeHours

register = template.Library()


@register.filter
def hours(number: Decimal | None) -> str:
    return hours_in_words(number)


@register.filter
def chosen(key: str, field: str) -> str:
    """What was chosen of a list, in words: `row.scope|chosen:"scope"`."""
    return in_words(BY_FIELD[field], key)


@register.filter
def registration(key: str) -> str:
    return str(dict(PracticeHours.Registration.choices).get(key, key))


@register.filter
def in_order(steps: list[progress.Step]) -> list[progress.Step]:
    return progress.order_of(steps)


@register.filter
def next_in_order(steps: list[progress.Step]) -> progress.Step | None:
    return progress.next_of(steps)


@register.filter
def page_of(step: progress.Step, cycle: Cycle) -> str:
    """Where what is asked for is kept; nothing, if it is kept nowhere here."""
    if step.found is None or not step.found.page:
        return ""
    return reverse(f"portfolio:{step.found.page}", args=[cycle.pk])


@register.filter
def line_url(line: Any, log: Log) -> str:
    return log.url_of(line, "edit")


@register.filter
def undelete_url(line: Any, log: Log) -> str:
    return log.url_of(line, "undelete")


@register.filter
def files_url(line: Any, log: Log) -> str:
    return log.url_of(line, "files")


@register.filter
def log_of_file(file: Attachment) -> Log:
    return LOGS[file.log]


@register.filter
def line_of_file(file: Attachment) -> str:
    return LOGS[file.log].url_of(file.line, "files")
