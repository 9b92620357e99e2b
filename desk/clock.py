"""Whether the server's clock may be believed when it says that something's days are over.

What a round erases is gone for good. A clock that runs ahead by a year would empty every bin in
its first minute, and the days in which somebody could still change their mind would be none.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from desk.models import Round

# Half of a bin's time: a smaller step leaves everybody at least half of their days.
STEP = settings.BIN_TIME / 2
PATIENCE = timedelta(days=1)  # for whoever keeps the server to look at its clock


@transaction.atomic
def begin_round() -> datetime | None:
    """Note a round. Until when nothing may be erased, if the clock stepped ahead since the last.

    A server that was off for so long waits too: nothing tells the one from the other.
    """
    now = timezone.now()
    Round.objects.get_or_create(defaults={"began_at": now})
    last = Round.objects.select_for_update(no_key=True).get()
    if now - last.began_at > STEP:
        last.waits_until = now + PATIENCE
    elif last.waits_until and not now < last.waits_until <= now + PATIENCE:
        last.waits_until = None  # the day is over, or the clock was set right again
    last.began_at = now
    last.save()
    return last.waits_until


def believe() -> None:
    """Somebody has looked: the clock is right."""
    Round.objects.update(waits_until=None, began_at=timezone.now())
