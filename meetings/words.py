"""The words that a device posts: cleaned, and what is wrong with them said in a line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import Asking
from meetings.pots import Words
from prompts.texts import clean_line, clean_text

WORDS_LIMIT, LINE_LIMIT, LINES_AT_MOST = 1000, 200, 5
KEPT_AT_MOST = 8000  # bytes that are kept of a question's answer, so that it can be shortened


@dataclass(frozen=True)
class Posted:
    words: Words
    problems: dict[str, str] = field(default_factory=dict)  # by question

    @property
    def is_huge(self) -> bool:
        """Too long to be kept at all: nobody typed this."""
        sizes = (sum(len(text.encode()) for text in texts) for texts in self.words.values())
        return any(size > KEPT_AT_MOST for size in sizes)

    @property
    def digest(self) -> str:
        return digest(self.words)


def read(asking: Asking, post: QueryDict) -> Posted:
    """What was posted to the questions that are asked in writing, and to no others."""
    words, problems = {}, {}
    for question in asking.asked:
        texts = _texts(asking, post.getlist(field_name(question.key)))
        if texts:
            words[question.key] = texts
        if problem := _problem(asking, texts):
            problems[question.key] = problem
    return Posted(words, problems)


def check(asking: Asking, words: Words) -> dict[str, str]:
    """The same of words that were kept before."""
    found = {key: _problem(asking, texts) for key, texts in words.items()}
    return {key: problem for key, problem in found.items() if problem}


def field_name(key: str) -> str:
    return f"q-{key}"


def digest(words: Mapping[str, list[str]]) -> str:
    text = json.dumps(words, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _texts(asking: Asking, posted: list[str]) -> list[str]:
    if asking.form == Asking.Form.WORDS:
        found = [clean_text(text).text.strip() for text in posted[:1]]
    else:
        found = [clean_line(text).text for text in posted]
    return [text for text in found if text]


def _problem(asking: Asking, texts: list[str]) -> str:
    if asking.form != Asking.Form.WORDS and len(texts) > LINES_AT_MOST:
        return _("There is room for five lines.")
    limit = WORDS_LIMIT if asking.form == Asking.Form.WORDS else LINE_LIMIT
    longest = max((len(text) for text in texts), default=0)
    if longest <= limit:
        return ""
    return ngettext(
        "There is room for %(limit)s characters, and this is %(over)s more. Please shorten it.",
        "There is room for %(limit)s characters, and this is %(over)s more. Please shorten it.",
        longest - limit,
    ) % {"limit": _number(limit), "over": _number(longest - limit)}


def _number(value: int) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)
