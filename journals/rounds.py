"""What changed between two rounds of one entry, word by word."""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from journals.snapshots import Snapshot

Kind = Literal["same", "added", "removed"]
WORD = re.compile(r"\S+\s*")
# From here on words that stand everywhere are not matched first: a long text stays quick.
LONG = 1_500


@dataclass
class Piece:
    kind: Kind
    text: str


@dataclass
class Change:
    """One answer, compared. `now` reads as it was shared; `both` also has what is gone."""

    now: list[list[Piece]] = field(default_factory=list)
    both: list[list[Piece]] = field(default_factory=list)
    added: int = 0
    removed: int = 0
    is_new: bool = False  # this question was not shared the time before

    @property
    def is_any(self) -> bool:
        return bool(self.added or self.removed)


def changes(before: Snapshot, now: Snapshot) -> dict[str, Change]:
    """For each answer of `now`, by its question's key."""
    earlier = {part["key"]: part["lines"] for part in before["parts"]}
    return {
        part["key"]: compared(earlier[part["key"]], part["lines"])
        if part["key"] in earlier
        else Change(is_new=True)
        for part in now["parts"]
    }


def left_out(before: Snapshot, now: Snapshot) -> list[str]:
    """The questions that were shared the time before, and are not this time."""
    keys = {part["key"] for part in now["parts"]}
    return [part["question"] for part in before["parts"] if part["key"] not in keys]


def compared(before: list[str], now: list[str]) -> Change:
    old, new = _words(before), _words(now)
    change = Change()
    is_quick = len(old) + len(new) > LONG
    matcher = SequenceMatcher(None, _bare(old), _bare(new), autojunk=is_quick)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        gone, came = old[old_from:old_to], new[new_from:new_to]
        if tag == "equal":
            _put(change.now, "same", came)
            _put(change.both, "same", came)
            continue
        change.removed += _count(gone)
        change.added += _count(came)
        _put(change.both, "removed", gone)
        _put(change.both, "added", came)
        _put(change.now, "added", came)
    return change


def _words(lines: list[str]) -> list[str]:
    """Words with the space after them; a line's end is a word of its own."""
    found = []
    for line in lines:
        found += [*WORD.findall(line), "\n"]
    return found


def _bare(words: list[str]) -> list[str]:
    return [word.strip() for word in words]  # a line's end is then ""


def _count(words: list[str]) -> int:
    return sum(1 for word in words if word != "\n")


def _put(lines: list[list[Piece]], kind: Kind, words: list[str]) -> None:
    for word in words:
        if word == "\n":
            lines.append([])
            continue
        if not lines:
            lines.append([])
        line = lines[-1]
        if line and line[-1].kind == kind:
            line[-1].text += word
        else:
            line.append(Piece(kind, word))
