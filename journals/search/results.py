"""What was found, as a page shows it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journals.models import Entry
from journals.search.folding import Folded, fold
from journals.search.index import BEGINS, ENDS, Index, Text
from people.models import User

AROUND = 90  # characters before and after the first word that was found
_MARK = re.compile(f"[{BEGINS}{ENDS}]")
_WHERE = ("", "", _("In your private note"))

Span = tuple[int, int]


@dataclass(frozen=True)
class Snippet:
    where: str | Promise
    pieces: list[tuple[str, bool]]  # text, and whether it is one of the words looked for


@dataclass(frozen=True)
class Hit:
    entry: Entry
    title: list[tuple[str, bool]]
    snippets: list[Snippet]


def hits(index: Index, person: User, ids: Sequence[uuid.UUID], match: str) -> list[Hit]:
    """The index says where to look; whether it may be shown is asked as of anything else."""
    entries = Entry.objects.visible_to(person).listed().in_bulk(ids)
    texts = index.texts(match, ids)
    return [_hit(entries[id], texts[id]) for id in ids if id in entries and id in texts]


def _hit(entry: Entry, texts: list[Text]) -> Hit:
    """Of one that is not to be brought back, the name alone: its words are behind a press."""
    spans = [_spans(text.marked) for text in texts]
    title, *others = (
        fold(_MARK.sub("", one.marked) if one.typed is None else one.typed) for one in texts
    )
    name = _pieces(title, spans[0], 0, len(title.typed)) or [(entry.name, False)]
    if entry.stays_away:
        return Hit(entry, name, [])
    parts = [part for part in (1, 2) if spans[part]] or [1]
    snippets = [
        Snippet(_WHERE[part], _around(others[part - 1], spans[part]))
        for part in parts
        if others[part - 1].typed
    ]
    return Hit(entry, name, snippets)


def _spans(marked: str) -> list[Span]:
    """Where the marks stand, in the text without them."""
    places = [found.start() - number for number, found in enumerate(_MARK.finditer(marked))]
    return list(zip(places[::2], places[1::2], strict=True))


def _around(folded: Folded, spans: list[Span]) -> list[tuple[str, bool]]:
    """The text near the first word that was found, or its beginning, cut between words."""
    typed = folded.typed
    first = folded.typed_span(*spans[0])[0] if spans else 0
    begin, end = max(0, first - AROUND), min(len(typed), first + 2 * AROUND)
    if begin:
        begin = max(typed.rfind(" ", 0, begin), typed.rfind("\n", 0, begin), begin - 20) + 1
    if end < len(typed):
        after = [place for mark in " \n" if (place := typed.find(mark, end)) >= 0]
        end = min([*after, end + 20])
    pieces = _pieces(folded, spans, begin, end)
    before, behind = ("… " if begin else ""), (" …" if end < len(typed) else "")
    return [(before, False), *pieces, (behind, False)]


def _pieces(folded: Folded, spans: list[Span], begin: int, end: int) -> list[tuple[str, bool]]:
    pieces, done = [], begin
    for span in spans:
        first, last = folded.typed_span(*span)
        if last <= done or first >= end:
            continue
        first, last = max(first, done), min(last, end)
        pieces += [(folded.typed[done:first], False), (folded.typed[first:last], True)]
        done = last
    pieces.append((folded.typed[done:end], False))
    # Answers of several lines stand in one here.
    return [(text.replace("\n", " · "), is_found) for text, is_found in pieces if text]
