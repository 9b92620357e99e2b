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
    Picture,
    Row,
    Table,
)


@dataclass(frozen=True)
class Log:
    """One log, or the coverage of standards: a table, or a line saying that it is empty.

    Seven columns are the most that an upright page has room for.
    """

    title: str
    head: Row
    rows: tuple[Row, ...]
    widths: tuple[int, ...] = ()
    total: str = ""  # in words, such as "38 hours, 22 of them together with others"
    picture: Picture | None = None


@dataclass(frozen=True)
class Pack:
    name: str
    framework: str
    period: str
    accounts: tuple[Account, ...] | None  # None: they were not asked for
    logs: tuple[Log, ...]  # in the order in which they are printed
    coverage: Log | None


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
    for log in (*of.logs, *([of.coverage] if of.coverage else [])):
        parts += [PageBreak(), Heading(log.title)]
        parts += _log(log)
    return Document(_("Portfolio"), tuple(parts), author=of.name)


def _log(log: Log) -> list[Part]:
    if not log.rows:
        return [_empty()]
    parts: list[Part] = [Paragraph((log.total,))] if log.total else []
    if log.picture:
        parts.append(log.picture)
    return [*parts, Table(log.title, log.head, log.rows, log.widths)]


def _empty() -> Paragraph:
    return Paragraph((_("Nothing is here yet."),))
