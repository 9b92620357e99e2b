"""Rows that cannot come in: named in one plain line, and kept in the record as they were."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from pydantic import ValidationError


@dataclass(frozen=True)
class Refused:
    """A row that stays in the record, and why it is not more."""

    name: str
    why: str


class WrongRow(Exception):
    """Why a row cannot come in as one."""


def why_of(error: ValidationError | WrongRow) -> str:
    """Which field, and what is wrong with it; never what stands in it."""
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(step)[:40] for step in first["loc"]) or "?"
    return missing(where) if first["type"] == "missing" else unreadable(where)


def missing(where: str) -> str:
    return _("“%(where)s” is missing.") % {"where": where}


def unreadable(where: str) -> str:
    return _("“%(where)s” cannot be read.") % {"where": where}


def twice() -> WrongRow:
    return WrongRow(_("It stands in the file twice."))
