"""What ends shares besides their writer taking them back."""

import uuid
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from journals import news
from journals.models import Entry, Share
from journals.services.moves import close_all
from people.models import User
from supervision.models import Supervision
from supervision.services import set_end


@transaction.atomic
def end_supervision(
    *, supervision: Supervision, actor: User | None, on: date | None = None
) -> None:
    """End a supervision; without an actor when an operator does. Its shares are shut for good
    once it is over, also if the two start again: a new supervision opens nothing old."""
    supervision = Supervision.objects.select_for_update().get(pk=supervision.pk)
    set_end(supervision=supervision, on=on)
    if not Supervision.objects.current().filter(pk=supervision.pk).exists():
        _close(Q(supervision=supervision), by=actor)


def close_shares_of(entry: Entry, *, by: User) -> None:
    """Within the caller's transaction: its entry goes to the bin, or is erased."""
    _close(Q(entry=entry), by=by)


def close_shares_to(reader: User) -> None:
    """Within the caller's transaction: the reader leaves, and opens nothing any more."""
    _close(Q(reader=reader), by=reader)


@transaction.atomic
def close_ended() -> int:
    """Shut what the clock ended: a supervision over since today, a link past its day.

    Nobody can open these since that very moment; this writes it down for good.
    """
    over = Q(supervision__isnull=False) & ~Q(supervision__in=Supervision.objects.current())
    return _close(over) + _close(Q(pk__in=_past_their_day()))


def _past_their_day() -> list[uuid.UUID]:
    past = Share.objects.open().filter(outside__ends_at__lte=timezone.now())
    return list(past.values_list("pk", flat=True))


def _close(which: Q, *, by: User | None = None) -> int:
    rows = Share.objects.filter(which, state__in=Share.OPEN)
    shares = list(rows.select_related("author").order_by("pk").select_for_update(of=("self",)))
    for share in shares:
        news.no_longer_waits(share)
    return close_all(shares, by=by)
