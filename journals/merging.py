"""The saving protocol: what "Saved" means, for entries and reviews alike.

A save names the parts that its page changed, and for each the revision that the page
had seen. Parts are merged one by one, so two devices on different questions never
meet. A clash is the same part changed from another base: then the first text stays
current, the second is kept beside it, and the writer chooses.

Every acknowledged save is current, or in the history, or a kept clash, or was replaced
by an acknowledged save that named it as its base. An operation that is sent again
answers as it did the first time.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from django.db import transaction
from django.db.models import QuerySet

from people import patience

Part = Any  # a JSON value
Ledger = dict[str, Any]  # which revision set each part, and the latest operations

REMEMBERED_OPERATIONS = 40


class SaveBusyError(Exception):
    """The database stayed busy. Nothing was saved; the same operation may be sent again."""


@dataclass(frozen=True)
class Save:
    operation: uuid.UUID
    page: uuid.UUID
    base: int
    parts: dict[str, Part]  # only what the page changed, cleaned
    bases: dict[str, int] = field(default_factory=dict)  # where they differ from base
    keeps_before: bool = False  # whatever it replaces goes into the history

    @property
    def digest(self) -> str:
        return digest(self.parts)

    def base_of(self, part: str) -> int:
        return self.bases.get(part, self.base)

    def without(self, parts: Collection[str]) -> "Save":
        return replace(self, parts={p: v for p, v in self.parts.items() if p not in parts})


@dataclass(frozen=True)
class Saved:
    operation: uuid.UUID
    revision: int
    clashes: list[str]


class Written(Protocol):
    """What is saved part by part."""

    revision: int
    ledger: Any


PartOf = Callable[[Any, str], Part]
Write = Callable[[Any, Save, dict[str, Part], dict[str, Part]], Saved | None]


def digest(value: Part) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def merge_into(
    rows: QuerySet[Any], pk: uuid.UUID, save: Save, *, part_of: PartOf, write: Write
) -> Saved:
    """Merge a save into the document of that id.

    `part_of` gives the current value of a part. `write` writes what changed and what clashes;
    None when somebody else wrote since the document was read. Raises DoesNotExist when there
    is none among `rows` (any more), and SaveBusyError.
    """

    def merged(document: Any) -> Saved | None:
        if earlier := answered_before(document, save):
            return earlier
        changes, clashes = sort_out(document, save, lambda part: part_of(document, part))
        if not save.parts:
            return Saved(save.operation, document.revision, [])
        # Also what changes nothing: sent again after others wrote, it answers as it did now.
        return write(document, save, changes, clashes)

    return _patiently(lambda: _until_written(rows, pk, merged))


def _until_written(
    rows: QuerySet[Any], pk: uuid.UUID, merged: Callable[[Any], Saved | None]
) -> Saved:
    saved = merged(rows.get(pk=pk))
    if saved is None:
        # Somebody else wrote in between. Queue for the row: on PostgreSQL twenty writers of
        # one entry kept overtaking one another, fifty times and more.
        with transaction.atomic():
            saved = merged(rows.select_for_update(of=("self",), no_key=True).get(pk=pk))
    if saved is None:
        raise SaveBusyError
    return saved


def _patiently(write: Callable[[], Saved]) -> Saved:
    try:
        return patience.patiently(write)
    except patience.StillBusyError:
        raise SaveBusyError from None


def answered_before(document: Written, save: Save) -> Saved | None:
    # The digest too: a page brought back by Back carries its old operation with new words.
    for operation, written, revision, clashes in document.ledger.get("operations", []):
        if operation == save.operation.hex and written == save.digest:
            return Saved(save.operation, revision, clashes)
    return None


def sort_out(
    document: Written, save: Save, current: Callable[[str], Part]
) -> tuple[dict[str, Part], dict[str, Part]]:
    """Split a save's parts into those that become current and those that clash."""
    changes: dict[str, Part] = {}
    clashes: dict[str, Part] = {}
    set_at = document.ledger.get("set_at", {})
    for part, value in save.parts.items():
        if value == current(part):
            continue
        seen = set_at.get(part, 0) <= save.base_of(part)
        (changes if seen else clashes)[part] = value
    return changes, clashes


def next_ledger(document: Written, save: Save, changes: dict[str, Part], saved: Saved) -> Ledger:
    operations = document.ledger.get("operations", [])[1 - REMEMBERED_OPERATIONS :]
    return {
        "set_at": document.ledger.get("set_at", {}) | dict.fromkeys(changes, saved.revision),
        "operations": [
            *operations,
            [save.operation.hex, save.digest, saved.revision, saved.clashes],
        ],
    }
