"""The columns of each log's table: in what order, what they are called, and what else is read."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portfolio.choices import FORMS, METHODS, SCOPES, SOURCES, Choices
from portfolio.models import PracticeHours

REGISTRATIONS: Choices = dict(PracticeHours.Registration.choices)


@dataclass(frozen=True)
class Column:
    field: str
    title: Promise
    also: str = ""  # other titles that spreadsheets have for it, with | between
    choices: Choices | None = None
    is_needed: bool = False

    @property
    def names(self) -> set[str]:
        return {plain(name) for name in (self.field, str(self.title), *self.also.split("|"))} - {""}


def plain(text: str) -> str:
    """A title or a choice without what people write differently: "Hours (total)" too."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def key_of(choices: Choices, text: str) -> str:
    """The key that a cell means, by its words; what is none of them stands as it is."""
    wanted = plain(text)
    for key, words in choices.items():
        if wanted in (plain(key), plain(str(words))):
            return key
    return text


FIRST = Column(
    "started_on", _("First day"), "from|start|start date|date|dates|day|begin|began"
    "|date from|first date", is_needed=True,
)  # fmt: skip
LAST = Column("ended_on", _("Last day"), "to|until|end|end date|finish|ended|date to|last date")
EVIDENCE = Column("evidence", _("Evidence"), "evidence of cpd|what shows it|proof")

HOURS = (
    FIRST,
    LAST,
    Column("hours", _("Hours"), "number of hours|total hours|hours practised|hours worked"
           "|no of hours", is_needed=True),
    Column("registered_as", _("Registration"), "your registration|registered as|role",
           REGISTRATIONS, is_needed=True),
    Column("organisation", _("Organisation"),
           "name of organisation|name and address of organisation|employer|where"),
    Column("address", _("Address and postcode"), "address|address of organisation"),
    Column("setting", _("Work setting"), "your work setting|type of organisation"),
    Column("scope", _("Scope of practice"), "your scope of practice|scope", SCOPES),
    Column("work", _("Description of the work"),
           "description|brief description of your work|description of work"),
    EVIDENCE,
)  # fmt: skip
CPD = (
    FIRST,
    LAST,
    Column("method", _("Method"), "method of learning|type of learning|how", METHODS),
    Column("topic", _("Topic"), "topics|topic(s)|title|subject", is_needed=True),
    Column("hours", _("Hours"), "number of hours|total hours|cpd hours|no of hours",
           is_needed=True),
    Column("participatory", _("Participatory hours"),
           "participatory|number of participatory hours|with others|hours with others"
           "|of which with others|of it with others|of which participatory"),
    Column("relates", _("How it relates to practice"),
           "how it relates to your practice|how it relates to my practice|relevance"
           "|relevance to practice"),
    Column("standards", _("Part of the Code"),
           "link to code|link to any part of the code|link to the code|code"),
    EVIDENCE,
)  # fmt: skip
FEEDBACK = (
    Column("given_on", _("Date"), "day|dates|date of feedback|when", is_needed=True),
    Column("source", _("Source of feedback"),
           "source|where did this feedback come from|from whom|from", SOURCES),
    Column("form", _("Type of feedback"), "type|form of feedback|how", FORMS),
    Column("content", _("Content of feedback"), "content|feedback|what was said|what it was about",
           is_needed=True),
    Column("influence", _("Influence on practice"),
           "influence|how the feedback has influenced your practice|how it changed my practice"
           "|what changed|impact"),
    EVIDENCE,
)  # fmt: skip
