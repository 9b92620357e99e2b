"""Posted pages that could not be saved: what keeping them has in common.

Each app has a table of its own for them, whose rows have an id, `fields` and `parked_at`.
Whose a page is, the callers have proven.
"""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

Fields = dict[str, list[str]]

# Whoever has seen the token of a page can post it without signing in: few pages, and small.
# Nothing can be read back by it.
MOST = 5
NOT_KEPT = {"csrfmiddlewaretoken", "binding"}


def fields_of(data: QueryDict) -> Fields:
    """A posted page as it was typed."""
    return {name: values for name, values in data.lists() if name not in NOT_KEPT}


def as_posted(fields: Fields) -> QueryDict:
    """What was kept, as it was posted."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


def fits(fields: Fields, *, characters: int) -> bool:
    return sum(len(value) for values in fields.values() for value in values) <= characters


def has_room(rows: QuerySet[Any], fields: Fields, *, characters: int, most: int = MOST) -> bool:
    """Whether a page may be kept beside these. The caller has locked what they are about."""
    return fits(fields, characters=characters) and rows.count() < most


def shown_on(rows: QuerySet[Any], shown: Iterable[str]) -> QuerySet[Any]:
    """Those among the rows that a page showed; it names them by hex, or anything else."""
    ids = [uuid.UUID(hex=one) for one in shown if re.fullmatch("[0-9a-f]{32}", one)]
    return rows.filter(pk__in=ids)


def let_go(rows: QuerySet[Any], *, shown: Iterable[str], asked: Iterable[str]) -> None:
    """Drop what a page showed, once all that it held has been saved from that page."""
    for parked in shown_on(rows, shown):
        if set(parked.fields.get("asked", [])) <= set(asked):
            parked.delete()


def drop_stale(rows: QuerySet[Any]) -> int:
    """What nobody came back for in the time of a bin."""
    count: int = rows.filter(parked_at__lte=timezone.now() - settings.BIN_TIME).delete()[0]
    return count
