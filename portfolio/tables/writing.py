"""A log as CSV that Excel reads, too: UTF-8 with its mark, commas, CR LF."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from portfolio.choices import in_words
from portfolio.logs import LOGS
from portfolio.tables.cells import guarded
from portfolio.tables.columns import Column


def as_csv(log: str, lines: Iterable[Any]) -> bytes:
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    columns = LOGS[log].columns
    writer.writerow([str(column.title) for column in columns])
    for line in lines:
        writer.writerow([guarded(_cell(line, column)) for column in columns])
    return held.getvalue().encode("utf-8-sig")


def _cell(line: Any, column: Column) -> str:
    value = getattr(line, column.field)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if column.choices is not None:
        return in_words(column.choices, value) if value else ""
    return str(value)  # a day as 2026-11-30, which no country reads in two ways
