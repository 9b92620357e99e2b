"""What of a meeting is kept for a while only."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from meetings.devices import LASTS
from meetings.models import Asking, Meeting
from meetings.pots import Pot
from people import disk

ANSWERS_KEPT = timedelta(days=14)  # after it: to write the minutes by


def drop_stale() -> int:
    """Own words that no device can ask for any more, and answers once the minutes had time."""
    now = timezone.now()
    over = Asking.objects.filter(meeting__state=Meeting.State.OVER)
    slips = over.filter(meeting__ended_at__lte=now - LASTS)
    answers = over.filter(meeting__ended_at__lte=now - ANSWERS_KEPT)
    count = sum(_emptied(asking, "slips", {}) for asking in slips)
    count += sum(_emptied(asking, "pot", Pot().stored()) for asking in answers)
    if count:
        disk.drop_old_rows()
    return count


@transaction.atomic
def _emptied(asking: Asking, name: str, empty: object) -> bool:
    asking = Asking.objects.select_for_update(no_key=True).get(pk=asking.pk)
    if getattr(asking, name) == empty:
        return False
    setattr(asking, name, empty)
    asking.save(update_fields=[name])
    return True
