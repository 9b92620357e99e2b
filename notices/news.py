"""What the list "What is new" shows: what a person was told of, and may still open."""

from __future__ import annotations

from dataclasses import dataclass

from notices import kinds
from notices.models import Notice
from people.models import User

LONGEST = 200  # of the newest; older ones go after some months anyway


@dataclass(frozen=True)
class Item:
    notice: Notice
    sentence: str

    @property
    def is_new(self) -> bool:
        return self.notice.seen_at is None


@dataclass(frozen=True)
class News:
    items: list[Item]
    newest: Notice | None
    unseen: int
    gone: int  # new, but closed again before the person looked


def news_of(person: User, *, names: bool) -> News:
    """With `names` it says who wrote what waits to be read (people.factors.may_see_names)."""
    notices = list(Notice.objects.visible_to(person).newest_first()[:LONGEST])
    still_open = kinds.still_open(person, notices)
    unseen = sum(notice.seen_at is None for notice in notices)
    items = [
        Item(notice, kinds.get(notice.kind).sentence(notice, names=names)) for notice in still_open
    ]
    return News(
        items=items,
        newest=notices[0] if notices else None,
        unseen=unseen,
        gone=unseen - sum(item.is_new for item in items),
    )
