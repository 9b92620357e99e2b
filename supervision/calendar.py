"""One session as a calendar file (RFC 5545), for the calendar that a person has already.

Other people see calendars: so it says "Supervision" and no more, but for the place, without
which nobody gets there.

A calendar that has an older file puts the newer one in its place: the UID stays, and SEQUENCE
grows with each change of when and where, and when it is off.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from supervision.models import SupervisionSession
from vault.ids import short

LONGEST_LINE = 75  # octets, without the line's end


def calendar_file(session: SupervisionSession, *, is_off: bool) -> str:
    by_itself = is_off and not session.is_called_off  # which no row counts: it simply ended
    ends_at = session.starts_at + timedelta(minutes=session.planned_minutes)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Reflect Journal//Supervision//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{short(session.pk)}@reflect-journal.invalid",
        f"SEQUENCE:{session.plan_revision + by_itself}",
        f"DTSTAMP:{_moment(timezone.now())}",
        f"DTSTART:{_moment(session.starts_at)}",
        f"DTEND:{_moment(ends_at)}",
        f"SUMMARY:{_text(_('Supervision'))}",
        *([f"LOCATION:{_text(session.place)}"] if session.place and not is_off else []),
        f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """A line's worth of text: whatever is typed cannot begin a line of its own."""
    for found, instead in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        value = value.replace(found, instead)
    return "\\n".join(value.splitlines())


def _folded(line: str) -> str:
    """Broken into pieces of at most 75 octets, never within a character."""
    pieces: list[str] = []
    piece = ""
    for character in line:
        most = LONGEST_LINE - (1 if pieces else 0)
        if len((piece + character).encode()) > most:
            pieces.append(piece)
            piece = ""
        piece += character
    return "\r\n ".join([*pieces, piece])
