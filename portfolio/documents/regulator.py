"""The regulator's forms, laid out as the NMC lays out its own.

They take plain values, and their wording with them: questions, roles and what is signed are data of
the library, and change without a line here. The personal boxes of other people stay blank unless
somebody typed them. Nothing here looks anything up.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portfolio.documents.tree import (
    Box,
    Choice,
    Choices,
    Document,
    Facts,
    Heading,
    Items,
    Paragraph,
    Part,
    Row,
    Signature,
    Table,
)
from prompts.schema import FormWording

# Nobody signs for accounts that are not there: whoever signs writes how many it were.
OPEN = "……"


@dataclass(frozen=True)
class Answer:
    question: str
    lines: Row = ()


@dataclass(frozen=True)
class Account:
    """One written account: its answers in the order of the form."""

    title: str
    answers: tuple[Answer, ...]
    themes: tuple[Choice, ...]  # all of the code's, with those that it is about ticked
    facts: tuple[tuple[str, str], ...] = ()  # what else was answered: what about, and when
    standards: Row = ()  # numbers and headings, where the writer was so exact


@dataclass(frozen=True)
class Person:
    """Somebody's place on a form. What is empty is left to be filled in by hand."""

    name: str = ""
    pin: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class DiscussionPaper:
    wording: FormWording
    nurse: Person
    partner: Person
    accounts: Row  # what each is called
    expected: int = 1  # rows, at least: what is not written yet has room to be
    held_on: str = ""
    summary: Row = ()


@dataclass(frozen=True)
class ConfirmationPaper:
    wording: FormWording
    nurse: Person
    confirmer: Person
    roles: tuple[Choice, ...]  # in what role the confirmer acts
    shown: tuple[Choice, ...]  # what was to be shown, with what was ticked
    held_on: str = ""


def account_form(account: Account, *, number: int, name: str = "") -> Document:
    title = _("Reflective account %(number)d") % {"number": number}
    named = [(_("What it is called"), account.title)]
    if name:
        named.insert(0, (_("Name"), name))
    return Document(
        title,
        (_names_nobody(), Facts(tuple(named)), *account_parts(account, level=1)),
        author=name,
    )


def account_parts(account: Account, *, level: int) -> tuple[Part, ...]:
    """The questions are headings of this level, numbered as on the form."""
    boxes = [
        Box(f"{number}. {answer.question}", answer.lines, blank=6, level=level)
        for number, answer in enumerate(account.answers, start=1)
    ]
    parts: list[Part] = [*([Facts(account.facts)] if account.facts else []), *boxes]
    if account.themes:
        parts.append(Choices(_("Select one or more themes"), account.themes))
    if account.standards:
        parts += [Paragraph((_("Parts of the Code"),)), Items(account.standards)]
    return tuple(parts)


def discussion_form(talk: DiscussionPaper) -> Document:
    called = [*talk.accounts, *[""] * (talk.expected - len(talk.accounts))]
    rows = tuple((str(number), title) for number, title in enumerate(called, start=1))
    return Document(
        _("Reflective discussion"),
        (
            _by_hand(talk.wording),
            _names_nobody(),
            *_both(talk.wording, talk.nurse, talk.partner),
            Facts(((_("Day of the discussion"), talk.held_on),)),
            Heading(_("What was talked about")),
            Table(
                _("Reflective accounts that were talked about"),
                (_("Number"), _("What it is called")),
                rows,
                (1, 6),
            ),
            Box(_("Short summary of the discussion"), talk.summary, blank=9, level=2),
            *_signed(talk.wording, str(len(rows)) if len(talk.accounts) == len(rows) else OPEN),
        ),
        author=talk.nurse.name,
    )


def confirmation_form(met: ConfirmationPaper) -> Document:
    return Document(
        _("Confirmation"),
        (
            _by_hand(met.wording),
            *_both(met.wording, met.nurse, met.confirmer),
            *([Choices(_("In what role they act"), met.roles)] if met.roles else []),
            Heading(_("What was shown")),
            *([Choices(met.wording.shown_in, met.shown)] if met.shown else []),
            Facts(((_("Day of the confirmation"), met.held_on),)),
            *_signed(met.wording, OPEN),
        ),
        author=met.nurse.name,
    )


def _about(person: Person, pin: str) -> Facts:
    return Facts(
        (
            (_("Name"), person.name),
            (pin, person.pin),
            (_("E-mail address"), person.email),
            (_("Professional address"), person.address),
            (_("Postcode"), person.postcode),
        )
    )


def _both(wording: FormWording, owner: Person, signer: Person) -> list[Part]:
    """Whose form it is, and who signs it."""
    rule = [Paragraph((wording.rule,), quiet=True)] if wording.rule else []
    return [
        Heading(wording.owner),
        Facts(((_("Name"), owner.name), (wording.owner_pin, owner.pin))),
        Heading(wording.signer),
        *rule,
        _about(signer, wording.signer_pin),
    ]


def _signed(wording: FormWording, count: str) -> list[Part]:
    said = wording.signed.replace("{count}", count)
    head = Heading(_("Signed: %(signer)s") % {"signer": wording.signer})
    return [head, Signature(said, (_("Signature"), _("Date")))]


def _by_hand(wording: FormWording) -> Paragraph:
    said = [_("Fill in by hand what is blank."), wording.kept]
    return Paragraph((" ".join(filter(None, said)),), quiet=True)


def _names_nobody() -> Paragraph:
    said = _("It must not show who a patient, a service user, a colleague or anybody else is.")
    return Paragraph((said,), quiet=True)
