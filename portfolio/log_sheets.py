"""The three logs as a file for others prints them: their columns, and what they come to."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portfolio.documents.pack import Sheet
from portfolio.figures import from_to, full_day, hours_in_words, plain_number


def hours_sheet(title: str, lines: list[Any]) -> Sheet:
    return Sheet(
        title=title,
        head=(_("Dates"), _("Hours"), _("Organisation"), _("Scope"), _("Setting"), _("Work"),
              _("Evidence")),
        rows=tuple(
            (_days(one), plain_number(one.hours), _two(one.organisation, one.address),
             _two(str(one.get_registered_as_display()), one.scope_in_words), one.setting, one.work,
             one.evidence)
            for one in lines
        ),
        widths=(3, 2, 4, 3, 3, 4, 3),
        total=hours_in_words(sum(one.hours for one in lines)),
    )  # fmt: skip


def cpd_sheet(title: str, lines: list[Any]) -> Sheet:
    shared = hours_in_words(sum(one.participatory for one in lines))
    return Sheet(
        title=title,
        head=(_("Dates"), _("Topic and method"), _("How it relates to my practice"), _("Hours"),
              _("With others"), _("Part of the code"), _("Evidence")),
        rows=tuple(
            (_days(one), _two(one.topic, one.method_in_words), one.relates,
             plain_number(one.hours), plain_number(one.participatory), one.standards, one.evidence)
            for one in lines
        ),
        widths=(3, 4, 4, 2, 2, 3, 3),
        total=_("%(hours)s, %(shared)s of it with others")
        % {"hours": hours_in_words(sum(one.hours for one in lines)), "shared": shared},
    )  # fmt: skip


def feedback_sheet(title: str, lines: list[Any]) -> Sheet:
    return Sheet(
        title=title,
        head=(_("Date"), _("From"), _("Type"), _("What it was about"),
              _("How it changed my practice"), _("Evidence")),
        rows=tuple(
            (full_day(one.given_on), one.source_in_words, one.form_in_words, one.content,
             one.influence, one.evidence)
            for one in lines
        ),
        widths=(3, 3, 2, 4, 4, 3),
        total=ngettext("%(number)s piece", "%(number)s pieces", len(lines))
        % {"number": len(lines)},
    )  # fmt: skip


def _days(line: Any) -> str:
    return full_day(line.ended_on) if line.is_one_day else from_to(line.started_on, line.ended_on)


def _two(*texts: str) -> str:
    return "\n".join(filter(None, texts))
