"""The saving protocol: what "Saved" means.

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
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone

from journals.models import Clash, Entry, EntryRevision
from people.models import User
from vault.fields import seal_for

Part = Any  # a JSON value

PAUSE = timedelta(minutes=10)  # a longer gap starts a new text in the history
REMEMBERED_OPERATIONS = 40
BUSY_TRIES = 4

ABOUT = {
    "about-title": "title",
    "about-private_note": "private_note",
    "about-happened_on": "happened_on",
    "about-stays_away": "stays_away",
}


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


@dataclass(frozen=True)
class Saved:
    operation: uuid.UUID
    revision: int
    clashes: list[str]


def digest(value: Part) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def part_of(entry: Entry, part: str) -> Part:
    """The current value of one part, as a save would carry it."""
    if part not in ABOUT:
        return entry.answers.get(part)
    value = getattr(entry, ABOUT[part])
    return value.isoformat() if isinstance(value, date) else value


def save_entry(*, entry_id: uuid.UUID, author: User, save: Save) -> Saved:
    """Merge a save into its entry.

    Raises Entry.DoesNotExist when the author has no such entry (any more), and
    SaveBusyError when the database stayed busy for all the tries.
    """
    return _patiently(lambda: _merge_until_written(entry_id, author, save))


def _patiently(write: Callable[[], Saved]) -> Saved:
    """Retry a busy SQLite: at synchronous=FULL one save in four thousand meets one."""
    for attempt in range(BUSY_TRIES):
        try:
            return write()
        except OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                raise
            time.sleep(0.05 * 2**attempt)
    raise SaveBusyError


def _merge_until_written(entry_id: uuid.UUID, author: User, save: Save) -> Saved:
    entries = Entry.objects.visible_to(author)
    saved = _merge(entries.get(pk=entry_id), save)
    if saved is None:
        # Somebody else wrote in between. Queue for the row: on PostgreSQL twenty writers of
        # one entry kept overtaking one another, fifty times and more.
        with transaction.atomic():
            saved = _merge(entries.select_for_update().get(pk=entry_id), save)
    if saved is None:
        raise SaveBusyError
    return saved


def _merge(entry: Entry, save: Save) -> Saved | None:
    """Write a save into the entry as it was read. None when it is not like that any more."""
    if earlier := _answered_before(entry, save):
        return earlier
    changes, clashes = _sort_out(entry, save)
    if not changes and not clashes:
        return Saved(save.operation, entry.revision, [])
    return _write(entry, save, changes, clashes)


def _answered_before(entry: Entry, save: Save) -> Saved | None:
    # The digest too: a page brought back by Back carries its old operation with new words.
    for operation, written, revision, clashes in entry.ledger.get("operations", []):
        if operation == save.operation.hex and written == save.digest:
            return Saved(save.operation, revision, clashes)
    return None


def _sort_out(entry: Entry, save: Save) -> tuple[dict[str, Part], dict[str, Part]]:
    """Split a save's parts into those that become current and those that clash."""
    changes: dict[str, Part] = {}
    clashes: dict[str, Part] = {}
    set_at = entry.ledger.get("set_at", {})
    for part, value in save.parts.items():
        if value == part_of(entry, part):
            continue
        seen = set_at.get(part, 0) <= save.base_of(part)
        (changes if seen else clashes)[part] = value
    return changes, clashes


def _write(
    entry: Entry, save: Save, changes: dict[str, Part], clashes: dict[str, Part]
) -> Saved | None:
    """Write one merged save. None when somebody else wrote in between."""
    now = timezone.now()
    revision = entry.revision + 1
    saved = Saved(save.operation, revision, sorted(clashes))
    keeps = save.keeps_before or entry.paused_since(now, PAUSE)
    before = entry.text() if changes and keeps else None
    columns = _columns(entry, changes)
    ledger = {
        "set_at": entry.ledger.get("set_at", {}) | dict.fromkeys(changes, revision),
        "operations": [
            *entry.ledger.get("operations", [])[1 - REMEMBERED_OPERATIONS :],
            [save.operation.hex, save.digest, revision, saved.clashes],
        ],
    }
    columns["ledger"] = seal_for(entry, "ledger", ledger)
    with transaction.atomic():
        unchanged = Entry.objects.filter(
            pk=entry.pk, revision=entry.revision, deleted_at__isnull=True
        )
        if not unchanged.update(revision=revision, touched_at=now, **columns):
            return None
        if before is not None:
            keep_revision(entry, EntryRevision.Reason.PAUSE, text=before)
        for part, value in clashes.items():
            _keep_clash(entry, part, save.page, value)
    return saved


def _columns(entry: Entry, changes: dict[str, Part]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    answers = {part: value for part, value in changes.items() if part not in ABOUT}
    if answers:
        merged = {k: v for k, v in (entry.answers | answers).items() if v is not None}
        columns["answers"] = seal_for(entry, "answers", merged)
    for part, name in ABOUT.items():
        if part not in changes:
            continue
        value = changes[part]
        if name == "happened_on":
            columns[name] = date.fromisoformat(value) if value else None
        elif name == "stays_away":
            columns[name] = bool(value)
        else:
            columns[name] = seal_for(entry, name, value or "")
    return columns


def keep_revision(
    entry: Entry, reason: EntryRevision.Reason, *, text: dict[str, Any] | None = None
) -> None:
    """Put a text into the history, unless the same revision stands there for the same reason."""
    if EntryRevision.objects.filter(entry=entry, revision=entry.revision, reason=reason).exists():
        return
    EntryRevision.objects.create(
        entry=entry,
        key_holder_id=entry.key_holder_id,
        revision=entry.revision,
        reason=reason,
        text=entry.text() if text is None else text,
    )


def _keep_clash(entry: Entry, part: str, page: uuid.UUID, value: Part) -> None:
    kept = Clash.objects.open().filter(entry=entry, part=part, page=page).first()
    if kept:
        kept.text = value
        kept.save(update_fields=["text"])
    else:
        Clash.objects.create(
            entry=entry, key_holder_id=entry.key_holder_id, part=part, page=page, text=value
        )
