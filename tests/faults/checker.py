"""The word-loss checker: what became of every save that was acknowledged.

Whoever sends saves notes each attempt here, before it is sent and when it is answered.
Afterwards `find_faults` compares the notes with what the database holds. An acknowledged
text must be current, or in the history, or kept as a clash, or replaced by a save whose
page had seen it. An attempt without an answer may have been written or not: never half.
An emptying that was acknowledged counts as a text: of an entry that began empty.

The notes can be files, one a writer, so that they outlive a killed process.
"""

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from journals.merging import Save, Saved
from journals.models import Clash, Entry, EntryRevision
from journals.saving import ABOUT


def mark(value: Any) -> str:
    """A text's fingerprint; all ways of having written nothing are one."""
    text = json.dumps(value if value not in ("", [], {}) else None, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Attempt:
    entry: str
    operation: str
    page: str
    seen: dict[str, int]  # part -> the revision up to which its page had seen it
    parts: dict[str, str]  # part -> mark
    revision: int | None = None  # None: no answer came
    clashes: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        return self.revision is not None


class Notes:
    """Attempts in the order in which they were sent; with a path, also on disk."""

    def __init__(self, path: Path | None = None) -> None:
        self.attempts: list[Attempt] = []
        self._file = path.open("a", buffering=1) if path else None

    def sent(self, entry_id: uuid.UUID, save: Save) -> int:
        attempt = Attempt(
            entry=entry_id.hex,
            operation=save.operation.hex,
            page=save.page.hex,
            seen={part: save.base_of(part) for part in save.parts},
            parts={part: mark(value) for part, value in save.parts.items()},
        )
        self.attempts.append(attempt)
        self._write(len(self.attempts) - 1)
        return len(self.attempts) - 1

    def answered(self, number: int, saved: Saved) -> None:
        self.attempts[number] = replace(
            self.attempts[number], revision=saved.revision, clashes=tuple(saved.clashes)
        )
        self._write(number)

    def _write(self, number: int) -> None:
        if self._file:
            line = {"number": number, **asdict(self.attempts[number])}
            self._file.write(json.dumps(line) + "\n")


def read_notes(paths: Iterable[Path]) -> list[Attempt]:
    """Every writer's attempts; of a number that stands twice, the answered one counts."""
    attempts: list[Attempt] = []
    for path in paths:
        latest: dict[int, Attempt] = {}
        for line in path.read_text().splitlines():
            try:
                fields = json.loads(line)
            except ValueError:  # the line in which its writer was killed
                continue
            number = fields.pop("number")
            latest[number] = Attempt(**fields | {"clashes": tuple(fields["clashes"])})
        attempts += latest.values()
    return attempts


Joined = Collection[tuple[str, str]]  # part and mark of what the program itself put together


def find_faults(attempts: Iterable[Attempt], joined: Joined = ()) -> list[str]:
    """One line for each acknowledged text that is nowhere, and for whatever else is wrong."""
    by_entry: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        by_entry[attempt.entry].append(attempt)
    faults: list[str] = []
    for entry_hex, of_entry in by_entry.items():
        entry = Entry.objects.filter(pk=uuid.UUID(entry_hex)).first()
        if entry is None:
            faults.append(f"entry {entry_hex} is gone")
        else:
            faults += _faults_of(entry, of_entry, joined)
    return faults


Sent = tuple[str, tuple[tuple[str, str], ...]]


def _sent(attempt: Attempt) -> Sent:
    """What makes it the same save: a page brought back by Back has new words for an old one."""
    return attempt.operation, tuple(sorted(attempt.parts.items()))


def _faults_of(entry: Entry, attempts: list[Attempt], joined: Joined) -> Iterator[str]:
    highest = max((a.revision or 0 for a in attempts), default=0)
    if entry.revision < highest:
        yield f"entry {entry.pk.hex} is at {entry.revision}, but {highest} was acknowledged"
    answers: dict[Sent, int] = {}
    for attempt in attempts:
        if attempt.revision is None:
            continue
        if answers.setdefault(_sent(attempt), attempt.revision) != attempt.revision:
            yield f"operation {attempt.operation} was answered with two revisions"
    by_part: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        for part in attempt.parts:
            by_part[part].append(attempt)
    texts = _texts(entry)
    for part, of_part in by_part.items():
        kept = _kept(entry, part, texts)
        for attempt in of_part:
            if not attempt.answered or attempt.parts[part] in kept:
                continue
            if not _was_replaced(part, attempt, of_part):
                yield (
                    f"lost: {part} of operation {attempt.operation}, "
                    f"acknowledged as revision {attempt.revision}"
                )
    for part, of_part in by_part.items():
        known = {mark(None), *(a.parts[part] for a in of_part)}
        known |= {text for of, text in joined if of == part}
        if mark(texts[0].get(part)) not in known:
            yield f"invented: {part} holds a text that nobody sent"


def _texts(entry: Entry) -> list[dict[str, Any]]:
    """The parts of the current text, and of each in the history."""
    revisions = EntryRevision.objects.filter(entry=entry)
    return [_parts(text) for text in (entry.text(), *(revision.text for revision in revisions))]


def _kept(entry: Entry, part: str, texts: list[dict[str, Any]]) -> set[str]:
    """What stands somewhere as this part; nothing, only where a text really lacks it."""
    clashes = Clash.objects.filter(entry=entry, part=part)
    return {mark(text.get(part)) for text in texts} | {mark(clash.text) for clash in clashes}


def _parts(text: dict[str, Any]) -> dict[str, Any]:
    about = {part: text[name] for part, name in ABOUT.items() if name in text}
    return text["answers"] | about


def _was_replaced(part: str, lost: Attempt, of_part: list[Attempt]) -> bool:
    """Whether a later save of a page that had seen this text took its place."""
    if part in lost.clashes:
        # A clash is shown to the page that wrote it, and its next text takes the place. One that
        # is sent again is answered as it was, and is no newer than when it came first.
        came: dict[Sent, int] = {}
        for number, attempt in enumerate(of_part):
            came.setdefault(_sent(attempt), number)
        return any(a.page == lost.page and came[_sent(a)] > came[_sent(lost)] for a in of_part)
    assert lost.revision is not None
    since = _current_since(part, lost, of_part)
    return any(
        part not in a.clashes
        and a.parts[part] != lost.parts[part]
        and a.seen[part] >= since
        and (a.revision is None or a.revision > lost.revision)
        for a in of_part
    )


def _current_since(part: str, found: Attempt, of_part: list[Attempt]) -> int:
    """The revision at which this text became current: a save of the same text changes nothing."""
    assert found.revision is not None
    since = found.revision
    earlier = [
        a
        for a in of_part
        if a.revision is not None and a.revision <= found.revision and part not in a.clashes
    ]
    for attempt in sorted(earlier, key=lambda a: a.revision or 0, reverse=True):
        if attempt.parts[part] != found.parts[part]:
            break
        since = attempt.revision or since
    else:
        if found.parts[part] == mark(None):
            return 0  # nothing had ever stood there
    return since
