"""The slots and comments of a review: their names on screen, and how they are read."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy, ngettext

from journals.feedback import Example
from journals.merging import Part
from journals.models import MARKS, SLOTS, Review
from journals.review_marks import Between, in_words, read_mark
from journals.review_saving import COMMENT, is_part, part_of
from journals.rounds import Change
from journals.services import reviewing
from prompts.kinds import WordsField

MOST_COMMENTS = 9  # on one answer
KEPT = 50_000  # characters that a draft may hold; what can be given is reviewing.LONGEST

LABELS = {
    "noticed": gettext_lazy("What I noticed"),
    "question": gettext_lazy("A question to take you further"),
    "try_next": gettext_lazy("One thing to try, or to keep doing"),
}
HINTS = {
    "noticed": gettext_lazy(
        "Something they did, saw or said. Their own words, quoted, say it better than praise."
    ),
    "question": gettext_lazy(
        "One that you do not know the answer to. “What” and “how” open more than “why”."
    ),
    "try_next": gettext_lazy("Small enough for the next shift. What went well counts too."),
}
PROBLEMS = {
    reviewing.MISSING: gettext_lazy("Please write a line or two here. It is still empty."),
    reviewing.NOT_THERE: gettext_lazy(
        "The quoted words do not stand in this answer. Change the quote, or leave it empty."
    ),
    reviewing.NO_TEXT: gettext_lazy("Say something about the quoted words, or take the quote out."),
}


@dataclass(frozen=True)
class OtherText:
    """What another device wrote into the same part."""

    place: str  # what its buttons post
    quote: str
    text: str


@dataclass
class Written:
    """One slot or one comment, as the page shows it."""

    part: str
    was: str
    base: str
    text: str
    quote: str = ""
    about: str = ""  # of a comment: the question whose answer it is on
    label: str = ""
    hint: str = ""
    problem: str = ""
    is_about_quote: bool = False  # the problem: it stands at the quoted words, not at one's own
    others: list[OtherText] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)  # of a slot

    @property
    def problem_at(self) -> str:
        """The id of the field that has the problem."""
        return f"id_{'quote' if self.is_about_quote else 'words'}-{self.part}"

    @property
    def is_blank(self) -> bool:
        return not (self.text or self.quote or self.others)

    @property
    def number(self) -> str:
        return self.part.rpartition("-")[2]


@dataclass
class Answer:
    """One shared answer, and what is said about it."""

    part: dict[str, Any]  # as the snapshot has it
    comments: list[Written]
    change: Change | None = None

    @property
    def said(self) -> list[Written]:
        return [comment for comment in self.comments if not comment.is_blank]

    @property
    def may_add(self) -> bool:
        return len(self.comments) < MOST_COMMENTS

    @property
    def is_open(self) -> bool:
        """Whether the comments are shown unfolded."""
        return bool(self.said) or any(comment.problem for comment in self.comments)


def comment_part(question: str, number: int) -> str:
    return f"comment-{question}-{number}"


def belongs(part: str, questions: set[str]) -> bool:
    """Whether a review of these answers can have this part."""
    comment = COMMENT.fullmatch(part)
    if comment:
        return comment[1] in questions and int(comment[2]) <= MOST_COMMENTS
    return is_part(part)


def words_in(value: Part) -> tuple[str, str]:
    """The quote and the words of a slot or a comment; of what is ticked, its name."""
    if isinstance(value, list):
        return "", in_words(value)
    if isinstance(value, dict):
        return value.get("quote") or "", value.get("text") or ""
    return "", value or ""


def problem_in_words(problem: str, text: str) -> str:
    if problem == reviewing.TOO_LONG:
        over = len(text) - reviewing.LONGEST
        return ngettext(
            "This is %(over)s character too long to be given. Please shorten it.",
            "This is %(over)s characters too long to be given. Please shorten it.",
            over,
        ) % {"over": over}
    return str(PROBLEMS.get(problem, ""))


def read_part(part: str, data: QueryDict) -> tuple[Part, int]:
    """The cleaned value of a part, None when it is blank, and how much could not be kept."""
    if part in MARKS:
        return read_mark(part, data), 0
    words = WordsField(limit=KEPT)
    text = words.clean(data.get(f"words-{part}", ""))
    if part in SLOTS:
        return text or None, words.left_out
    quoted = WordsField(limit=KEPT)
    quote = quoted.clean(data.get(f"quote-{part}", ""))
    value = {"quote": quote, "text": text} if quote or text else None
    return value, words.left_out + quoted.left_out


def unseen_parts(review: Review, data: QueryDict, what: Between) -> set[str]:
    """Parts that now read otherwise than on the page that was posted.

    Of those that would be given: what the writer turned off meanwhile is on no page.
    """
    shown = {part: read_part(part, data)[0] for part in data.getlist("asked")}
    return {
        part
        for part in review.words.keys() | shown.keys()
        if part in what and part_of(review, part) != shown.get(part)
    }
