"""An opened writing page, as the browser's script or the plain form behaves."""

import itertools
import random
import uuid
from typing import Any

from journals.merging import Save, SaveBusyError, Saved
from journals.models import Entry
from journals.saving import part_of, save_entry
from people.models import User
from tests.faults.checker import Notes
from vault.ids import new_id

_words = itertools.count(1)


def new_text(rng: random.Random | None = None) -> str:
    """A text that no other save has."""
    tail = f" {rng.getrandbits(64):x}" if rng else ""
    return f"Words number {next(_words)}{tail}"


class Device:
    """Sends only what changed, with what it had seen; sends again what was not answered."""

    def __init__(self, entry_id: uuid.UUID, author: User, notes: Notes) -> None:
        self.entry_id, self.author, self.notes = entry_id, author, notes
        self.reload()

    def reload(self) -> None:
        entry = Entry.objects.visible_to(self.author).get(pk=self.entry_id)
        self.page = new_id()
        self.operation = new_id()  # of the plain form
        self.base = entry.revision
        self.seen: dict[str, int] = {}
        self.typed: dict[str, Any] = {}
        self.waiting: Save | None = None

    def text_of(self, part: str) -> Any:
        entry = Entry.objects.visible_to(self.author).get(pk=self.entry_id)
        return self.typed.get(part, part_of(entry, part))

    def type(self, part: str, text: Any) -> None:
        self.typed[part] = text

    def autosave(self, *, reply_is_lost: bool = False) -> Saved | None:
        """What the script does: first what is still unanswered, then what is new."""
        if self.waiting is None:
            if not self.typed:
                return None
            self.waiting = Save(
                operation=new_id(),
                page=self.page,
                base=self.base,
                bases=dict(self.seen),
                parts=self.typed,
            )
            self.typed = {}
        saved = self._send(self.waiting, reply_is_lost)
        if saved is None:
            return None
        for part in self.waiting.parts:
            if part not in saved.clashes:
                self.seen[part] = saved.revision
        self.waiting = None
        return saved

    def submit(self, parts: dict[str, Any], *, reply_is_lost: bool = False) -> Saved | None:
        """What the plain form does, also when it is sent twice or brought back by Back."""
        save = Save(operation=self.operation, page=self.page, base=self.base, parts=parts)
        return self._send(save, reply_is_lost)

    def _send(self, save: Save, reply_is_lost: bool) -> Saved | None:
        number = self.notes.sent(self.entry_id, save)
        saved = save_entry(entry_id=self.entry_id, author=self.author, save=save)
        if reply_is_lost:
            return None
        self.notes.answered(number, saved)
        return saved


__all__ = ["Device", "SaveBusyError", "new_text"]
