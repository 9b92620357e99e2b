"""The portfolio of a cycle as one document: accounts, logs, and which standards they touch."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portfolio.documents.regulator import Account, account_parts
from portfolio.documents.tree import (
    Contents,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Part,
    Row,
    Table,
)


@dataclass(frozen=True)
class Sheet:
    """One log, or the coverage of standards: a table, or a line saying that it is empty.

    Seven columns are the most that an upright page has room for.
    """

    title: str
    head: Row
    rows: tuple[Row, ...]
    widths: tuple[int, ...] = ()
    total: str = ""  # in words, such as "38 hours, 22 of them together with others"


@dataclass(frozen=True)
class Pack:
    name: str
    framework: str
    period: str
    accounts: tuple[Account, ...] | None  # None: they were not asked for
    logs: tuple[Sheet, ...]  # in the order in which they are printed
    coverage: Sheet | None


def pack(of: Pack) -> Document:
    facts = ((_("Name"), of.name), (_("Regulator"), of.framework), (_("Cycle"), of.period))
    parts: list[Part] = [Facts(facts), Contents(2)]
    if of.accounts is not None:
        parts += [PageBreak(), Heading(_("Reflective accounts"))]
        for number, account in enumerate(of.accounts, start=1):
            parts += [PageBreak()] if number > 1 else []
            parts.append(Heading(f"{number}. {account.title}", 2))
            parts += account_parts(account, level=3)
        parts += [] if of.accounts else [_empty()]
    for sheet in (*of.logs, *([of.coverage] if of.coverage else [])):
        parts += [PageBreak(), Heading(sheet.title)]
        parts += _sheet(sheet)
    return Document(_("Portfolio"), tuple(parts), author=of.name)


def _sheet(of: Sheet) -> list[Part]:
    if not of.rows:
        return [_empty()]
    total = [Paragraph((of.total,))] if of.total else []
    return [*total, Table(of.title, of.head, of.rows, of.widths)]


def _empty() -> Paragraph:
    return Paragraph((_("Nothing is here yet."),))
