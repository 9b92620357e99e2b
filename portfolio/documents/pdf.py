"""A document as PDF with tags (PDF/UA-1), made in memory by typst.

The template is one fixed file, alone in its folder; what people wrote is data to it. Nothing of it
is ever put into the template's source: there it could read files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any, NamedTuple

import typst
from django.utils.translation import gettext as _

from portfolio.documents.fonts import cannot_show, fonts, named
from portfolio.documents.tree import (
    Box,
    Choices,
    Contents,
    Document,
    Facts,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Part,
    Signature,
    Table,
)

TEMPLATE = Path(__file__).resolve().parent / "template"
LONGEST_WAIT = 8.0  # seconds for the one before; two hundred pages take less than four
LONGEST_WORD = 50  # signs that surely fit in one line
LONGEST_IN_TABLE = 75  # in the smaller print of a table as wide as the page
MOST_CHARACTERS = 600_000  # some four hundred pages
MOST_LINES = 60_000  # with each cell of a table: some ten seconds

KINDS: dict[type[Part], str] = {
    Heading: "heading",
    Paragraph: "paragraph",
    Items: "items",
    Facts: "facts",
    Table: "table",
    Box: "box",
    Choices: "choices",
    Signature: "signature",
    PageBreak: "page",
    Contents: "contents",
}
# Two hundred pages take 250 MB while they are made: one at a time in each process.
_one_at_a_time = Lock()
# And one that waits for it: who comes third is told at once, and the other threads go on saving.
_two_in_all = BoundedSemaphore(2)


class BusyError(Exception):
    """Another document is being made, and has been for a while."""


class TooLongError(Exception):
    """It would be longer than any portfolio."""


class NotMadeError(Exception):
    """It could not be made. It says no more: what the typesetter says quotes the text."""


class Pdf(NamedTuple):
    content: bytes
    not_shown: str  # characters that it cannot show, each once
    is_ua: bool  # whether it says of itself that it follows PDF/UA-1


def as_pdf(document: Document) -> Pdf:
    """Characters that no typeface has are named on its first page, and it makes no claim then."""
    if document.size > MOST_CHARACTERS or document.lines > MOST_LINES:
        raise TooLongError
    missing = cannot_show(document.texts())
    if missing:
        document = replace(document, parts=(_note(missing), *document.parts))
    compiler = typst.Compiler(TEMPLATE / "document.typ", root=TEMPLATE, font_paths=fonts())
    data = {"document": json.dumps(_data(document))}
    make = partial(compiler.compile, sys_inputs=data, format="pdf")
    with _turn():
        return _made(make, missing)


@contextmanager
def _turn() -> Iterator[None]:
    if not _two_in_all.acquire(blocking=False):
        raise BusyError
    try:
        if not _one_at_a_time.acquire(timeout=LONGEST_WAIT):
            raise BusyError
        try:
            yield
        finally:
            _one_at_a_time.release()
    finally:
        _two_in_all.release()


def _made(make: Any, missing: str) -> Pdf:
    if not missing:
        try:
            return Pdf(make(pdf_standards=["ua-1"]), "", True)
        except typst.TypstError:
            # A mark that no typeface can put on its letter, though each has a sign of its own.
            pass
    try:
        return Pdf(make(), missing, False)
    except typst.TypstError:
        raise NotMadeError from None


def _note(missing: str) -> Paragraph:
    said = _(
        "This PDF cannot show some signs of the text: %(signs)s. The Word file and the page to "
        "print have them."
    )
    return Paragraph((said % {"signs": ", ".join(named(missing))},), quiet=True)


def _data(document: Document) -> dict[str, Any]:
    language, _dash, region = document.language.partition("-")
    return {
        "title": document.title,
        "author": document.author,
        "language": language,
        "region": region.upper() or None,
        "page": _("Page"),
        "parts": [{"kind": KINDS[type(part)], **_fields(part)} for part in document.parts],
    }


def _breakable(value: Any, longest: int) -> Any:
    """With places where a word longer than this may go on in the next line.

    Not before a mark that stands on a letter: it would stand alone there.
    """
    if isinstance(value, str):
        return re.sub(rf"(\S{{{longest}}})(?=\w)", "\\1\u200b", value)
    if isinstance(value, list | tuple):
        return [_breakable(inner, longest) for inner in value]
    if isinstance(value, dict):
        return {key: _breakable(inner, longest) for key, inner in value.items()}
    return value


def _fields(part: Part) -> Any:
    if isinstance(part, Choices):
        rows = [asdict(row) | {"said": row.said} for row in part.rows]
        return _breakable({"label": part.label, "rows": rows}, LONGEST_WORD)
    if isinstance(part, Table):
        fits = [max(LONGEST_IN_TABLE * width // sum(part.widths) - 2, 5) for width in part.widths]
        cells = [
            [_breakable(text, most) for text, most in zip(row, fits, strict=True)]
            for row in (part.head, *part.rows)
        ]
        caption = _breakable(part.caption, LONGEST_WORD)
        return {"caption": caption, "head": cells[0], "rows": cells[1:], "widths": part.widths}
    return _breakable(asdict(part), LONGEST_WORD)
