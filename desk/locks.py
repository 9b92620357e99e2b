"""What erasing a journal locks before it erases anything, in the order of everybody else.

It touches almost every kind of row, room by room. Whoever changes one of these just then holds it
before another: in the order of `supervision.services.locks`, which is kept here once for all rooms.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from journals.models import Entry, Share
from people.models import User
from supervision.models import Handing, Supervision, SupervisionSession
from supervision.services.locks import lock_pairs


def lock_what_is_of(person: User, *, closes: bool) -> list[User]:
    """Within the caller's transaction, who holds the person: all of it but the trails.

    Whose trails follow: of the person, and where they close their journal, of whoever hears of
    that.
    """
    _lock(Entry.objects.filter(author=person))
    own = Q(supervisor=person) | Q(supervisee=person) | Q(covers__supervisor=person)
    asked = Handing.objects.filter(to=person).values("supervision")
    pairs = lock_pairs(Supervision.objects.filter(own | Q(pk__in=asked)))
    ids = {person.pk}
    shares = Q(author=person) | Q(reader=person)
    if closes:
        _lock(SupervisionSession.objects.filter(parts__person=person))
        shares |= Q(supervision__in=pairs)
        ids |= {one for pair in pairs for one in (pair.supervisor_id, pair.supervisee_id)}
    writers = _lock(Share.objects.filter(shares), "author")
    return list(User.objects.filter(pk__in=ids | writers if closes else ids))


def _lock(rows: QuerySet[Any], *names: str) -> set[UUID]:
    rows = rows.order_by("pk").select_for_update(of=("self",), no_key=True)
    return set(rows.values_list(*names or ("pk",), flat=True))
