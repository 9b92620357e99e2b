"""How a share changes its state: the only place that writes one."""

from collections.abc import Iterable

from django.utils import timezone

from journals.models import InvalidMove, Share, ShareMove
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


def close_all(shares: Iterable[Share], *, by: User | None) -> int:
    """Shut for good whatever of these (locked) is not shut yet."""
    still_open = [share for share in shares if share.is_open]
    for share in still_open:
        move(share, Share.State.CLOSED, by=by)
    return len(still_open)
