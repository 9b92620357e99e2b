"""The few things that somebody may tell their supervisor, and how what is kept of them reads.

Every one may be left open. None asks for a mark: nothing here is added up or compared.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from supervision.term import ONE_OF, Term, Values

OPEN = ("", _("I leave this open"))

QUESTIONS = (
    Term("helps", _("What helps you in supervision?"), hint=_("What should stay as it is.")),
    Term(
        "time",
        _("Is there enough time?"),
        ONE_OF,
        choices=(
            OPEN,
            ("enough", _("Yes, enough")),
            ("mostly", _("Mostly")),
            ("too-little", _("Too little")),
        ),
    ),
    Term(
        "safe",
        _("Can you bring what went wrong?"),
        ONE_OF,
        hint=_("A mistake, or something that you are not proud of."),
        choices=(
            OPEN,
            ("yes", _("Yes, I can")),
            ("some", _("Some of it")),
            ("not-yet", _("Not yet")),
        ),
    ),
    Term("easier", _("What would make that easier?")),
    Term("more", _("What would help you more?"), hint=_("Or something to try next time.")),
)


class Line(NamedTuple):
    label: Any
    text: str


def cleaned(values: Values) -> Values:
    """What is answered, by question; what was left open is not in it."""
    found = {one.key: one.read(values) for one in QUESTIONS}
    return {key: value for key, value in found.items() if value}


def reading(values: Values) -> list[Line]:
    """As both read it."""
    lines = [Line(one.label, one.in_words(values)) for one in QUESTIONS]
    return [line for line in lines if line.text]
