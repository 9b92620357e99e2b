"""What of a text may identify somebody, as its writer is shown it. It looks, and never edits."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from identifiers import LEAVE_OUT, Finding, Level, find, fold
from journals.forms import TITLE_LIMIT
from journals.merging import digest
from journals.models import Entry, KeptWords
from journals.preparing import ASK_LIMIT, Draft
from journals.reading import answered
from journals.snapshots import TITLE
from people.models import Membership, User
from prompts.kinds.base import answer_limit
from prompts.schema import Asked, ShortText

ASK = "ask"
NAMES = {"titled-name", "full-name", "name", "initials"}
TOGETHER = "together"
BEFORE, AFTER = 90, 70  # characters of a sentence shown around the words


@dataclass(frozen=True)
class Text:
    """A text to look through: a question's answer, the entry's name, or what is asked."""

    place: str  # a question's key, TITLE or ASK
    label: str
    text: str
    limit: int = 0  # how long it may become; 0 where it is no plain text

    @property
    def is_plain(self) -> bool:
        """Whether words can be replaced in it where they stand."""
        return self.limit > 0

    @property
    def part(self) -> str:
        """Its name on the writing page; nothing for what is not written there."""
        return {TITLE: "about-title", ASK: ""}.get(self.place, self.place)


@dataclass(frozen=True)
class Sighting:
    """Words that were found, in their sentence."""

    text: Text
    start: int
    end: int

    @property
    def words(self) -> str:
        return self.text.text[self.start : self.end]

    @property
    def before(self) -> str:
        left = self.text.text[: self.start]
        begins = max(left.rfind(stop) for stop in ("\n", ". ", "? ", "! ")) + 1
        sentence = left[begins:].lstrip()
        if len(sentence) <= BEFORE:
            return sentence
        return "… " + sentence[-BEFORE:].partition(" ")[2]

    @property
    def after(self) -> str:
        right = self.text.text[self.end :].split("\n", 1)[0]
        if len(right) <= AFTER:
            return right
        return right[:AFTER].rpartition(" ")[0] + " …"

    @property
    def begins_sentence(self) -> bool:
        left = self.text.text[: self.start].rstrip(" ")
        return not left or left[-1] in ".?!\n"


@dataclass
class Found:
    """One name, number or the like, wherever it stands in these texts."""

    finding: Finding
    sightings: list[Sighting] = field(default_factory=list)

    @property
    def id(self) -> str:
        return digest([self.finding.kind, fold(self.finding.words)])

    @property
    def is_high(self) -> bool:
        return self.finding.level == Level.HIGH

    @property
    def is_name(self) -> bool:
        return self.finding.kind in NAMES

    @property
    def ways(self) -> list[str]:
        """What a press may put there, or LEAVE_OUT. None for what several places tell at once."""
        if self.finding.kind == TOGETHER or not any(one.text.is_plain for one in self.sightings):
            return []
        return self.finding.instead

    @property
    def stays_somewhere(self) -> bool:
        """Whether some of it stands where only its writer can change it."""
        return any(not one.text.is_plain for one in self.sightings)

    @property
    def parts(self) -> list[Text]:
        """The places on the writing page where it stands, each once."""
        return list({one.text.part: one.text for one in self.sightings if one.text.part}.values())


@dataclass(frozen=True)
class Group:
    title: str
    level: Level
    found: list[Found]


class TooLongError(ValueError):
    """The neutral words would make a text longer than it may be."""


def look_through(texts: Iterable[Text], person: User) -> list[Found]:
    """What may identify somebody, the clearest first; without what the person said is nobody."""
    places, kept = place_names(person), kept_words(person)
    found: dict[str, Found] = {}
    for text in texts:
        for finding in find(text.text, places=places, kept=kept):
            one = Found(finding)
            one = found.setdefault(one.id, one)
            one.sightings.append(Sighting(text, finding.start, finding.end))
    return sorted(found.values(), key=lambda one: list(Level).index(one.finding.level))


def grouped(found: Iterable[Found]) -> list[Group]:
    titles = {
        Level.HIGH: _("These can point to one person by themselves"),
        Level.ADVISE: _("These may help somebody guess"),
        Level.INFO: _("Worth a look"),
    }
    found = list(found)
    groups = [
        Group(title, level, [one for one in found if one.finding.level == level])
        for level, title in titles.items()
    ]
    return [group for group in groups if group.found]


def texts_of_entry(entry: Entry) -> list[Text]:
    """All of an entry but the private note, which nobody is ever shown."""
    parts = [
        {"key": one.question.key, "question": one.question.text, "lines": one.lines}
        for one in answered(entry.prompt_version, entry.text())
    ]
    return _texts(entry, entry.title, parts)


def texts_of_draft(draft: Draft) -> list[Text]:
    """Exactly what would go."""
    shown = draft.snapshot
    texts = _texts(draft.entry, shown["title"], shown["parts"])
    if shown["ask"]:
        texts.insert(0, Text(ASK, _("What you would like them to know"), shown["ask"], ASK_LIMIT))
    return texts


def texts_of_snapshot(entry: Entry, shown: dict[str, Any]) -> list[Text]:
    """What a file for somebody else holds."""
    return _texts(entry, shown["title"], shown["parts"])


def _texts(entry: Entry, title: str, parts: list[dict[str, Any]]) -> list[Text]:
    texts = [Text(TITLE, _("The name of the entry"), title, TITLE_LIMIT)] if title else []
    asked = {question.key: question for question in entry.prompt_version.asked}
    for part in parts:
        question = asked[part["key"]]
        limit = _limit_of(question)
        # As it was typed, so that a place in the text is a place in the answer.
        text = entry.answers[question.key] if limit else "\n".join(part["lines"])
        texts.append(Text(question.key, question.text, text, limit))
    return texts


def _limit_of(question: Asked) -> int:
    if question.for_each or question.kind not in ("long_text", "short_text"):
        return 0
    return question.limit if isinstance(question, ShortText) else answer_limit()


def replaced(found: Found, instead: str) -> dict[str, str]:
    """The plain texts in which it stands, by place, with neutral words in its stead."""
    texts: dict[str, str] = {}
    for one in sorted(found.sightings, key=lambda one: -one.start):  # the last place first
        if not one.text.is_plain:
            continue
        text = texts.get(one.text.place, one.text.text)
        before, after = text[: one.start], text[one.end :]
        if instead == LEAVE_OUT:
            texts[one.text.place] = before.rstrip(" ") + (after if before else after.lstrip(" "))
            continue
        words = instead[:1].upper() + instead[1:] if one.begins_sentence else instead
        texts[one.text.place] = before + words + after
        if len(texts[one.text.place]) > one.text.limit:
            raise TooLongError(one.text.label)
    return texts


def place_names(person: User) -> set[str]:
    """What the houses and teams that the person belongs to are called."""
    current = Membership.objects.current().filter(user=person)
    rows = current.values_list("organisation__name", "teams__name")
    return {name for row in rows for name in row if name}


def kept_words(person: User) -> Collection[str]:
    row = KeptWords.objects.visible_to(person).first()
    return set(row.folded) if row else set()
