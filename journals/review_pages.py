"""The page on which a share is read and reviewed: what it shows, and what a posted one says.

Its reader is a supervisor, or somebody from outside with a link: `viewer` is either, and the
addresses that the page posts to come with it.
"""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from journals.binding import bind_share
from journals.feedback import examples_for
from journals.merging import Part, Save, digest
from journals.models import MARKS, SLOTS, OutsideReader, ParkedWords, Reply, Review
from journals.pages import Posted, TornPageError
from journals.review_marks import DEPTH, TALK, Between, Choice, Ticked, given_marks, read_mark
from journals.review_parts import (
    HINTS,
    LABELS,
    MOST_COMMENTS,
    Answer,
    OtherText,
    Written,
    belongs,
    comment_part,
    problem_in_words,
    read_part,
    words_in,
)
from journals.review_saving import is_part, part_of
from journals.rounds import changes, left_out
from journals.services import reviewing
from people.kept import as_posted
from people.models import User
from prompts.forms import left_out_notice
from vault.ids import new_id

Viewer = User | OutsideReader


@dataclass(frozen=True)
class ReviewUrls:
    """Where the page posts to, for this viewer. What has no address is not offered."""

    page: str
    save: str
    reply: str
    words: str = ""
    acknowledge: str = ""
    erase: str = ""
    state: str = ""  # whether the reader is still there: a signed-in one's has its own address
    come_back: str = ""  # where they show again that it is them
    talk: str = ""  # where it is put on the list of the next session


class ReviewPage:
    """One share for its reader. With `parked`, it shows words that could not be saved."""

    def __init__(
        self,
        review: Review,
        *,
        viewer: Viewer,
        urls: ReviewUrls,
        before: Review | None = None,
        parked: ParkedWords | None = None,
        checked: bool = False,
        between: Between | None = None,
    ) -> None:
        self.between = between or Between()
        self.review, self.share, self.viewer, self.urls = review, review.share, viewer, urls
        self.before = before if before and before.is_given else None
        self.parked = parked
        shown = parked if not review.is_given else None
        self.data = data_of(shown) if shown else None
        self.posted = set(self.data.getlist("asked")) if self.data is not None else set()
        self.page, self.operation = new_id(), new_id()
        self.binding = bind_share(self.share, viewer)
        self.is_checked = checked
        self.found = reviewing.problems_of(review, self.share.snapshot) if checked else {}
        self._changes = changes(before.share.snapshot, self.share.snapshot) if before else {}
        self.left_out = left_out(before.share.snapshot, self.share.snapshot) if before else []

    @property
    def writer(self) -> User:
        return self.share.author

    @property
    def writer_first_name(self) -> str:
        return str(self.writer).split()[0]

    @property
    def is_outside(self) -> bool:
        return isinstance(self.viewer, OutsideReader)

    @property
    def spellcheck(self) -> str:
        return "true" if isinstance(self.viewer, User) and self.viewer.spell_check else "false"

    @property
    def limit(self) -> int:
        return reviewing.LONGEST

    @property
    def card(self) -> dict[str, list[str]]:
        card: dict[str, list[str]] = self.share.prompt_version.prompt.review_card
        return card

    @property
    def base(self) -> str:
        seen = self.data.get("base") if self.data is not None else None
        return str(seen or self.review.revision)

    @cached_property
    def slots(self) -> list[Written]:
        examples = examples_for(self.share.prompt_version.prompt.programme)
        return [
            self._written(
                slot,
                label=str(LABELS[slot]),
                hint=str(HINTS[slot]),
                examples=examples[slot],
            )
            for slot in SLOTS
        ]

    @cached_property
    def marks(self) -> list[Ticked]:
        """What may be ticked, as far as it has a place between these two."""
        return [self._ticked(part) for part in MARKS if part in self.between]

    @property
    def has_marks(self) -> bool:
        """Whether those that are folded away must be seen."""
        return any(mark.chosen or mark.others for mark in self.marks if mark.part != TALK)

    @property
    def asks_depth(self) -> bool:
        return DEPTH in self.between

    @property
    def marks_given(self) -> dict[str, list[Choice]]:
        return given_marks(self.review, self.between)

    @property
    def may_talk(self) -> bool:
        """Whether the two have sessions on whose list it can be put."""
        return bool(self.urls.talk) and TALK in self.between

    @property
    def slots_given(self) -> list[Written]:
        return [slot for slot in self.slots if slot.text]

    @property
    def parked_texts(self) -> list[str]:
        """For a page sent after it was given: only to read and to copy."""
        data = data_of(self.parked) if self.parked else QueryDict()
        asked = [part for part in data.getlist("asked") if part not in MARKS]
        texts = [data.get(f"words-{part}", "").strip() for part in asked]
        given = {words_in(value)[1].strip() for value in self.review.words.values()}
        return [text for text in texts if text and text not in given]

    @property
    def blank(self) -> str:
        """What a part that is not begun was: for comments that a script adds."""
        return digest(None)

    @property
    def slots_before(self) -> list[tuple[str, str]]:
        """What the same reader said the time before."""
        words = self.before.words if self.before else {}
        return [(str(LABELS[slot]), words.get(slot) or "") for slot in SLOTS if words.get(slot)]

    @cached_property
    def answers(self) -> list[Answer]:
        return [
            Answer(part, self._comments(part), self._changes.get(part["key"]))
            for part in self.share.snapshot["parts"]
        ]

    @property
    def problems(self) -> list[Written]:
        """Whatever keeps it from being given, in the order of the page."""
        written = [comment for answer in self.answers for comment in answer.comments]
        return [one for one in [*written, *self.slots] if one.problem]

    def _comments(self, answer: dict[str, Any]) -> list[Written]:
        """Those begun, and one to begin, in their order."""
        question, asked = answer["key"], answer["question"]
        names = set(self.review.words) | self.posted | {c["part"] for c in self.review.clashes}
        begun = {n for n in range(1, MOST_COMMENTS + 1) if comment_part(question, n) in names}
        found = [self._written(comment_part(question, n), about=asked) for n in sorted(begun)]
        if not any(comment.is_blank for comment in found):
            spare = next((n for n in range(1, MOST_COMMENTS + 1) if n not in begun), None)
            if spare is not None:
                found.append(self._written(comment_part(question, spare), about=asked))
        return found

    def _written(self, part: str, **more: Any) -> Written:
        current = part_of(self.review, part)
        was, base = digest(current), str(self.review.revision) if self.data is not None else ""
        quote, text = words_in(current)
        if self.data is not None and part in self.posted:
            was, base = self.data.get(f"was-{part}", ""), self.data.get(f"base-{part}", "")
            quote, text = self.data.get(f"quote-{part}", ""), self.data.get(f"words-{part}", "")
        found = self.found.get(part, "")
        return Written(
            part,
            was,
            base,
            text,
            quote,
            problem=problem_in_words(found, text),
            is_about_quote=found == reviewing.NOT_THERE,
            others=self._others(part),
            **more,
        )

    def _ticked(self, part: str) -> Ticked:
        current = part_of(self.review, part)
        was, base, chosen = digest(current), "", current
        if self.data is not None:
            base = str(self.review.revision)
            if part in self.posted:
                was, base = self.data.get(f"was-{part}", ""), self.data.get(f"base-{part}", "")
                chosen = read_mark(part, self.data)
        return Ticked(part, was, base, chosen or [], others=self._others(part))

    def _others(self, part: str) -> list[OtherText]:
        return [
            OtherText(f"{one['page']}/{part}", *words_in(one["text"]))
            for one in self.review.clashes
            if one["part"] == part
        ]

    def read(self, data: QueryDict) -> Posted:
        """Read a posted page. Raises TornPageError when it is no page of this review."""
        asked = list(dict.fromkeys(data.getlist("asked")))
        keys = {part["key"] for part in self.share.snapshot["parts"]}
        if not all(belongs(part, keys) for part in asked):
            raise TornPageError
        parts: dict[str, Part] = {}
        errors: dict[str, list[str]] = {}
        notices: dict[str, str] = {}
        for part in asked:
            try:
                parts[part], dropped = read_part(part, data)
            except ValidationError as error:
                errors[part] = list(error.messages)
                continue
            if dropped:
                notices[part] = left_out_notice(dropped)
        unchanged = {p for p, value in parts.items() if data.get(f"was-{p}") == digest(value)}
        save = Save(
            operation=_uuid(data.get("operation")),
            page=_uuid(data.get("page")),
            base=self._seen(data.get("base")),
            bases={p: self._seen(data.get(f"base-{p}")) for p in parts if f"base-{p}" in data},
            parts={p: value for p, value in parts.items() if p not in unchanged},
        )
        return Posted(save, errors, notices)

    def _seen(self, text: str | None) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text or "") or int(text or "") > self.review.revision:
            raise TornPageError
        return int(text or "")


class Talk:
    """What was said after a review, and the reader's next turn."""

    def __init__(self, replies: Iterable[Reply], parked: ParkedWords | None) -> None:
        self.replies = list(replies)
        self.parked = parked
        self.text = (data_of(parked).get("text") or "") if parked else ""


def data_of(parked: ParkedWords) -> QueryDict:
    data = as_posted(parked.fields)
    data.setlist("asked", [part for part in data.getlist("asked") if is_part(part)])
    return data


def _uuid(text: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError as error:
        raise TornPageError from error
