"""What a reader may tick beside their words, and what that says to the writer.

Each is a part of a review, saved like the others; its value is a list of keys. None is a
mark: nothing of it can be counted, since it is sealed with the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journals.models import MARKS, DepthWish, Review, Share, SharedTopic
from supervision.functions import WORDS

FUNCTIONS, DEPTH, TALK = MARKS
Text = str | Promise


@dataclass(frozen=True)
class Choice:
    label: Text
    line: Text = ""  # what it means, in one line
    says: Text = ""  # to the writer, where that is another wording


CHOICES: Mapping[str, Mapping[str, Choice]] = {
    FUNCTIONS: {
        key.value: Choice(words.does, words.so_that, words.says) for key, words in WORDS.items()
    },
    DEPTH: {
        "recounting": Choice(
            _("Recounting"), _("What happened is told. Every entry begins there.")
        ),
        "sense": Choice(
            _("Making sense"), _("It asks why it went so, and says what was felt.")
        ),
        "reflecting": Choice(
            _("Reflecting"),
            _("It looks from other sides and at its own assumptions, and at what that changes."),
        ),
        "transforming": Choice(
            _("Transforming"),
            _("Something long taken for granted was looked at anew, the work was changed, and "
              "the change was checked."),
        ),
    },
    TALK: {
        "talk": Choice(
            _("Let us talk about this in person"),
            _("It goes on the list of your next session. Then a line in each box is enough."),
            _("Would like to talk about this with you in person."),
        )
    },
}  # fmt: skip
SEVERAL = {FUNCTIONS}
LEGENDS: Mapping[str, Text] = {
    FUNCTIONS: _("What this is meant for"),
    DEPTH: _("Where this entry seems to stand, as a whole"),
    TALK: _("In person"),
}
HINTS: Mapping[str, Text] = {
    FUNCTIONS: _("Several may fit."),
    DEPTH: _("The writer asked for these words. If none fits, choose none. It is not a mark."),
}


@dataclass(frozen=True)
class Between:
    """What, besides words, has a place between the two of a share."""

    offered: frozenset[str] = frozenset()
    is_on_list: bool = False  # of the pair's next session

    def __contains__(self, part: str) -> bool:
        """Whether a part may be given, and shown: words always may."""
        return part not in MARKS or part in self.offered


def between_marks(share: str = "") -> dict[str, Any]:
    """What `between` reads, to be fetched with a share, or with a row that leads to one."""
    at = f"{share}__" if share else ""
    wishes = DepthWish.objects.filter(person=OuterRef(f"{at}author"), on_since__isnull=False)
    topics = SharedTopic.objects.filter(share=OuterRef(f"{at}pk")).open()
    return {
        "is_with_peer": F(f"{at}supervision__is_peer"),
        "wants_depth": Exists(wishes),
        "is_on_list": Exists(topics),
    }


def between(row: Any) -> Between:
    """For a reader from outside nothing; depth only while the writer wants it."""
    if row.is_with_peer is None:
        return Between()
    offered = {FUNCTIONS: True, DEPTH: row.wants_depth, TALK: not row.is_with_peer}
    given = frozenset(part for part, is_so in offered.items() if is_so)
    return Between(given, row.is_on_list)


def between_now(share: Share) -> Between:
    rows = Share.objects.filter(pk=share.pk).annotate(**between_marks())
    return between(rows.only("pk").get())


@dataclass
class Ticked:
    """One fieldset of the page."""

    part: str
    was: str
    base: str
    chosen: list[str]
    others: list[Any] = field(default_factory=list)

    @property
    def legend(self) -> Text:
        return LEGENDS[self.part]

    @property
    def hint(self) -> Text:
        return HINTS.get(self.part, "")

    @property
    def is_several(self) -> bool:
        return self.part in SEVERAL or len(CHOICES[self.part]) == 1

    @property
    def choices(self) -> list[tuple[str, Choice, bool]]:
        return [(key, one, key in self.chosen) for key, one in CHOICES[self.part].items()]


def read_mark(part: str, data: QueryDict) -> list[str] | None:
    """What was ticked, in the order of the page; what is no choice of it is let go."""
    posted = data.getlist(f"words-{part}")
    if part not in SEVERAL:
        posted = posted[-1:]
    return [key for key in CHOICES[part] if key in posted] or None


def in_words(ticked: list[str]) -> str:
    """Whatever was ticked: no two have a key in common."""
    named = {key: one.label for group in CHOICES.values() for key, one in group.items()}
    return ", ".join(str(named[key]) for key in ticked if key in named)


def given_marks(review: Review, what: Between) -> dict[str, list[Choice]]:
    """What a given review says besides words, as far as that is to be shown now."""
    return {
        part: [CHOICES[part][key] for key in review.words[part] if key in CHOICES[part]]
        for part in MARKS
        if part in what and review.words.get(part)
    }


def fit_to_give(words: dict[str, Any], what: Between) -> dict[str, Any]:
    """A draft without what has no place between the two, or has none any more."""
    return {part: value for part, value in words.items() if part in what}
