"""What fits on the wall at once: nothing there is scrolled to, and nothing is under 32 px.

Counted in rows of the smallest words. A wall of 1024 by 768 pixels, or of 1280 by 720, has ROWS
of them, with room for WIDTH signs in each. tests/browser/test_wall.py holds that to the truth.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

ROWS = 12
WIDTH = 50
GAP = 0.4
BOX = 0.25  # around a card
ABOUT = 2 * WIDTH  # of the question above answers: whole, it was on the wall when it was read
LARGE, SMALL = (1.9, 1.3), (1.3, 1.0)  # of the heading, and of the words under it


@dataclass(frozen=True)
class Piece:
    """A text of its own: a question, a line, an answer or a part of a long one."""

    text: str
    kind: str = "words"  # how it is drawn
    name: str = ""  # of the card that it is
    minute: Any = None
    votes: int = 0
    number: int = 0


@dataclass(frozen=True)
class Sheet:
    """What is on the wall at one moment."""

    pieces: list[Piece] = field(default_factory=list)
    about: str = ""  # the question that they answer
    total: int = 0  # of the pieces on all sheets
    is_large: bool = False

    @property
    def first(self) -> int:
        return self.pieces[0].number if self.pieces else 0

    @property
    def last(self) -> int:
        return self.pieces[-1].number if self.pieces else 0

    @property
    def is_of_several(self) -> bool:
        return self.last - self.first + 1 < self.total


@dataclass(frozen=True)
class Group:
    about: str
    pieces: list[Piece]


def laid_out(
    groups: Iterable[Group], *, head: str = "", below: float = 0, one_by_one: bool = False
) -> list[Sheet]:
    """The pieces on as many sheets as they take, with rows kept free `below` them. There is
    always one sheet."""
    groups = _numbered(groups)
    total = sum(len(group.pieces) for group in groups)
    sheets = []
    for group in groups:
        top = _rows(head, SMALL[0]) + (_rows(group.about, 1) if group.about else 0) + below
        for pieces in _packed(group.pieces, ROWS - top, one_by_one):
            sheets.append(Sheet(pieces, group.about, total))
    sheets = sheets or [Sheet()]
    is_large = all(_fits_large(sheet, head, below) for sheet in sheets)
    return [replace(sheet, is_large=is_large) for sheet in sheets]


def _numbered(groups: Iterable[Group]) -> list[Group]:
    found, number = [], 0
    for group in groups:
        pieces = []
        for piece in group.pieces:
            number += 1
            pieces.append(replace(piece, number=number))
        found.append(Group(_shortened(group.about), pieces))
    return found


def _shortened(text: str) -> str:
    return text if len(text) <= ABOUT else f"{text[:ABOUT].rsplit(' ', 1)[0]} …"


def _packed(pieces: list[Piece], room: float, one_by_one: bool) -> Iterator[list[Piece]]:
    page: list[Piece] = []
    left = room
    for piece in [part for whole in pieces for part in _parts(whole, room)]:
        cost = _cost(piece, SMALL[1])
        if page and (one_by_one or cost > left):
            yield page
            page, left = [], room
        page.append(piece)
        left -= cost
    if page:
        yield page


def _parts(piece: Piece, room: float) -> list[Piece]:
    """A text that is longer than a sheet, cut between words."""
    if _cost(piece, SMALL[1]) <= room:
        return [piece]
    parts, taken = [], ""
    for word in piece.text.replace("\n", " \n ").split(" "):
        longer = f"{taken} {word}".strip(" ")
        if taken and _cost(replace(piece, text=longer), SMALL[1]) > room:
            parts.append(replace(piece, text=taken.strip()))
            longer = word
        taken = longer
    return [*parts, replace(piece, text=taken.strip())]


def _fits_large(sheet: Sheet, head: str, below: float) -> bool:
    size = LARGE[1]
    about = _rows(sheet.about, 1) if sheet.about else 0
    rows = sum(_cost(piece, size) for piece in sheet.pieces)
    return _rows(head, LARGE[0]) + about + rows + below * size <= ROWS


def _cost(piece: Piece, size: float) -> float:
    box = BOX if piece.kind in ("card", "ranked", "minute") else 0
    is_narrow = box or piece.kind == "question"  # beside a rule, or in bold letters
    rows = _rows(piece.text, size, WIDTH / 1.1 if is_narrow else WIDTH)
    return rows + box + (1 if piece.minute else 0)


def _rows(text: str, size: float, width: float = WIDTH) -> float:
    if not text:
        return 0
    lines = sum(max(1, math.ceil(len(line) * size / width)) for line in text.split("\n"))
    return lines * size + GAP
