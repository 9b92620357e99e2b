"""What of a meeting is kept for a while only."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from meetings.devices import LASTS
from meetings.models import Asking
from meetings.pots import Pot
from people import disk

ANSWERS_KEPT = timedelta(days=14)  # after it: to write the minutes by


def drop_stale() -> int:
    """Own words that no device can ask for any more, and answers once the minutes had time."""
    count = _drop("words", "slips", {}, LASTS)
    count += _drop("answers", "pot", Pot().stored(), ANSWERS_KEPT)
    # Also when nothing was dropped: the end of a meeting leaves its old rows in the log while
    # somebody else reads it.
    disk.drop_old_rows()
    return count


def _drop(what: str, name: str, empty: object, kept: timedelta) -> int:
    """Empty a value of every asking whose time is over, once. How many held something."""
    dropped_at = f"{what}_dropped_at"
    there = Asking.objects.filter(**{dropped_at: None})
    stale = there.filter(meeting__ended_at__lte=timezone.now() - kept)
    pks = list(stale.values_list("pk", flat=True))
    return sum(_emptied(pk, name, empty, dropped_at) for pk in pks)


@transaction.atomic
def _emptied(pk: UUID, name: str, empty: object, dropped_at: str) -> bool:
    asking = Asking.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if asking is None:
        return False
    held = getattr(asking, name) != empty
    setattr(asking, name, empty)
    setattr(asking, dropped_at, timezone.now())
    asking.save(update_fields=[name, dropped_at])
    return bool(held)
