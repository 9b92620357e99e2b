"""The kinds of things that people are told of.

The rooms above register theirs in AppConfig.ready(); this room imports none of them. A
notice of a kind that nobody registered is shown nowhere and never mailed.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from notices.models import Notice
    from people.models import User


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How one kind of notice is told.

    `label`: what the page of wishes calls it, in the reader's words ("Somebody shares an
    entry with me").
    `text(notice)`: one sentence for the list here, lazily translated; no text or title that
    anybody wrote. Where it says %(who)s, the other person's name is put.
    `still_open(person, notices)`: asked before each list and each mail, for all notices of
    all kinds that share the function at once: the ids that this person may still open, of
    the notices or of what they are about. It must take as many queries for two hundred as
    for two, and may leave what it fetched in `notice.thing` for the other three.
    `url(notice)`: where it leads.
    `who(notice)`: the name of the other person, if there is one.
    `reads_others(notice)`: whether it tells of words that somebody else wrote. Whose they are
    is not said before the second step.
    """

    key: str
    label: Any
    text: Callable[[Notice], Any]
    still_open: Callable[[User, Sequence[Notice]], AbstractSet[uuid.UUID]]
    url: Callable[[Notice], str]
    who: Callable[[Notice], str] | None = None
    reads_others: Callable[[Notice], bool] = lambda notice: False

    def sentence(self, notice: Notice, *, names: bool) -> str:
        """What the list says. Without `names`, nobody is named whose words are others'."""
        text = str(self.text(notice))
        if not self.who:
            return text
        is_named = names or not self.reads_others(notice)
        return text % {"who": self.who(notice) if is_named else _("Somebody")}


class UnknownKind(LookupError):
    """Nobody has registered a kind of this name."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    if kind.key in _kinds:
        raise ValueError(f"The kind {kind.key} is registered already.")
    _kinds[kind.key] = kind


def unregister(key: str) -> None:
    _kinds.pop(key, None)


def get(key: str) -> Kind:
    try:
        return _kinds[key]
    except KeyError:
        raise UnknownKind(f"No kind {key} is registered: see notices.kinds.") from None


def keys() -> list[str]:
    return list(_kinds)


def every() -> list[Kind]:
    return list(_kinds.values())


def still_open(person: User, notices: Iterable[Notice]) -> list[Notice]:
    """Those that this person may open at this moment, in the order given.

    Kinds that ask the same question are asked together.
    """
    notices = list(notices)
    asked: dict[Callable[..., AbstractSet[uuid.UUID]], list[Notice]] = {}
    for notice in notices:
        if kind := _kinds.get(notice.kind):
            asked.setdefault(kind.still_open, []).append(notice)
    found: set[uuid.UUID] = set()
    for ask, theirs in asked.items():
        ids = ask(person, theirs)
        found |= {n.pk for n in theirs if n.pk in ids or (n.about_id and n.about_id in ids)}
    return [notice for notice in notices if notice.pk in found]


def things_of(rows: QuerySet[Any], notices: Iterable[Notice]) -> set[uuid.UUID]:
    """For `still_open`: the ids of those among `rows` that notices are about. Each is left in
    its `notice.thing`, so that `rows` says what the sentences need of it."""
    notices = list(notices)
    ids = {notice.about_id for notice in notices if notice.about_id}
    things = rows.filter(pk__in=ids).in_bulk()
    for notice in notices:
        notice.thing = things.get(notice.about_id)
    return set(things)
