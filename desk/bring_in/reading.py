"""A record of an earlier journal as a page shows it: every value, under plain names.

It is shown as it is and not by the templates of the copy: it may come from a later version
of the program, and what is not known here must be readable all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from desk.copies import showable

PARTS = {
    "portfolio": _("Of your portfolio: what could not come in"),
    "shares": _("What you shared"),
    "reviews": _("What you said to others"),
    "concerns": _("Worries about safety"),
    "supervisions": _("Supervisions"),
    "supervision_sessions": _("Supervision sessions"),
    "supervision_topics": _("Topics for supervision"),
    "handings": _("Supervisions that changed hands"),
    "wishes_for_another_supervisor": _("Wishes for another supervisor"),
    "pair_feedback": _("What was said about supervision"),
    "full_since": _("Full as a supervisor since"),
    "unsaved_supervision_pages": _("Pages about supervision that were not saved"),
    "meetings": _("Meetings that you led"),
    "memberships": _("Where you belonged"),
    "invitations": _("Invitations"),
    "programme_drafts": _("Programmes that you had not published"),
    "measures": _("Measures that are not here"),
    "promises_elsewhere": _("About promises"),
    "promises": _("About promises: to whom they were offered, and from whom they came"),
    "entries": _("About entries: what was ticked to be shared, and entries that could not come in"),
    "trail": _("The trail of that journal"),
    "wishes": _("Wishes about mail"),
    "words_for_depth_since": _("Words for depth since"),
    "comes_back": _("Entries to be brought up again, since"),
}
# Ids, and what only a program needs.
UNSHOWN = {
    "id", "saving_ledger", "page", "revision", "entry_revision", "object", "number", "key",
    "is_list", "entry", "share", "session", "previous", "state", "action", "words",
}  # fmt: skip
MOST_ROWS = 200  # of one part; the copy holds all


@dataclass
class Line:
    label: str
    text: str = ""
    inner: list[Line] = field(default_factory=list)


@dataclass
class Part:
    title: str
    count: int
    rows: list[list[Line]] = field(default_factory=list)
    more: int = 0


def readable(
    parts: dict[str, Any], *, titles_only: bool = False, most: int = MOST_ROWS
) -> list[Part]:
    """Not those in which nothing stands: a copy names some of its rooms where they are empty."""
    known = [key for key in PARTS if key in parts]
    order = known + [key for key in parts if key not in PARTS]
    order = [key for key in order if _holds_something(parts[key])]
    return [_part(key, parts[key], titles_only=titles_only, most=most) for key in order]


def _holds_something(value: Any, depth: int = 0) -> bool:
    if isinstance(value, dict | list) and depth < 8:
        inner = value.values() if isinstance(value, dict) else value
        return any(_holds_something(one, depth + 1) for one in inner)
    return value not in (None, "")


def _part(key: str, value: Any, *, titles_only: bool, most: int) -> Part:
    rows = value if isinstance(value, list) else [value]
    part = Part(str(PARTS.get(key, _name(key))), len(rows))
    if not titles_only:
        part.rows = [_lines(one, "") for one in showable(rows[:most])]
        part.more = max(0, len(rows) - most)
    return part


def _name(key: str) -> str:
    return str(showable(key)).replace("_", " ").replace("-", " ").strip().capitalize()


def _lines(value: Any, label: str, depth: int = 0) -> list[Line]:
    if isinstance(value, dict) and depth < 8:
        found = []
        for key, inner in value.items():
            if key in UNSHOWN or inner in (None, "", [], {}):
                continue
            if isinstance(inner, dict | list):
                found.append(Line(_name(key), inner=_lines(inner, "", depth + 1)))
            else:
                found.append(Line(_name(key), _said(inner)))
        return found
    if isinstance(value, list) and depth < 8:
        found = []
        for inner in value:
            if isinstance(inner, dict | list):
                found.append(Line("", inner=_lines(inner, "", depth + 1)))
            else:
                found.append(Line("", _said(inner)))
        return found
    return [Line(label, _said(value))]


def _said(value: Any) -> str:
    if value is True:
        return str(_("yes"))
    if value is False:
        return str(_("no"))
    text = str(value)
    if 19 <= len(text) <= 32 and text[4:5] == "-" and "T" in text:
        return _moment(text)
    return text


def _moment(text: str) -> str:
    try:
        found = parse_datetime(text)
        if found is None or found.tzinfo is None:
            return text
        return str(formats.date_format(timezone.localtime(found), "j F Y, H:i"))
    except (ValueError, OverflowError):
        return text
