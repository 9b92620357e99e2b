"""Kinds of meetings to start from: their blocks, each with its minutes.

A preset says what a new meeting's agenda looks like, and nothing afterwards: whoever leads
the meeting changes the agenda as they like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from meetings.models import AgendaItem, Asking

Block = AgendaItem.Block

# About a prompt that is put before the meeting, and not about the meeting as a whole.
OF_A_PROMPT = {Block.READ, Block.WRITE, Block.REVEAL, Block.TALK, Block.VOTE}
CYCLE = "team-learning-moment"  # the eight meetings, one after another


@dataclass(frozen=True)
class Preset:
    key: str
    title: Any
    about: Any  # one sentence
    blocks: Sequence[tuple[Block, int]]
    programme: str = CYCLE  # what it suggests to read, if nothing else is chosen
    form: str = ""  # of the answers; as the question wants it, if empty
    writes: bool = True  # whether anything is answered in writing
    needs: list[Any] = field(default_factory=list)  # what to see to beforehand

    @property
    def minutes(self) -> int:
        return sum(minutes for _block, minutes in self.blocks)


PRESETS = [
    Preset(
        key="moment",
        title=_("A learning moment of 15 minutes"),
        about=_("One question, three minutes of silent writing, then talk. Start with this."),
        blocks=[
            (Block.ARRIVE, 1),
            (Block.LAST_PROMISES, 2),
            (Block.READ, 1),
            (Block.WRITE, 3),
            (Block.REVEAL, 2),
            (Block.TALK, 4),
            (Block.COMMIT, 1),
            (Block.CHECK_OUT, 1),
        ],
    ),
    Preset(
        key="huddle",
        title=_("A huddle of 5 minutes"),
        about=_("Standing up, nothing to write: one question, one thank-you, one promise."),
        blocks=[(Block.READ, 1), (Block.TALK, 3), (Block.COMMIT, 1)],
        programme="huddle-5",
        writes=False,
    ),
    Preset(
        key="half-hour",
        title=_("Half an hour"),
        about=_("The same as the learning moment, with time to think and to go round twice."),
        blocks=[
            (Block.ARRIVE, 2),
            (Block.LAST_PROMISES, 4),
            (Block.READ, 1),
            (Block.WRITE, 5),
            (Block.REVEAL, 4),
            (Block.TALK, 9),
            (Block.COMMIT, 3),
            (Block.CHECK_OUT, 2),
        ],
    ),
    Preset(
        key="story-round",
        title=_("A story round, 40 minutes"),
        about=_("Two people tell a story they prepared. The others say what it stirred in them."),
        blocks=[
            (Block.ARRIVE, 3),
            (Block.STORY, 7),
            (Block.STORY, 7),
            (Block.TALK, 15),
            (Block.WRITE, 4),
            (Block.CHECK_OUT, 4),
        ],
        programme="story-round",
        needs=[
            _("A week before, sit with each teller for a quarter of an hour."),
            _("Read the ground rules aloud at the beginning."),
        ],
    ),
    Preset(
        key="relationship-round",
        title=_("A relationship round, 45 minutes"),
        about=_(
            "One person tells of a relationship at work; the group wonders, and gives no advice."
        ),
        blocks=[
            (Block.ARRIVE, 3),
            (Block.STORY, 8),
            (Block.FACTS, 5),
            (Block.WONDER, 15),
            (Block.RETURN, 7),
            (Block.TALK, 4),
            (Block.CHECK_OUT, 3),
        ],
        programme="relationship-round",
        writes=False,
        needs=[_("Six to twelve people, and somebody who would like to tell, without notes.")],
    ),
    Preset(
        key="barriers",
        title=_("A barriers board, 30 minutes"),
        about=_(
            "What stands in the way, and for each: can we, partly, or is it not ours to shift?"
        ),
        blocks=[
            (Block.ARRIVE, 1),
            (Block.LAST_PROMISES, 3),
            (Block.READ, 1),
            (Block.WRITE, 4),
            (Block.REVEAL, 4),
            (Block.TALK, 12),
            (Block.COMMIT, 4),
            (Block.CHECK_OUT, 1),
        ],
        programme="team-barriers",
        form=Asking.Form.LINES,
    ),
    Preset(
        key="tips",
        title=_("Tip cards, 20 minutes"),
        about=_("All write tips for a new colleague, and choose three to try this month."),
        blocks=[
            (Block.ARRIVE, 1),
            (Block.READ, 2),
            (Block.WRITE, 4),
            (Block.REVEAL, 3),
            (Block.VOTE, 3),
            (Block.TALK, 5),
            (Block.COMMIT, 1),
            (Block.CHECK_OUT, 1),
        ],
        programme="team-tips",
        form=Asking.Form.TIPS,
    ),
]
BY_KEY = {preset.key: preset for preset in PRESETS}


def preset_title(key: str) -> str:
    preset = BY_KEY.get(key)
    return str(preset.title) if preset else ""
