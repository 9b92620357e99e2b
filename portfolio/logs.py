"""The three logs: what each is called, what it holds, and where its pages are.

This is the only list of them: pages, tables, files for others and the bin go through LOGS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.typed_pages import TypedForm
from portfolio.documents.pack import Sheet
from portfolio.forms import CpdForm, FeedbackForm, HoursForm
from portfolio.log_sheets import cpd_sheet, feedback_sheet, hours_sheet
from portfolio.models import Cpd, Feedback, PracticeHours
from portfolio.tables.columns import CPD, FEEDBACK, HOURS, Column


@dataclass(frozen=True)
class Log:
    key: str  # in addresses, and the name of its page that is parked
    model: Any
    form: type[TypedForm]
    columns: tuple[Column, ...]  # of its table
    sheet: Callable[[str, list[Any]], Sheet]  # in a file for others
    requirement: str  # the key of what a regulator asks for, of which this is the record
    title: Promise
    lede: Promise
    add: Promise
    change: Promise
    empty: Promise

    @property
    def url(self) -> str:
        return reverse(f"portfolio:{self.key}_list")

    @property
    def add_url(self) -> str:
        return reverse(f"portfolio:{self.key}_create")

    @property
    def table_url(self) -> str:
        return reverse(f"portfolio:{self.key}_table")

    @property
    def line_template(self) -> str:
        return f"portfolio/includes/{self.key}_line.html"

    def url_of(self, line: Any, deed: str) -> str:
        return reverse(f"portfolio:{self.key}_{deed}", args=[line.pk])


LOGS = {
    log.key: log
    for log in (
        Log(
            key="hours",
            model=PracticeHours,
            form=HoursForm,
            columns=HOURS,
            sheet=hours_sheet,
            requirement="practice",
            title=_("Practice hours"),
            lede=_("Stretches of work, in round numbers that you could show."),
            add=_("Add hours"),
            change=_("Change hours"),
            empty=_("A line can be a shift, a month or a whole year in one post."),
        ),
        Log(
            key="cpd",
            model=Cpd,
            form=CpdForm,
            columns=CPD,
            sheet=cpd_sheet,
            requirement="cpd",
            title=_("Learning (CPD)"),
            lede=_("What you learned, alone or with others, and what it has to do with your work."),
            add=_("Add learning"),
            change=_("Change learning"),
            empty=_("A study day, an article, a talk after a hard shift: write it while you still "
                    "know the hours."),
        ),
        Log(
            key="feedback",
            model=Feedback,
            form=FeedbackForm,
            columns=FEEDBACK,
            sheet=feedback_sheet,
            requirement="feedback",
            title=_("Feedback"),
            lede=_("What was said about your work, and what it changed. Never who said it."),
            add=_("Add feedback"),
            change=_("Change feedback"),
            empty=_("Thanks, a complaint and a word in passing all count."),
        ),
    )
}  # fmt: skip
