"""Posted pages that could not be saved: what keeping them has in common.

Each app has a table of its own for them, whose rows have an id, `fields`, `parked_at` and
`came_alone`. Whose a page is, the callers have proven.
"""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from people.locks import lock_if_there
from people.models import User

Fields = dict[str, list[str]]

# Whoever has seen the token of a page can post it without signing in: few pages, and small.
# Nothing can be read back by it, nothing goes by it, and it takes no room from the writer's own.
MOST = 5
MOST_OWN = 20  # that a writer who is signed in has at once of one kind, about one thing
MOST_CHARACTERS = 500_000  # of a page of one's own: far more than all its fields may have
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


def park(
    rows: QuerySet[Any],
    fields: Fields,
    *,
    characters: int,
    alone: bool,
    shown: Iterable[str] = (),
    **about: Any,
) -> bool:
    """Keep a page beside these rows, if there is room; the same one sent twice is kept once.

    `alone`: it came without its writer being signed in. Only who is signed in can put it in
    the place of what the page had `shown`. The caller has locked what the rows are about.
    """
    gone = [] if alone else list(shown_on(rows, shown).values_list("pk", flat=True))
    beside = list(rows.filter(came_alone=alone).exclude(pk__in=gone))
    if not any(row.fields == fields for row in beside):
        if not fits(fields, characters=characters) or len(beside) >= (MOST if alone else MOST_OWN):
            return False
        rows.model.objects.create(fields=fields, came_alone=alone, **about)
    rows.filter(pk__in=gone).delete()
    return True


def lock_owner(owner_id: uuid.UUID) -> User | None:
    """Within the caller's transaction: whose page it is, if there is still somebody.

    Their journal may be erased just now, and nothing may be parked under it.
    """
    return lock_if_there(owner_id)


def park_for(
    owner: User,
    model: type[Any],
    page: str,
    fields: Fields,
    *,
    alone: bool,
    shown: Iterable[str],
    **about: Any,
) -> bool:
    """Keep a page for a locked owner, by their key, beside those of its kind about the same."""
    return park(
        model.objects.filter(owner=owner, page=page, **about),
        fields,
        characters=MOST_CHARACTERS,
        alone=alone,
        shown=shown,
        owner=owner,
        key_holder_id=owner.key_holder_id,
        page=page,
        **about,
    )


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
