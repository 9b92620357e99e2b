"""What of an answer may identify somebody: shown to its device before it goes, and to nobody else.

It looks and offers other words; whoever wrote it decides, and nothing is ever refused for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from identifiers import LEAVE_OUT, Finding, Level, find
from meetings.models import Asking, Meeting
from meetings.pots import Words

WAYS = 3  # other words offered for one finding
SHOWN = 20  # findings at once: who has changed those is shown the next
TOGETHER = "together"  # told by several places at once: no one word can be put there


@dataclass(frozen=True)
class Found:
    number: int
    question: str
    line: int  # which text of the question
    finding: Finding

    @property
    def ways(self) -> list[str]:
        return [] if self.finding.kind == TOGETHER else self.finding.instead[:WAYS]

    @property
    def leave_out(self) -> str:
        return str(LEAVE_OUT)


def look_through(words: Words, places: Iterable[str]) -> list[Found]:
    found = [
        (question, line, finding)
        for question, texts in words.items()
        for line, text in enumerate(texts)
        for finding in find(text, places=places)
    ]
    found.sort(key=lambda one: list(Level).index(one[2].level))
    return [Found(number, *one) for number, one in enumerate(found)]


def replaced(words: Words, found: Found, way: int) -> Words:
    """The words with others in the place of what was found; as they are for an unknown way."""
    if way >= len(found.ways):
        return words
    instead, finding = found.ways[way], found.finding
    text = words[found.question][found.line]
    before, after = text[: finding.start], text[finding.end :]
    if instead == found.leave_out:
        text = before.rstrip(" ") + (after if before.strip() else after.lstrip(" "))
    else:
        starts = not before.rstrip(" ") or before.rstrip(" ")[-1] in ".?!\n"
        text = before + (instead[:1].upper() + instead[1:] if starts else instead) + after
    texts = [*words[found.question]]
    texts[found.line] = text
    return {**words, found.question: [text for text in texts if text]}


def places_of(meeting: Meeting) -> set[str]:
    return {meeting.team.name, meeting.team.organisation.name}


def askable(asking: Asking, words: Words) -> Words:
    """Those of the words whose questions are still asked."""
    return {question.key: words[question.key] for question in asking.asked if question.key in words}
