"""Saving an entry, by the protocol of journals.merging."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from journals.merging import Part, Save, Saved, merge_into, next_ledger
from journals.models import Clash, Entry, EntryRevision
from people.models import User
from vault.fields import seal_for

PAUSE = timedelta(minutes=10)  # a longer gap starts a new text in the history

ABOUT = {
    "about-title": "title",
    "about-private_note": "private_note",
    "about-happened_on": "happened_on",
    "about-stays_away": "stays_away",
}


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
    entries = Entry.objects.visible_to(author)
    return merge_into(entries, entry_id, save, part_of=part_of, write=_write)


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
    if changes or clashes:
        columns["touched_at"] = now
    ledger = next_ledger(entry, save, changes, saved)
    columns["ledger"] = seal_for(entry, "ledger", ledger)
    with transaction.atomic():
        unchanged = Entry.objects.filter(
            pk=entry.pk, revision=entry.revision, deleted_at__isnull=True
        )
        if not unchanged.update(revision=revision, **columns):
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
