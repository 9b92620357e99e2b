"""Whether the server's clock may be believed when it says that something's days are over.

What a round erases is gone for good. A clock that steps ahead by a year would empty every bin in
its first minute, and the days in which somebody could still change their mind would be none.
This is against a clock that is wrong once, and not against somebody who steers it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from desk.models import Round

# Half of a bin's time: a smaller step leaves everybody at least half of their days.
STEP = settings.BIN_TIME / 2
PATIENCE = timedelta(days=1)  # for whoever keeps the server to look at its clock


@dataclass(frozen=True)
class Begun:
    waits_until: datetime | None  # until then nothing may be erased
    began_to_wait: bool  # with this very round


@transaction.atomic
def begin_round() -> Begun:
    """Note a round, and whether the clock stepped far ahead since the last.

    A server that was off for so long waits too: nothing tells the one from the other. One whose
    clock begins in the past at each start, until it has asked what time it is, does not: the
    moment noted only moves back when a clock that was waited for is set right.
    """
    now = timezone.now()
    Round.objects.get_or_create(defaults={"began_at": now})
    last = Round.objects.select_for_update(no_key=True).get()
    stepped = now - last.began_at > STEP
    if stepped:
        last.waits_until = now + PATIENCE
    elif last.waits_until and not now < last.waits_until <= now + PATIENCE:
        if now < last.waits_until:  # set right again
            last.began_at = now
        last.waits_until = None
    last.began_at = max(last.began_at, now)
    last.save()
    return Begun(last.waits_until, stepped)


def believe() -> None:
    """Somebody has looked: the clock is right."""
    Round.objects.update(waits_until=None, began_at=timezone.now())
