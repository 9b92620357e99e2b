"""Kinds for tests: the rooms above have not registered theirs for these."""

import itertools
import uuid
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from notices import kinds
from notices.models import Notice, Wish
from people.models import User

_numbers = itertools.count(1)


def register_kind(key: str = "", *, name: str = "Ben", **fields: Any) -> SimpleNamespace:
    """A kind of its own, for this test. What is put into `closed` may not be opened."""
    made = SimpleNamespace(key=key or f"tests.kind-{next(_numbers)}", closed=set(), asked=[])

    def still_open(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
        made.asked.append(len(notices))
        return {n.pk for n in notices} - made.closed

    defaults: dict[str, Any] = {
        "label": "Somebody does something",
        "text": lambda notice: "%(who)s did something.",
        "still_open": still_open,
        "url": lambda notice: "/",
        "who": lambda notice: name,
    }
    kinds.register(kinds.Kind(key=made.key, **defaults | fields))
    return made


def make_notice(person: User, kind: str, **fields: Any) -> Notice:
    fields.setdefault("once_for", f"once-{next(_numbers)}")
    return Notice.objects.create(person=person, kind=kind, **fields)


def make_wish(person: User, **fields: Any) -> Wish:
    fields.setdefault("mail", Wish.Mail.DAILY)
    return Wish.objects.create(person=person, **fields)
