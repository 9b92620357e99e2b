"""What ends shares besides their writer taking them back."""

import logging
import uuid
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from journals import news
from journals.models import Entry, Share
from journals.models.running import supervision_runs
from journals.services.moves import close_all
from people import audit
from people.models import User
from supervision.models import Supervision
from supervision.services.handing import settle_open_of
from supervision.services.locks import lock_pairs
from supervision.services.pairs import set_end, tell_end
from vault.errors import SealError

logger = logging.getLogger(__name__)


@transaction.atomic
def end_supervision(
    *, supervision: Supervision, actor: User | None, on: date | None = None, leaves: bool = False
) -> None:
    """End a supervision; without an actor when an operator does. Its shares are shut for good
    once it is over, also if the two start again: a new supervision opens nothing old.

    `leaves`: the actor closes their journal just now."""
    supervision, covers = lock_for_the_end(supervision)
    ended = [supervision] if set_end(supervision=supervision, on=on) else []
    # Who stands in does so for somebody: that ends no later.
    last = supervision.ended_on
    later = [one for one in covers if last and one.ended_on and one.ended_on > last]
    ended += [one for one in later if set_end(supervision=one, on=on)]
    if not Supervision.objects.current().filter(pk=supervision.pk).exists():
        settle_open_of(supervision)
        _close(_of(supervision), by=actor)
    for one in ended:
        tell_end(one, actor=actor, leaves=leaves)


def lock_for_the_end(
    supervision: Supervision, *besides: User
) -> tuple[Supervision, list[Supervision]]:
    """Within the caller's transaction: the supervision, who stands in, what is open in them, and
    then the trails of all of them and of `besides`. Whoever opens a share holds it before a trail.
    """
    rows = Supervision.objects.select_related("supervisor", "supervisee")
    locked = rows.select_for_update(of=("self",), no_key=True)
    supervision = locked.get(pk=supervision.pk)
    covers = list(locked.filter(covers=supervision).order_by("pk"))
    writers = [share.author for share in _lock_open(_of(supervision))]
    people = [
        person for one in (supervision, *covers) for person in (one.supervisor, one.supervisee)
    ]
    audit.lock_trails((*people, *writers, *besides))
    return supervision, covers


def _of(supervision: Supervision) -> Q:
    return Q(supervision=supervision) | Q(supervision__covers=supervision)


@transaction.atomic
def end_peers(*, pair: Supervision, actor: User) -> None:
    """End a peer pair, both of its sides. A supervision of theirs besides goes on."""
    sides = Q(supervisor=pair.supervisor_id, supervisee=pair.supervisee_id)
    sides |= Q(supervisor=pair.supervisee_id, supervisee=pair.supervisor_id)
    both = lock_pairs(Supervision.objects.current().filter(sides, is_peer=True))
    _lock_open(Q(supervision__in=both))  # of both, before the trails of either
    for side in both:
        end_supervision(supervision=side, actor=actor)


def close_shares_of(entry: Entry, *, by: User) -> None:
    """Within the caller's transaction: its entry goes to the bin, or is erased."""
    _close(Q(entry=entry), by=by)


def lock_shares_of(entry: Entry) -> None:
    """Within the caller's transaction: nobody moves its shares until that ends."""
    rows = (
        Share.objects.filter(entry=entry)
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    list(rows.values_list("pk"))


def close_shares_to(reader: User) -> None:
    """Within the caller's transaction: the reader leaves, and opens nothing any more."""
    _close(Q(reader=reader), by=reader)


def close_ended() -> int:
    """Shut what the clock ended: a supervision over since today, also where it goes on after
    somebody had left the organisation, and a link past its day.

    Nobody can open these since that very moment; this writes it down for good. Each by
    itself: one that cannot be shut is logged by id and does not keep the others.
    """
    over = ~Q(supervision_runs()) & Q(supervision__isnull=False)
    past = Q(outside__ends_at__lte=timezone.now())
    ended = Share.objects.filter(over | past, state__in=Share.OPEN)
    return sum(_close_one(pk) for pk in list(ended.values_list("pk", flat=True)))


def _close_one(pk: uuid.UUID) -> int:
    try:
        with transaction.atomic():
            return _close(Q(pk=pk))
    except SealError as error:
        logger.error("share %s is not shut: %s", pk, type(error).__name__)
        return 0


def _lock_open(which: Q) -> list[Share]:
    rows = Share.objects.filter(which, state__in=Share.OPEN).select_related("author")
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))


def _close(which: Q, *, by: User | None = None) -> int:
    shares = _lock_open(which)
    for share in shares:
        news.no_longer_waits(share)
    return close_all(shares, by=by)
