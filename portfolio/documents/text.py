"""A document as plain text, to be pasted elsewhere."""

from __future__ import annotations

from portfolio.documents.tree import (
    Box,
    Choices,
    Contents,
    Document,
    Facts,
    Heading,
    Items,
    Paragraph,
    Part,
    Signature,
    Table,
)


def as_text(document: Document) -> str:
    blocks = [document.title, *(_block(part, document) for part in document.parts)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _block(part: Part, document: Document) -> str:
    return "\n".join(_lines(part, document))


def _lines(part: Part, document: Document) -> list[str]:
    match part:
        case Heading(text):
            return [text]
        case Paragraph(lines) | Items(lines):
            return [*lines]
        case Facts(rows):
            return [f"{label}: {value}" for label, value in rows]
        case Table(caption, head, rows):
            return [caption, *("\t".join(row) for row in (head, *rows))]
        case Box(label, lines):
            return [label, *lines]
        case Choices(label, rows):
            return [label, *(f"{row.text} {row.said}".strip() for row in rows)]
        case Signature(said, labels):
            return [said, *(f"{label}:" for label in labels)]
        case Contents(depth):
            return [one.text for one in document.headings() if one.level <= depth]
        case _:
            return []
