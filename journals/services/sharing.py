"""Giving a share, taking it back, and opening one."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from journals import news
from journals.models import Entry, EntryRevision, Preparation, Review, Share
from journals.saving import keep_revision
from journals.services.moves import move
from journals.snapshots import Snapshot, snapshot_of, word_count
from people import audit
from people.models import AuditEvent, User
from supervision.models import Supervision
from supervision.services.locks import lock_pairs

SITTING = timedelta(hours=1)


class NotSharedError(Exception):
    """Nothing was shared, for a reason that the page says; nothing is lost."""


class EntryChangedError(NotSharedError):
    """The entry is not any more as the preview showed it."""


class NothingChosenError(NotSharedError):
    """No part that holds a word is chosen."""


class NoReaderError(NotSharedError):
    """Nobody is chosen, or somebody who is not the writer's supervisor any more."""


@transaction.atomic
def share_entry(
    *,
    entry_id: uuid.UUID,
    author: User,
    supervisions: Iterable[uuid.UUID],
    chosen: set[str],
    ask: str = "",
    revision: int,
) -> list[Share]:
    """Give each of the chosen supervisors a copy. All of them, or, on any refusal, none.

    `revision` is that of the preview: what goes is what was shown.
    """
    entry = lock_entry(entry_id, author)
    wanted = set(supervisions)
    current = Supervision.objects.current().filter(supervisee=author, pk__in=wanted)
    # Locked: a supervision that ends just now shuts this share too, or refuses it.
    pairs = lock_pairs(current.select_related("supervisor"))
    if not wanted or len(pairs) != len(wanted):
        raise NoReaderError
    snapshot = checked_snapshot(entry, chosen=chosen, ask=ask, revision=revision)
    shares = [give(entry, author, snapshot, supervision=pair) for pair in pairs]
    Preparation.objects.filter(entry=entry).delete()
    return shares


def lock_entry(entry_id: uuid.UUID, author: User) -> Entry:
    """The entry as it stands; nobody saves into it until the transaction ends."""
    rows = (
        Entry.objects.visible_to(author).for_writing().select_for_update(of=("self",), no_key=True)
    )
    return rows.get(pk=entry_id)


def checked_snapshot(entry: Entry, *, chosen: set[str], ask: str, revision: int) -> Snapshot:
    if entry.revision != revision:
        raise EntryChangedError
    snapshot = snapshot_of(entry, chosen=chosen, ask=ask)
    if not snapshot["parts"]:
        raise NothingChosenError
    return snapshot


def give(
    entry: Entry,
    author: User,
    snapshot: Snapshot,
    *,
    supervision: Supervision | None,
    previous: Share | None = None,
) -> Share:
    """Make one share. Without a supervision, the caller adds its OutsideReader, and says to
    which share this is the next round."""
    reader = supervision.supervisor if supervision else None
    keep_revision(entry, EntryRevision.Reason.SHARE)
    share = Share.objects.create(
        entry=entry,
        author=author,
        key_holder_id=entry.key_holder_id,
        prompt_version_id=entry.prompt_version_id,
        reader=reader,
        supervision=supervision,
        previous=_round_before(entry, author, reader) if reader else previous,
        entry_revision=entry.revision,
        snapshot=snapshot,
        word_count=word_count(snapshot),
    )
    Review.objects.create(share=share, key_holder_id=share.key_holder_id)
    record(share, author, audit.Action.SHARED)
    news.shared(share)
    return share


def _round_before(entry: Entry, author: User, reader: User) -> Share | None:
    """The share to which this one is the next round: the last on which the reader spoke."""
    given = Share.objects.own_of(author).filter(entry=entry, reader=reader)
    return given.said_something().newest_first().first()


@transaction.atomic
def withdraw_share(*, share_id: uuid.UUID, author: User) -> Share:
    """Take a share back, at any time. From the next request on its reader cannot open it."""
    share = lock_share(Share.objects.own_of(author), share_id)
    _withdraw(share, author)
    return share


@transaction.atomic
def withdraw_all(*, author: User) -> int:
    """Take back whatever is open of a person's, also while a reset waits. How many there were.

    Who shared may be afraid just then, and who only reads the mailbox learns nothing by it:
    the words stay, and their writer can share again.
    """
    rows = Share.objects.to_take_back(author).select_related("author").defer("snapshot")
    shares = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
    for share in shares:
        _withdraw(share, author)
    return len(shares)


def _withdraw(share: Share, author: User) -> None:
    move(share, Share.State.WITHDRAWN, by=author)
    record(share, author, audit.Action.SHARE_WITHDRAWN)
    news.no_longer_waits(share)


@transaction.atomic
def open_share(*, share_id: uuid.UUID, reader: User, came_back: bool = False) -> Share:
    """Open a share as its reader. Each opening is a row in the writer's trail.

    With `came_back` they are back from their own save, which is part of the same sitting.
    """
    share = lock_share(Share.objects.open_to(reader), share_id)
    if share.state == Share.State.WAITING:
        move(share, Share.State.SEEN, by=reader)
    news.seen(share, reader)
    if not (came_back and is_same_sitting(share, reader.pk)):
        record(share, reader, audit.Action.SHARE_OPENED)
    return share


def is_same_sitting(share: Share, reader_id: uuid.UUID) -> bool:
    """Whether the writer's trail has an opening by this reader that is not long ago."""
    since = timezone.now() - SITTING
    rows = AuditEvent.objects.filter(person=share.author, object_id=share.pk, at__gt=since)
    return rows.filter(action=audit.Action.SHARE_OPENED, actor_id=reader_id).exists()


def open_round_before(*, share: Share, reader: User, came_back: bool = False) -> Review | None:
    """The reader's words on the round before this one, if that is still open to them.

    To compare the two is to open the earlier one again, and its writer is told so.
    """
    if share.previous_id is None:
        return None
    try:
        before = open_share(share_id=share.previous_id, reader=reader, came_back=came_back)
    except Share.DoesNotExist:
        return None
    review = Review.objects.visible_to(reader).get(share=before)
    review.share = before
    return review


def lock_share(shares: "QuerySet[Share]", share_id: uuid.UUID) -> Share:
    """Fetched and locked in one step: a withdrawal is either before, or waits until after."""
    # `outside` is left out of the lock's joins: an outer join cannot be locked.
    rows = shares.select_related(
        "author", "reader", "key_holder", "prompt_version__prompt__programme"
    )
    return rows.select_for_update(of=("self",), no_key=True).get(pk=share_id)


def record(share: Share, actor: User, action: "audit.Action") -> None:
    audit.record(
        person=share.author, actor=actor, action=action, object_type="share", object_id=share.pk
    )
