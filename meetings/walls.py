"""Which texts each part of a meeting puts on the wall, laid out on sheets that fit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meetings.models import AgendaItem
from meetings.room import Part
from meetings.sheets import Group, Piece, Sheet, laid_out
from meetings.tallies import MOST_CHOSEN

if TYPE_CHECKING:
    from meetings.stage import Stage

Block = AgendaItem.Block


def sheets_of(stage: Stage) -> list[Sheet]:
    part = stage.part
    if stage.boards:
        return _board(stage)
    if stage.block == Block.COMMIT:
        return _chosen(stage)
    if stage.block == Block.LAST_PROMISES:
        lines = [Piece(one.text, "minute", minute=one) for one in stage.lines]
        return laid_out([Group("", lines)], head=stage.title, below=_below(stage.sentence))
    if part is None or stage.block not in (Block.READ, Block.WRITE, Block.REVEAL, Block.VOTE):
        return laid_out([], head=stage.title, below=_below(stage.sentence))
    if stage.block == Block.READ:
        return _prompt(part)
    if stage.block == Block.WRITE:
        asked = [Piece(question.text, "question") for question in part.asking.asked]
        return laid_out([Group("", asked)], head=stage.title, below=_below(stage.sentence) + 3)
    return _answers(stage, part)


def _prompt(part: Part) -> list[Sheet]:
    version = part.asking.prompt_version
    pieces = [Piece(version.intro)] if version.intro else []
    pieces += [Piece(question.text, "question") for question in part.read_aloud]
    return laid_out([Group("", pieces)], head=version.title, below=1)


def _answers(stage: Stage, part: Part) -> list[Sheet]:
    """What was revealed, under its questions; to be chosen from without them."""
    kind = "answer" if stage.one_by_one else "card"
    groups = [
        Group(question.text, [Piece(card.text, kind, card.name) for card in cards])
        for question, cards in part.shown
    ]
    if stage.block == Block.VOTE:
        every = [piece for group in groups for piece in group.pieces]
        below = _below(stage.sentence) + 3
        return laid_out([Group("", every)], head=stage.title, below=below)
    head = "" if stage.one_by_one else stage.title
    return laid_out(groups, head=head, below=1.6, one_by_one=stage.one_by_one)


def _board(stage: Stage) -> list[Sheet]:
    pieces = [
        Piece(card.text, "question", card.name)
        for part in stage.boards
        for _question, cards in part.shown
        for card in cards
    ]
    return laid_out([Group("", pieces)], head=stage.title, below=3.5, one_by_one=True)


def _chosen(stage: Stage) -> list[Sheet]:
    """The tips that were chosen; all of them where fewer than five chose."""
    pieces = []
    for part in stage.parts:
        if part.asking.form != "tips":
            continue
        tips = part.tips[:MOST_CHOSEN] if part.is_counted else part.tips
        kind = "ranked" if part.is_counted else "card"
        pieces += [Piece(card.text, kind, card.name, votes=votes) for card, votes in tips]
    below = _below(stage.sentence) + (3 if pieces else 0)
    return laid_out([Group("", pieces)], head=stage.title, below=below)


def _below(sentence: str) -> float:
    return 2.4 if len(sentence) > 40 else 1.4
