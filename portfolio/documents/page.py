"""A document as one page of HTML, to read and to print: no connection, no script, one file."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string

from portfolio.documents.tree import Contents, Document, Heading, Part

STYLE = Path(__file__).resolve().parent / "page.css"


def as_page(document: Document) -> str:
    page = render_to_string(
        "portfolio/document.html",
        {"document": document, "parts": [Shown(part, document) for part in document.parts]},
    )
    # Put in here and not by the template: no template of the site has a style of its own, and a
    # page on a disk has nothing to load one from.
    return page.replace("</head>", f"<style>\n{STYLE.read_text()}</style>\n</head>", 1)


class Shown:
    """One part, with what the template asks of it."""

    def __init__(self, part: Part, document: Document) -> None:
        self.part, self.document = part, document

    @property
    def kind(self) -> str:
        return type(self.part).__name__

    @property
    def tag(self) -> str:
        """The title is the page's h1."""
        return f"h{getattr(self.part, 'level', 0) + 1}"

    @property
    def headings(self) -> list[Heading]:
        if not isinstance(self.part, Contents):
            return []
        return [one for one in self.document.headings() if one.level <= self.part.depth]
