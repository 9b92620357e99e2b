"""What a document is made of, whoever prints it.

Every text is cleaned as the document is put together, so that no printer meets a character that
another one refuses: control characters break Word and PDF, lone surrogates break all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from prompts.texts import clean_text

T = TypeVar("T")
Row = tuple[str, ...]
DEEPEST = 3  # levels of headings below the title
# Says the order of bytes and shows as nothing; PDF/UA does not allow it in a text.
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Lines, each a paragraph of its own. Quiet ones are small print."""

    lines: Row
    quiet: bool = False


@dataclass(frozen=True)
class Items:
    """Things one after another, each with a dot before it."""

    lines: Row


@dataclass(frozen=True)
class Facts:
    """Labels with a value each. An empty value is a line to be filled in by hand."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """With a row of headings, as many cells in every row, and the widths in shares."""

    caption: str
    head: Row
    rows: tuple[Row, ...]
    widths: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.head or any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("Every row of a table has a cell for each heading.")
        if not self.widths:
            object.__setattr__(self, "widths", (1,) * len(self.head))
        if len(self.widths) != len(self.head):
            raise ValueError("A table has a width for each heading.")


@dataclass(frozen=True)
class Box:
    """A framed place of a form: what was written, or room to write by hand."""

    label: str
    lines: Row = ()
    blank: int = 4  # lines of room, where nothing is written
    level: int = 0  # its label is a heading of this level; 0 where it is none


@dataclass(frozen=True)
class Choice:
    text: str
    ticked: bool = False

    @property
    def said(self) -> str:
        """In words too: a box with a tick says nothing to who hears the document."""
        return _("(chosen)") if self.ticked else ""


@dataclass(frozen=True)
class Choices:
    label: str
    rows: tuple[Choice, ...]


@dataclass(frozen=True)
class Signature:
    """What is signed, and lines to sign on, with what each is for below it: all on one page."""

    said: str
    labels: Row


@dataclass(frozen=True)
class PageBreak:
    pass


@dataclass(frozen=True)
class Contents:
    """The headings of the document, down to this level."""

    depth: int = 1


Part = (
    Heading | Paragraph | Items | Facts | Table | Box | Choices | Signature | PageBreak | Contents
)


@dataclass(frozen=True)
class Document:
    title: str
    parts: tuple[Part, ...]
    language: str = ""  # that of the screen, unless it is named
    author: str = ""

    def __post_init__(self) -> None:
        if not self.language:
            object.__setattr__(self, "language", _language_of_screen())
        for field in fields(self):
            object.__setattr__(self, field.name, _cleaned(getattr(self, field.name)))
        if not self.title.strip():
            raise ValueError("A document has a title.")
        above = 0
        for heading in self.headings():
            if not 1 <= heading.level <= min(above + 1, DEEPEST):
                raise ValueError("Headings leave out no level.")
            above = heading.level

    def headings(self) -> Iterator[Heading]:
        for part in self.parts:
            if isinstance(part, Heading):
                yield part
            elif isinstance(part, Box) and part.level:
                yield Heading(part.label, part.level)

    def texts(self) -> Iterator[str]:
        """Every text of it that people read."""
        yield self.title
        yield from _texts(self.parts)

    @property
    def size(self) -> int:
        return sum(map(len, self.texts()))

    @property
    def lines(self) -> int:
        """How many lines and cells it has at least: each takes room, also an empty one."""
        return sum(1 + text.count("\n") for text in self.texts())


def _language_of_screen() -> str:
    language, _dash, region = (get_language() or settings.LANGUAGE_CODE).partition("-")
    return f"{language}-{region.upper()}" if region else language


# What comes out is of the kind that went in, which no checker of types can follow through here.
def _cleaned(value: T) -> T:
    if isinstance(value, str):
        return clean_text(str(value)).text.replace(BYTE_ORDER_MARK, "")  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))  # type: ignore[return-value]
    if hasattr(value, "__dataclass_fields__"):
        now = {one.name: _cleaned(getattr(value, one.name)) for one in fields(value)}  # type: ignore[arg-type]
        return replace(value, **now)  # type: ignore[type-var]
    return value


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, Choice):
        yield from (value.text, value.said)
    elif hasattr(value, "__dataclass_fields__"):
        for one in fields(value):  # type: ignore[arg-type]
            yield from _texts(getattr(value, one.name))
