"""What an agreement is made of: one table for its form, its page, its print and its copy.

Names of the lines are kept in sealed rows: a line may be added here, and never renamed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from supervision.functions import Function
from supervision.term import LINE, ONE_OF, SOME_OF, YES, Choices, Section, Term, Values

ALSO, RECORDS_MORE = "also", "records_more"
NONE_OF_THESE = "none"


KINDS: Choices = (
    ("one-to-one", _("One to one")),
    ("group", _("A group")),
    ("peer", _("Peers")),
    ("drop-in", _("Drop-in")),
)
ALSO_CHOICES: Choices = (
    ("manager", _("Line manager of the supervisee")),
    ("assessor", _("Assessor of the supervisee: marks, appraises or signs off their work")),
    ("confirmer", _("Confirmer of the supervisee, for their registration")),
    (NONE_OF_THESE, _("None of these")),
)

SECTIONS: tuple[Section, ...] = (
    Section(
        "meeting",
        _("How we meet"),
        (
            Term("kind", _("Kind of supervision"), ONE_OF, choices=KINDS),
            Term(
                "how_often",
                _("How often"),
                LINE,
                default=_("Once a month"),
                needed=True,
            ),
            Term("how_long", _("How long each time"), LINE, default=_("One hour")),
            Term(
                "place",
                _("Where"),
                LINE,
                hint=_("A quiet room, or a link."),
            ),
        ),
    ),
    Section(
        "aims",
        _("What it is for"),
        (
            Term(
                "aims",
                _("Aims"),
                default=_(
                    "Time to stop and think about the work and about how it is for us. To learn "
                    "from it, to feel steadier in it, and to care well for people."
                ),
                needed=True,
            ),
            Term(
                "functions",
                _("What we want most of it"),
                SOME_OF,
                hint=_("Tick as many as you like."),
                choices=tuple(Function.choices),
            ),
            Term(
                "group_topics",
                _("How a group picks its topics"),
                hint=_("Only for a group. Leave it empty otherwise."),
            ),
        ),
    ),
    Section(
        "confidence",
        _("What stays between us"),
        (
            Term(
                "confidentiality",
                _("Confidentiality"),
                default=_(
                    "What is said here stays between us. Patients and colleagues are not named."
                ),
                needed=True,
            ),
            Term(
                "exceptions",
                _("When it does not stay between us"),
                default=_(
                    "If somebody is in danger, or practice is unsafe. The supervisor then says so "
                    "to the supervisee first, with who acts and by when."
                ),
            ),
            Term(
                "escalation",
                _("Where a concern goes then"),
                LINE,
                hint=_("A role, never a name: “safeguarding lead”, “ward manager”."),
            ),
        ),
    ),
    Section(
        "record",
        _("What is written down"),
        (
            Term(
                "recorded",
                _("What is recorded"),
                default=_(
                    "The date, how long, what it was for, themes in a few words, and what each of "
                    "us will do. Never the story of a patient or a colleague."
                ),
            ),
            Term("recorded_by", _("Who writes it"), LINE, default=_("The supervisor")),
            Term("kept_where", _("Where it is kept"), LINE, default=_("In this journal, sealed")),
            Term(
                "read_by",
                _("Who can read it"),
                LINE,
                default=_("The two of us. Nobody else."),
            ),
            Term(
                RECORDS_MORE,
                _("A session to restore may record themes and ideas too"),
                YES,
                hint=_(
                    "Without this tick, only who came, how long, what it was for and what each of "
                    "you will do is kept of such a session. You both sign, so you both agree."
                ),
            ),
        ),
    ),
    Section(
        "changes",
        _("When something comes between"),
        (
            Term(
                "cancelling",
                _("Calling a session off"),
                LINE,
                default=_("A day before, if we can."),
            ),
            Term(
                "urgent",
                _("If something cannot wait"),
                LINE,
                hint=_("How you reach one another in between, and who else is there for you."),
            ),
        ),
    ),
    Section(
        "power",
        _("The supervisor's other parts"),
        (
            Term(
                ALSO,
                _("Is the supervisor also the supervisee's…"),
                SOME_OF,
                hint=_(
                    "This is answered before anybody signs, and stands on the page of your "
                    "supervision. It is no fault: it is better known."
                ),
                choices=ALSO_CHOICES,
            ),
        ),
    ),
)


def every_term() -> Iterator[Term]:
    for section in SECTIONS:
        yield from section.terms


TERMS: dict[str, Term] = {term.key: term for term in every_term()}


def first_wording(*, is_peer: bool) -> Values:
    """What a first draft says, in the language of whoever begins it."""
    values: Values = {
        key: str(term.default) if isinstance(term.empty, str) else term.empty
        for key, term in TERMS.items()
    }
    return values | {"kind": "peer" if is_peer else "one-to-one"}


def cleaned(values: Values) -> Values:
    """Every line, and nothing besides."""
    return {key: term.read(values) for key, term in TERMS.items()}


def is_answered(values: Values) -> bool:
    """Whether it says what other parts the supervisor has, be it none."""
    return bool(TERMS[ALSO].read(values))


def left_open(values: Values) -> list[Term]:
    """What has to be said before anybody signs."""
    needed = [term for term in TERMS.values() if term.needed and not term.read(values).strip()]
    return needed if is_answered(values) else [*needed, TERMS[ALSO]]


def also_in_words(values: Values) -> list[str]:
    """The supervisor's other parts, a line each. Empty: none; ask `is_answered` first."""
    found = TERMS[ALSO].read(values)
    return [str(name) for key, name in ALSO_CHOICES if key in found and key != NONE_OF_THESE]


@dataclass(frozen=True)
class Line:
    key: str
    label: str
    text: str  # "" where nothing is said


def reading(values: Values) -> list[tuple[str, list[Line]]]:
    """As a document reads it: each section's title, and its lines; empty ones are left out."""
    found = []
    for section in SECTIONS:
        lines = [Line(t.key, str(t.label), t.in_words(values)) for t in section.terms]
        if shown := [line for line in lines if line.text]:
            found.append((str(section.title), shown))
    return found


def changed_lines(values: Values, others: Values) -> list[Line]:
    """What the others say wherever the two differ."""
    return [
        Line(key, str(term.label), term.in_words(others))
        for key, term in TERMS.items()
        if term.read(values) != term.read(others)
    ]
