"""Changes to an entry that touch several rows, or that its writer's trail should show."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from journals.earlier import line_at, lines_at
from journals.merging import Save, Saved
from journals.models import Clash, Entry, EntryRevision, ParkedForm
from journals.saving import keep_revision, part_of, save_entry
from journals.services.endings import close_shares_of, lock_shares_of
from journals.services.promised import put_on_list
from people import audit, kept
from people.kept import Fields
from people.locks import lock_person
from people.models import User
from promises.models import Promise
from prompts.kinds.base import answer_limit
from prompts.models import PromptVersion
from vault.ids import new_id

MOST_CHARACTERS = 500_000  # of one page: far more than all its answers may have


class AnswerTooLongError(ValueError):
    """What is there and what is added are more than one answer may hold."""


def start_entry(*, author: User, prompt_version: PromptVersion) -> Entry:
    """Begin an entry, or go on with the untouched one that a double click just began."""
    with transaction.atomic():
        lock_person(author)
        untouched = (
            Entry.objects.visible_to(author)
            .filter(prompt_version=prompt_version, revision=0, finished_at__isnull=True)
            .first()
        )
        return untouched or Entry.objects.create(
            author=author, key_holder_id=author.key_holder_id, prompt_version=prompt_version
        )


@transaction.atomic
def finish_entry(*, entry: Entry, actor: User) -> list[Promise]:
    """Set an entry aside as finished. It can still be edited: entries are never locked.

    Once more on the same text changes nothing: a second press is no second finish. Gives the
    promises in it that are on its writer's list since this moment.
    """
    # Locked: two presses at once put a promise on the list once.
    rows = Entry.objects.for_writing().select_for_update(of=("self",), no_key=True)
    now = rows.filter(pk=entry.pk).first()
    finishes = EntryRevision.objects.filter(entry=entry, reason=EntryRevision.Reason.FINISH)
    if now is None:  # erased for good in this very moment
        return []
    if now.is_finished and finishes.filter(revision=now.revision).exists():
        return []
    keep_revision(now, EntryRevision.Reason.FINISH)
    entry.finished_at = now.finished_at = timezone.now()
    now.save(update_fields=["finished_at"])
    _record(now, actor, audit.Action.ENTRY_FINISHED)
    return put_on_list(now, actor)


@transaction.atomic
def reopen_entry(*, entry: Entry, actor: User) -> None:
    entry.finished_at = None
    entry.save(update_fields=["finished_at"])
    _record(entry, actor, audit.Action.ENTRY_REOPENED)


@transaction.atomic
def delete_entry(*, entry: Entry, actor: User) -> None:
    """Put an entry into the bin, where it stays sealed for settings.BIN_TIME.

    Its shares are shut for good: taking it out again does not open them to anybody.
    """
    _locked(entry.pk, actor)  # a share under way is either in before, or finds no entry after
    close_shares_of(entry, by=actor)
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
    lock_shares_of(entry)  # before the trail, as everybody does who touches both
    _record(entry, actor, audit.Action.ENTRY_PURGED)
    entry.delete()


def mark_shock(*, entry: Entry) -> None:
    """Note that this was a shock: nothing in the journal brings such an entry up again."""
    entry.was_shock = True
    entry.stays_away = True
    entry.save(update_fields=["was_shock", "stays_away"])


def take_line_across(*, entry: Entry, actor: User, place: str) -> str:
    """Add a line of an earlier answer to an answer, once. Returns the answer's question."""
    part, line = line_at(entry, actor, place)
    _add_lines(entry, actor, part, [line])
    return part


@transaction.atomic
def take_lines_across(*, entry_id: uuid.UUID, actor: User, part: str, places: list[str]) -> int:
    """Several at once, below what is written there. Says how many were not there yet.

    Raises AnswerTooLongError when they would make the answer longer than it may be.
    """
    entry = _locked(entry_id, actor)
    return _add_lines(entry, actor, part, lines_at(entry, actor, part, places))


def _add_lines(entry: Entry, actor: User, part: str, lines: list[str]) -> int:
    written = str(entry.answers.get(part) or "")
    there = set(written.splitlines())
    new = [line for line in lines if line not in there]
    if new:
        text = "\n".join([written, *new]).strip()
        if len(text) > answer_limit():
            raise AnswerTooLongError
        _save_over(entry, actor, {part: text})
    return len(new)


@transaction.atomic
def settle_clash(*, clash: Clash, actor: User, use: str) -> Saved | None:
    """End a clash: use "current", "other", or "both" (the other text below the current).

    What is replaced stays in the history; so does the clash itself.
    """
    saved = None
    entry = _locked(clash.entry_id, actor)
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
    entry = _locked(revision.entry_id, actor)
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


def _locked(entry_id: uuid.UUID, actor: User) -> Entry:
    """The entry as it stands, and nobody else saves into it until the transaction ends."""
    rows = Entry.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    return rows.get(pk=entry_id)


def _save_over(entry: Entry, actor: User, parts: dict[str, Any]) -> Saved:
    save = Save(operation=new_id(), page=new_id(), base=entry.revision, parts=parts)
    return save_entry(entry_id=entry.pk, author=actor, save=save)


def park_form(*, entry: Entry, fields: Fields) -> bool:
    """Keep a page that its writer posted, instead of the parked one that it showed."""
    # The caller found it by visible_to; it may be in the bin by now, and is kept all the same.
    return _park(Entry.objects.filter(pk=entry.pk), fields, alone=False)


def unpark_form(*, entry: Entry, shown: list[str], asked: list[str]) -> None:
    """Let go of a parked page once all that it held has been saved from the page showing it."""
    kept.let_go(_parked_on(entry), shown=shown, asked=asked)


def _parked_on(entry: Entry) -> QuerySet[ParkedForm]:
    return ParkedForm.objects.filter(entry=entry)


def park_refused(
    *, author_id: uuid.UUID, entry_id: uuid.UUID, fields: Fields, alone: bool = True
) -> bool:
    """Park a page that was posted when its writer's session was over, locked, or another's.

    Or, not `alone`, by its writer who is signed in, of an entry that is in the bin.

    The caller has checked the token that binds the page to this author and entry.
    """
    # Not by visible_to: nobody is here to be shown anything, and a held journal keeps words too.
    theirs = Entry.objects.filter(pk=entry_id, author_id=author_id, author__is_active=True)
    return _park(theirs, fields, alone=alone)


@transaction.atomic
def _park(entries: QuerySet[Entry], fields: Fields, *, alone: bool) -> bool:
    # Locked: the journal may be erased just now, and nothing may be parked under it.
    entry = entries.select_for_update(of=("self",), no_key=True).first()
    if entry is None:
        return False
    return kept.park(
        _parked_on(entry),
        fields,
        characters=MOST_CHARACTERS,
        alone=alone,
        shown=fields.get("parked", []),
        entry=entry,
        key_holder_id=entry.key_holder_id,
    )


def _record(entry: Entry, actor: User, action: "audit.Action") -> None:
    audit.record(
        person=entry.author, actor=actor, action=action, object_type="entry", object_id=entry.pk
    )
