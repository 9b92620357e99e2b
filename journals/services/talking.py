"""Asking to talk about a share in person."""

import uuid

from django.db import transaction

from journals.models import InvalidMove, Share
from journals.services.sharing import lock_share, record
from journals.services.topics import add_topic, lock_pair
from people import audit
from people.models import User


@transaction.atomic
def talk_in_person(*, share_id: uuid.UUID, reader: User) -> bool:
    """Put a share on the list of the pair's next session. False when it stands there.

    Raises InvalidMove where there is no such list: between peers.
    """
    pair = lock_pair(share_id)
    share = lock_share(Share.objects.open_to(reader), share_id)
    if pair is None:
        raise InvalidMove(f"{share} belongs to no pair with sessions.")
    added = add_topic(share, pair, by=reader)
    if added:
        record(share, reader, audit.Action.COMMENTED)
    return added
