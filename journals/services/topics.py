"""Putting a share on the list of a pair's next session, and taking it off again.

All of it within the caller's transaction, in this order: `lock_pair`, then the share, then
`add_topic`. Ending a supervision locks pair and shares in that order too.
"""

import uuid

from django.utils import timezone

from journals.models import Share, SharedTopic
from people.models import User
from supervision.models import SessionTopic, Supervision
from supervision.services.keys import key_of


def lock_pair(share_id: uuid.UUID) -> Supervision | None:
    """The running supervision of a share, with its key; None for peers and readers outside."""
    shares = Share.objects.filter(pk=share_id).values("supervision")
    pairs = Supervision.objects.current().filter(pk__in=shares, is_peer=False)
    pair = pairs.select_related("key_holder").first()
    if pair is not None:
        key_of(pair)
    return pair


def add_topic(share: Share, pair: Supervision, *, by: User) -> bool:
    """Put it on the pair's list. False when it stands there already."""
    if SharedTopic.objects.filter(share=share).open().exists():
        return False
    drop_topics(share)  # talked about before: if that is corrected, it waits only as this one
    topic = SessionTopic.objects.create(supervision=pair, key_holder=key_of(pair), by=by)
    SharedTopic.objects.create(topic=topic, share=share)
    return True


def drop_topics(share: Share) -> None:
    """It is not to wait as these any more: nobody can open it now, or it is put there anew.

    What was talked about already stays in its record. If that is corrected, it waits no more.
    """
    own = SharedTopic.objects.filter(share=share).values("topic")
    left = SessionTopic.objects.filter(pk__in=own, dropped_at__isnull=True)
    left.update(dropped_at=timezone.now())


def drop_all_topics(author: User) -> None:
    """A journal is erased, and its shares with it."""
    own = SharedTopic.objects.filter(share__author=author).values("topic")
    left = SessionTopic.objects.filter(pk__in=own, dropped_at__isnull=True)
    left.update(dropped_at=timezone.now())
