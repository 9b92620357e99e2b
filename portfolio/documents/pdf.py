"""A document as PDF with tags (PDF/UA-1), made in memory by typst.

The template is one fixed file, alone in its folder; what people wrote is data to it. Nothing of it
is ever put into the template's source: there it could read files.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from threading import Lock
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
    Picture,
    Quote,
    Signature,
    Table,
)

TEMPLATE = Path(__file__).resolve().parent / "template"
LONGEST_WAIT = 8.0  # seconds for the one before; two hundred pages take less than four
MOST_CHARACTERS = 600_000  # some four hundred pages

KINDS: dict[type[Part], str] = {
    Heading: "heading",
    Paragraph: "paragraph",
    Quote: "quote",
    Items: "items",
    Facts: "facts",
    Table: "table",
    Box: "box",
    Choices: "choices",
    Signature: "signature",
    PageBreak: "page",
    Picture: "picture",
    Contents: "contents",
}
# A word as long as this gets places where it may go on in the next line; not before a mark that
# stands on a letter.
LONG_WORD = re.compile(r"(\S{50})(?=\w)")
# Two hundred pages take 250 MB while they are made: one at a time in each process.
_one_at_a_time = Lock()


class BusyError(Exception):
    """Another document is being made, and has been for a while."""


class TooLongError(Exception):
    """It would be longer than any portfolio."""


class Pdf(NamedTuple):
    content: bytes
    not_shown: str  # characters that it cannot show, each once
    is_ua: bool  # whether it says of itself that it follows PDF/UA-1


def as_pdf(document: Document) -> Pdf:
    """Characters that no typeface has are named on its first page, and it makes no claim then."""
    if document.size > MOST_CHARACTERS:
        raise TooLongError
    missing = cannot_show(document.texts())
    if missing:
        document = replace(document, parts=(_note(missing), *document.parts))
    compiler = typst.Compiler(TEMPLATE / "document.typ", root=TEMPLATE, font_paths=fonts())
    data = {"document": json.dumps(_breakable(_data(document)))}
    make = partial(compiler.compile, sys_inputs=data, format="pdf")
    if not _one_at_a_time.acquire(timeout=LONGEST_WAIT):
        raise BusyError
    try:
        return _made(make, missing)
    finally:
        _one_at_a_time.release()


def _made(make: Any, missing: str) -> Pdf:
    if not missing:
        try:
            return Pdf(make(pdf_standards=["ua-1"]), "", True)
        except typst.TypstError:
            # A mark that no typeface can put on its letter, though each has a sign of its own.
            pass
    return Pdf(make(), missing, False)


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


def _breakable(value: Any) -> Any:
    if isinstance(value, str):
        return LONG_WORD.sub("\\1\u200b", value)
    if isinstance(value, dict):
        return {
            key: inner if key in ("svg", "alt", "title", "author") else _breakable(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_breakable(inner) for inner in value]
    return value


def _fields(part: Part) -> dict[str, Any]:
    if isinstance(part, Picture):
        return {"svg": part.svg.decode(), "alt": part.alt, "width": part.width}
    if isinstance(part, Choices):
        rows = [asdict(row) | {"said": row.said} for row in part.rows]
        return {"label": part.label, "rows": rows}
    return asdict(part)
