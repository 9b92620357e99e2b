"""Changes to an entry that touch several rows, or that its writer's trail should show."""

import re
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from journals.models import Clash, Entry, EntryRevision, ParkedForm
from journals.saving import Save, Saved, keep_revision, part_of, save_entry
from people import audit
from people.models import User
from prompts.models import PromptVersion
from vault.ids import new_id

PARKED_FOR = timedelta(days=7)


def start_entry(*, author: User, prompt_version: PromptVersion) -> Entry:
    """Begin an entry, or go on with the untouched one that a double click just began."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=author.pk)
        untouched = (
            Entry.objects.visible_to(author)
            .filter(prompt_version=prompt_version, revision=0, finished_at__isnull=True)
            .first()
        )
        return untouched or Entry.objects.create(
            author=author, key_holder_id=author.key_holder_id, prompt_version=prompt_version
        )


@transaction.atomic
def finish_entry(*, entry: Entry, actor: User) -> None:
    """Set an entry aside as finished. It can still be edited: entries are never locked."""
    keep_revision(entry, EntryRevision.Reason.FINISH)
    entry.finished_at = timezone.now()
    entry.save(update_fields=["finished_at"])
    _record(entry, actor, audit.Action.ENTRY_FINISHED)


@transaction.atomic
def reopen_entry(*, entry: Entry, actor: User) -> None:
    entry.finished_at = None
    entry.save(update_fields=["finished_at"])
    _record(entry, actor, audit.Action.ENTRY_REOPENED)


@transaction.atomic
def delete_entry(*, entry: Entry, actor: User) -> None:
    """Put an entry into the bin, where it stays sealed for settings.BIN_TIME."""
    entry.deleted_at = timezone.now()
    entry.save(update_fields=["deleted_at"])
    _record(entry, actor, audit.Action.ENTRY_DELETED)


@transaction.atomic
def undelete_entry(*, entry: Entry, actor: User) -> None:
    entry.deleted_at = None
    entry.save(update_fields=["deleted_at"])
    _record(entry, actor, audit.Action.ENTRY_UNDELETED)


@transaction.atomic
def purge_entry(*, entry: Entry, actor: User) -> None:
    """Erase an entry with its history for good."""
    _record(entry, actor, audit.Action.ENTRY_PURGED)
    entry.delete()


def empty_bins(*, before: Any = None) -> int:
    """Erase what has lain in any bin for longer than settings.BIN_TIME, and old parked forms."""
    now = before or timezone.now()
    overdue = Entry.objects.filter(deleted_at__lte=now - settings.BIN_TIME)
    count = 0
    for entry in overdue.select_related("author").only("author", "deleted_at"):
        purge_entry(entry=entry, actor=entry.author)
        count += 1
    ParkedForm.objects.filter(parked_at__lte=now - PARKED_FOR).delete()
    return count


@transaction.atomic
def mark_shock(*, entry: Entry, actor: User) -> None:
    """Note that this was a shock: nothing in the journal brings such an entry up again."""
    entry.was_shock = True
    entry.stays_away = True
    entry.save(update_fields=["was_shock", "stays_away"])


@transaction.atomic
def settle_clash(*, clash: Clash, actor: User, use: str) -> Saved | None:
    """End a clash: use "current", "other", or "both" (the other text below the current).

    What is replaced stays in the history; so does the clash itself.
    """
    saved = None
    entry = Entry.objects.visible_to(actor).get(pk=clash.entry_id)
    if use != "current":
        current = part_of(entry, clash.part)
        value = clash.text if use == "other" else _joined(current, clash.text)
        keep_revision(entry, EntryRevision.Reason.CLASH)
        saved = _save_over(entry, actor, {clash.part: value})
    clash.settled_at = timezone.now()
    clash.save(update_fields=["settled_at"])
    return saved


def _joined(current: Any, other: Any) -> Any:
    if isinstance(current, str) and isinstance(other, str):
        return f"{current}\n\n{other}".strip()
    if isinstance(current, list) and isinstance(other, list):
        return current + [item for item in other if item not in current]
    return other


@transaction.atomic
def restore_revision(*, revision: EntryRevision, actor: User) -> Saved:
    """Make an earlier text current again; the text it replaces goes into the history."""
    entry = Entry.objects.visible_to(actor).get(pk=revision.entry_id)
    keep_revision(entry, EntryRevision.Reason.RESTORE)
    earlier = revision.text
    parts = {key: earlier["answers"].get(key) for key in entry.answers | earlier["answers"]}
    parts |= {
        "about-title": earlier["title"],
        "about-private_note": earlier["private_note"],
        "about-happened_on": earlier["happened_on"],
    }
    saved = _save_over(entry, actor, parts)
    _record(entry, actor, audit.Action.ENTRY_RESTORED)
    return saved


def _save_over(entry: Entry, actor: User, parts: dict[str, Any]) -> Saved:
    save = Save(operation=new_id(), page=new_id(), base=entry.revision, parts=parts)
    return save_entry(entry_id=entry.pk, author=actor, save=save)


@transaction.atomic
def park_form(*, entry: Entry, fields: dict[str, list[str]]) -> ParkedForm:
    """Keep a posted page that could not be saved, instead of the parked one that it showed."""
    parked = ParkedForm.objects.create(
        entry=entry, key_holder_id=entry.key_holder_id, fields=fields
    )
    _parked_on(entry, fields.get("parked", [])).delete()
    return parked


def unpark_form(*, entry: Entry, shown: list[str], asked: list[str]) -> None:
    """Let go of a parked page once all that it held has been saved from the page showing it."""
    for parked in _parked_on(entry, shown):
        if set(parked.fields.get("asked", [])) <= set(asked):
            parked.delete()


def _parked_on(entry: Entry, shown: list[str]) -> QuerySet[ParkedForm]:
    ids = [uuid.UUID(hex) for hex in shown if re.fullmatch("[0-9a-f]{32}", hex)]
    return ParkedForm.objects.filter(entry=entry, pk__in=ids)


def park_refused(*, author_id: uuid.UUID, entry_id: uuid.UUID, fields: dict[str, Any]) -> bool:
    """Park a page that was posted after its writer's session had ended or was locked.

    The caller has checked the token that binds the page to this author and entry.
    """
    with transaction.atomic():
        # Locked: the journal may be erased just now, and nothing may be parked under it.
        rows = Entry.objects.select_for_update(of=("self",)).filter(
            pk=entry_id, author_id=author_id, author__is_active=True, deleted_at__isnull=True
        )
        entry = rows.first()
        if entry is not None:
            park_form(entry=entry, fields=fields)
    return entry is not None


def _record(entry: Entry, actor: User, action: "audit.Action") -> None:
    audit.record(
        person=entry.author, actor=actor, action=action, object_type="entry", object_id=entry.pk
    )
