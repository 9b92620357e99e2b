"""How a share changes its state: the only place that writes one."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from journals import waiting_news
from journals.models import InvalidMove, Share, ShareMove
from journals.services.before_groups import close_rows_of
from journals.services.topics import drop_topics
from people import audit
from people.models import User


def move(share: Share, state: str, *, by: User | None) -> None:
    """Move a share that the caller has locked. Raises InvalidMove."""
    if not share.may_become(state):
        raise InvalidMove(f"{share} is {share.state} and cannot become {state}.")
    before, share.state, share.moved_at = share.state, state, timezone.now()
    share.save(update_fields=["state", "moved_at"])
    number = ShareMove.objects.filter(share=share).count() + 1
    ShareMove.objects.create(
        share=share, number=number, before=before, after=state, by=by, at=share.moved_at
    )
    if state != Share.State.SEEN:
        waiting_news.waits_no_more(share)
    if not share.is_open:
        drop_topics(share)
        close_rows_of(share)


def close_all(shares: Iterable[Share], *, by: User | None) -> int:
    """Shut for good whatever of these (locked) is not shut yet; by nobody: their day has come."""
    still_open = [share for share in shares if share.is_open]
    # By writer: two who shut shares of the same people queue for their trails in one order.
    for share in sorted(still_open, key=lambda share: (share.author_id, share.pk)):
        move(share, Share.State.CLOSED, by=by)
        about: dict[str, Any] = {
            "person": share.author,
            "action": audit.Action.SHARE_CLOSED,
            "object_type": "share",
            "object_id": share.pk,
        }
        if by is None:
            audit.record_calendar(**about)
        else:
            audit.record(actor=by, **about)
    return len(still_open)
