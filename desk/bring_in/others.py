"""Whether records of earlier journals hold what others wrote or brought, and so ask for more.

As here (desk/take_out/others.py), of whoever supervised there: what they read about others was
behind a second step, and is no less others' for having come in with a copy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desk.models import Bringing
from people.models import User


def has_others_words(records: list[dict[str, Any]]) -> bool:
    return any(_led(one["parts"]) for one in records)


def _led(parts: dict[str, Any]) -> bool:
    """As the copy says it: whoever was only supervised reads their own record, as here.

    What does not say it clearly counts as others': so nothing is shown for being damaged.
    """
    pairs, sessions = parts.get("supervisions"), parts.get("supervision_sessions")
    if parts.get("reviews"):
        return True
    if pairs or sessions:
        return not (
            _all(pairs, lambda row: row.get("you_are") == "supervisee")
            and _all(sessions, lambda row: row.get("supervisor") not in (None, "", "you"))
        )
    return bool(parts.get("supervision_topics") or parts.get("handings"))


def _all(rows: Any, holds: Callable[[dict[str, Any]], bool]) -> bool:
    if not rows:
        return True
    return isinstance(rows, list) and all(isinstance(row, dict) and holds(row) for row in rows)


def asks_second_step(bringing: Bringing) -> bool:
    """Of one that came in before this was noted: if it has a record at all."""
    about = bringing.about
    return bool(about.get("others_words", about.get("records")))


def brought_others_words(person: User) -> bool:
    rows = Bringing.objects.visible_to(person).done().filter(kind=Bringing.Kind.JOURNAL)
    return any(asks_second_step(row) for row in rows.select_related("key_holder"))
