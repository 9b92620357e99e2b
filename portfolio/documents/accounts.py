"""An entry that was written to the regulator's questions, as the account on its form."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import formats
from django.utils.dateparse import parse_date

from journals.models import Entry
from portfolio.documents.regulator import Account, Answer
from portfolio.documents.tree import Choice
from prompts.answers import lines
from prompts.kinds.base import as_dict, as_text, as_texts

# Keys of prompts/library/nmc-account.yaml; the wording is that of the version it was written to.
WRITTEN = ("nature", "learnt", "changed")
CODE, RELEVANCE, ABOUT, WHEN = "code", "relevance", "source", "when"


def account_of(entry: Entry, *, themes: Iterable[str]) -> Account:
    """`themes` are all of the code's; what was chosen from an earlier edition is shown as well."""
    asked = {question.key: question for question in entry.prompt_version.asked}

    def said(key: str) -> tuple[str, ...]:
        if key not in asked or asked[key].private:
            return ()  # a document is for others
        return tuple(lines(asked[key], entry.answers.get(key), entry.answers, asked.values()))

    code = as_dict(entry.answers.get(CODE))
    chosen = as_texts(code.get("themes"))
    answers = [Answer(asked[key].text, said(key)) for key in WRITTEN if key in asked]
    if CODE in asked:
        answers.append(Answer(asked[CODE].text, said(RELEVANCE)))
    return Account(
        title=entry.name,
        answers=tuple(answers),
        themes=tuple(Choice(one, one in chosen) for one in dict.fromkeys([*themes, *chosen])),
        about=said(ABOUT),
        when=_month(as_text(entry.answers.get(WHEN))),
        standards=said(CODE)[len(chosen) :],  # its lines begin with the themes
    )


def _month(text: str) -> str:
    day = parse_date(f"{text}-01" if text.count("-") == 1 else text)
    return formats.date_format(day, "F Y") if day else ""
