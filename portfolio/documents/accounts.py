"""An entry that was written to a regulator's questions, as the account on its form.

Which questions these are is data of the library: here stands only where each kind of them has
its place on the paper.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from journals.models import Entry
from portfolio.documents.regulator import Account, Answer
from portfolio.documents.tree import Choice
from prompts.answers import lines
from prompts.kinds.base import as_dict, as_texts
from prompts.models import Programme
from prompts.schema import Asked

WORDS, PICKER = "long_text", "standards"


def is_on_form(entry: Entry) -> bool:
    """Whether it was written to a regulator's questions, with parts of a code to tick."""
    version = entry.prompt_version
    is_form = version.prompt.programme.kind == Programme.Kind.FRAMEWORK
    return is_form and any(one.kind == PICKER for one in version.asked)


def account_of(entry: Entry, *, themes: Iterable[str]) -> Account:
    """`themes` are all of the code's; what was chosen from an earlier edition is shown as well.

    Words have a box each, and the words below a picker are what ties the account to the code.
    All other answers stand above them.
    """
    asked = [one for one in entry.prompt_version.asked if one.kind != "read" and not one.private]
    ties = {b.key: a.text for a, b in pairwise(asked) if (a.kind, b.kind) == (PICKER, WORDS)}

    def said(one: Asked) -> tuple[str, ...]:
        everything = entry.prompt_version.asked
        return tuple(lines(one, entry.answers.get(one.key), entry.answers, everything))

    above = [(one.text, said(one)) for one in asked if one.kind not in (WORDS, PICKER)]
    picker = next((one for one in asked if one.kind == PICKER), None)
    chosen = as_texts(as_dict(entry.answers.get(picker.key)).get("themes")) if picker else []
    offered = themes if getattr(picker, "pick", "standards") != "standards" else ()
    return Account(
        title=entry.name,
        answers=tuple(
            Answer(ties.get(one.key, one.text), said(one)) for one in asked if one.kind == WORDS
        ),
        themes=tuple(Choice(one, one in chosen) for one in dict.fromkeys([*offered, *chosen])),
        facts=tuple((label, "\n".join(found)) for label, found in above if found),
        standards=said(picker)[len(chosen) :] if picker else (),  # its lines begin with the themes
    )
