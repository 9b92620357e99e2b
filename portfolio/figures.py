"""Hours and days as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _


def plain_number(number: Decimal | int | None) -> str:
    """7.50 as 7.5, and 120.00 as 120."""
    if not number:
        return "0"
    return f"{Decimal(number).quantize(Decimal('0.01')).normalize():f}"


def hours_in_words(hours: Decimal | int | None) -> str:
    if Decimal(hours or 0) == 1:
        return _("1 hour")
    return _("%(number)s hours") % {"number": plain_number(hours)}


def full_day(day: date | None) -> str:
    """Nothing for none: forms leave room to write it by hand."""
    return formats.date_format(day, "j F Y") if day else ""


def from_to(first: date, last: date) -> str:
    return _("%(first)s to %(last)s") % {"first": full_day(first), "last": full_day(last)}
