"""What waits for a supervisor: which shares, in which order, narrowed to what."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When, Window
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from journals.models import ParkedWords, Reply, Review, Share
from journals.models.shares import ShareQuerySet
from people.models import User
from supervision.models import Capacity, Supervision
from supervision.services.pairs import are_full
from vault.ids import from_short, short

State = Share.State
KNOWN_FOR = {True: timedelta(minutes=10), False: timedelta(minutes=1)}
WAITING = "waiting"

# What can be shown, and what of the shares given to a person that is.
SHOWN: dict[str, tuple[Any, Q]] = {
    WAITING: (_("Waiting for you"), Q(state__in=[State.WAITING, State.SEEN])),
    "unopened": (_("Not opened yet"), Q(state=State.WAITING)),
    "begun": (_("You began to write"), Q(state=State.SEEN, has_begun=True)),
    "returned": (_("With the writer"), Q(state=State.RETURNED)),
    "acknowledged": (_("Acknowledged"), Q(state=State.ACKNOWLEDGED)),
}


@dataclass
class Queue:
    """The shares given to a person, narrowed as asked; `counts` is of the chosen writer's."""

    shares: ShareQuerySet
    show: str = WAITING
    writer: UUID | None = None
    counts: Counter[str] = field(default_factory=Counter)
    writers: dict[UUID, str] = field(default_factory=dict)
    is_full: bool = False  # the reader said so

    @property
    def count(self) -> int:
        return self.counts[self.show]

    @property
    def choices(self) -> list[tuple[str, str, int]]:
        return [(key, label, self.counts[key]) for key, (label, _which) in SHOWN.items()]

    @property
    def people(self) -> list[tuple[str, str]]:
        return [(short(pk), name) for pk, name in self.writers.items()]

    @property
    def person(self) -> str:
        return short(self.writer) if self.writer else ""

    @property
    def is_of_waiting(self) -> bool:
        """Whether it shows what nobody has answered yet."""
        return self.show not in ("returned", "acknowledged")

    @property
    def is_empty(self) -> bool:
        """Nothing was ever shared with this person that they may open now."""
        return not self.writers


def queue_of(reader: User, asked: QueryDict) -> Queue:
    """Two queries, however many there are: one counts, and the list is the other."""
    given = _given_to(reader)
    show = asked.get("show", WAITING)
    queue = Queue(given, show if show in SHOWN else WAITING)
    rows = given.values("author", "author__display_name").annotate(
        **{key: Count("pk", filter=which) for key, (_label, which) in SHOWN.items()},
        is_full=Exists(Capacity.objects.filter(supervisor=reader, full_since__isnull=False)),
    )
    found = list(rows.order_by("author__display_name", "author"))
    queue.writers = {row["author"]: row["author__display_name"] for row in found}
    queue.is_full = found[0]["is_full"] if found else reader.pk in are_full([reader])
    queue.writer = _writer(asked.get("from", ""), queue.writers)
    for row in found:
        if queue.writer in (None, row["author"]):
            queue.counts.update({key: row[key] for key in SHOWN})
    queue.shares = _narrowed(given, queue)
    return queue


def waiting_longest(reader: User, number: int) -> tuple[int, list[Share]]:
    """How many wait for a person, and the first of them, without a word of it: one query."""
    waiting = Share.objects.open_to(reader).to_be_read()
    rows: Any = waiting.listed()  # for the type checker: its columns are named in the model
    counted = rows.annotate(all=Window(Count("pk"))).longest_waiting_first()
    first = list(counted[:number])
    return (first[0].all if first else 0), first


def next_waiting(reader: User, share: Share) -> tuple[int, Share | None]:
    """How many wait besides this share, and which comes after it: one query.

    Onward from here, and only then those that were passed over: whoever works from the top
    left them for later.
    """
    waiting = Share.objects.open_to(reader).to_be_read().exclude(pk=share.pk)
    after = Q(shared_at__gt=share.shared_at) | Q(shared_at=share.shared_at, pk__gt=share.pk)
    rows: Any = waiting  # for the type checker: its columns are named in the model
    counted = rows.annotate(
        all=Window(Count("pk")), passed=Case(When(after, then=Value(0)), default=Value(1))
    )
    first = counted.only("pk").order_by("passed", "shared_at", "pk").first()
    return (first.all if first else 0), first


def may_be_ticked(share: Share) -> bool:
    """Of a list: whether its reader may say that it was read, and no more."""
    begun = share.has_begun or share.has_parked
    return share.state == State.SEEN and not begun


def name_known(shares: Iterable[Share], viewer: User) -> None:
    """Give the viewer's own, and those that they opened as their reader, the title that was
    shared; one query, if any is such.

    Of one that was not opened a list says no word of its writer's: opening is in their trail. So
    the others of a group, whose opening is another, see none either.
    """
    listed = list(shares)
    known = [share.pk for share in listed if _is_known(share, viewer)]
    rows = Share.objects.visible_to(viewer).filter(pk__in=known).select_related("key_holder")
    titles = {row.pk: row.snapshot["title"] for row in rows.only("snapshot", "key_holder")}
    for share in listed:
        share.shared_title = titles.get(share.pk, "")


def _is_known(share: Share, viewer: User) -> bool:
    if share.author_id == viewer.pk:
        return True
    return share.reader_id == viewer.pk and share.state != State.WAITING


def has_queue(person: User, session: SessionBase) -> bool:
    """Whether somebody may share with this person, or did: for the way in on every page.

    Looked up now and then, and kept with the session in between: it opens nothing.
    """
    known, looked_at = session.get("has_queue", (False, 0.0))
    if abs(time.time() - looked_at) < KNOWN_FOR[known].total_seconds():
        return bool(known)
    current = Supervision.objects.current().filter(supervisor=person)
    known = current.exists() or Share.objects.given_to(person).exists()
    session["has_queue"] = (known, time.time())
    return known


def _given_to(reader: User) -> ShareQuerySet:
    own = OuterRef("pk")
    parked = ParkedWords.objects.filter(share=own, by_writer=False)
    turns = Reply.objects.filter(share=own).order_by("-made_at")
    rows: Any = Share.objects.open_to(reader)  # see Share for its columns
    found: ShareQuerySet = rows.annotate(
        has_begun=Exists(Review.objects.filter(share=own, revision__gt=0)),
        has_parked=Exists(parked),
        said=F("review__outcome"),
        # Where the last word is the writer's: so that "I would rather talk" is heard.
        last_kind=Subquery(turns.values("kind")[:1]),
        last_is_writers=Subquery(turns.values("by_writer")[:1]),
    )
    return found


def _narrowed(given: ShareQuerySet, queue: Queue) -> ShareQuerySet:
    shares = given.listed().filter(SHOWN[queue.show][1])
    if queue.writer:
        shares = shares.filter(author=queue.writer)
    return shares.longest_waiting_first() if queue.is_of_waiting else shares.newest_first()


def _writer(text: str, writers: dict[UUID, str]) -> UUID | None:
    try:
        pk = from_short(text)
    except ValueError:
        return None
    return pk if pk in writers else None
