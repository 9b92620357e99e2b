"""What a writer presses before a share goes: give it, or change what may identify somebody."""

import uuid
from dataclasses import replace

from django.db import transaction
from django.http import QueryDict

from journals.checking import ASK, Found, replaced
from journals.merging import Save, Saved
from journals.models import Entry, KeptWords, Share
from journals.preparing import draft_of, keep, kept, read_choices
from journals.saving import save_entry
from journals.services.sharing import (
    EntryChangedError,
    NoReaderError,
    NotSharedError,
    lock_entry,
    share_entry,
)
from journals.snapshots import TITLE
from people.locks import lock_person
from people.models import User
from vault.ids import new_id

MOST_KEPT = 2_000  # words of one person
MOST_CHARACTERS = 200_000  # of what somebody without a session sends


class NothingPreparedError(NotSharedError):
    """Nothing is chosen: it went already, or it was chosen too long ago."""


@transaction.atomic
def share_prepared(*, entry_id: uuid.UUID, author: User, revision: int, seen: str) -> list[Share]:
    """Give what the preview showed, once: whoever presses second finds nothing prepared.

    `revision` and `seen` are the preview's (Draft.seen). Raises NotSharedError.
    """
    entry = lock_entry(entry_id, author)
    draft = draft_of(entry, author)
    if not draft.choices.parts:
        raise NothingPreparedError
    if entry.revision != revision:
        raise EntryChangedError
    if "who" in draft.problems:
        raise NoReaderError
    if draft.problems or draft.seen != seen:  # changed in another tab
        raise EntryChangedError
    return share_entry(
        entry_id=entry.pk,
        author=author,
        supervisions=[pair.pk for pair in draft.chosen_pairs],
        chosen=draft.choices.chosen,
        ask=draft.choices.ask,
        revision=revision,
    )


@transaction.atomic
def keep_refused(*, author_id: uuid.UUID, entry_id: uuid.UUID, data: QueryDict) -> bool:
    """Keep what was chosen when its writer's session was over, locked, or another's.

    The caller has checked the token that binds the page to this author and entry. Nothing
    goes by it, nothing can be read back with it, and nothing kept makes way for it: ticks
    fill what is empty, and words stand below those that are there. The writer sees it all,
    and presses again.
    """
    # Locked: the journal may be erased just now, and nothing may be kept under it.
    rows = Entry.objects.select_for_update(of=("self",), no_key=True).filter(
        pk=entry_id, author_id=author_id
    )
    entry = rows.filter(author__is_active=True, deleted_at__isnull=True).first()
    if entry is None:
        return False
    before = kept(entry)
    typed = read_choices(data, before)
    ask = _beside(before.ask, typed.ask)
    if len(ask) > MOST_CHARACTERS:
        return False
    parts, supervisions = (
        before.parts or typed.parts,
        before.supervisions or typed.supervisions,
    )
    keep(entry, replace(before, parts=parts, ask=ask, supervisions=supervisions))
    return True


def _beside(before: str, typed: str) -> str:
    """Both texts; one, where it holds the other."""
    if before in typed:
        return typed
    return before if typed in before else f"{before}\n\n{typed}"


@transaction.atomic
def keep_words(*, person: User, folded: str) -> None:
    """Remember that these words are not about anybody."""
    lock_person(person)
    row = KeptWords.objects.visible_to(person).first()
    row = row or KeptWords(person=person, key_holder_id=person.key_holder_id)
    row.folded = [*(word for word in row.folded if word != folded), folded][-MOST_KEPT:]
    row.save()


def use_instead(*, entry: Entry, author: User, found: Found, instead: str) -> Saved | None:
    """Put neutral words where something was found; the text before stays in the history.

    In the entry as it was read: where it was changed since, both texts are kept, as for any
    save. None when nothing of the entry was meant. Raises TooLongError, SaveBusyError.
    """
    texts = replaced(found, instead)
    if ASK in texts:
        keep(entry, replace(kept(entry), ask=texts.pop(ASK)))
    if not texts:
        return None
    parts = {"about-title" if place == TITLE else place: text for place, text in texts.items()}
    save = Save(
        operation=new_id(), page=new_id(), base=entry.revision, parts=parts, keeps_before=True
    )
    return save_entry(entry_id=entry.pk, author=author, save=save)
