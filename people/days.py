"""Which day it is for who may open what."""

from datetime import date, datetime

from django.utils import timezone


def house_day(at: datetime | None = None) -> date:
    """Today in the zone of the house, the same for everybody.

    Not `localdate()` alone: inside a request that is the day of the person who looks, who
    would keep an access that has ended by choosing a zone in which it is still yesterday.
    """
    return timezone.localdate(at, timezone=timezone.get_default_timezone())
