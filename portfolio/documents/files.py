"""A document as a file to download, in the shape that its person chose."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.documents.page import as_page
from portfolio.documents.pdf import BusyError, NotMadeError, TooLongError, as_pdf
from portfolio.documents.text import as_text
from portfolio.documents.tree import Document
from portfolio.documents.word import TooLongForWordError, as_word

SHAPES = [
    ("pdf", _("A PDF, to keep or to print")),
    ("word", _("A Word file, to go on working with")),
    ("page", _("A page to read or print")),
    ("text", _("Plain text, to paste somewhere else")),
]
# Why there is no PDF, for the page that asked for it.
REFUSALS = {
    BusyError: _("Another PDF is being made just now. Please press again in a moment."),
    TooLongError: _("This is too long for a PDF. Please take it as a Word file or as a page."),
    TooLongForWordError: _(
        "This is too long for a Word file. Please take it as a page, or less of it at once."
    ),
    NotMadeError: _("This could not become a PDF. Please take it as a Word file or as a page."),
}


def download(document: Document, *, shape: str, name: str) -> HttpResponse:
    """May raise what REFUSALS names. `name` must say nothing of what is in it: it stays in a list
    of downloads that others may see."""
    match shape:
        case "pdf":
            return attachment(as_pdf(document).content, "application/pdf", f"{name}.pdf")
        case "word":
            kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            return attachment(as_word(document), kind, f"{name}.docx")
        case "page":
            page = as_page(document).encode()
            return attachment(page, "text/html; charset=utf-8", f"{name}.html")
        case "text":
            text = as_text(document).encode()
            return attachment(text, "text/plain; charset=utf-8", f"{name}.txt")
    raise ValueError(shape)


def attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers=_headers(name))


def streamed(pieces: Iterable[bytes], kind: str, name: str, *, size: int) -> StreamingHttpResponse:
    """What is made piece by piece, and never all in memory; its bytes are known beforehand."""
    headers = _headers(name) | {"Content-Length": str(size)}
    return StreamingHttpResponse(pieces, content_type=kind, headers=headers)


def _headers(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }


def dated(name: str) -> str:
    return f"{name}-{timezone.localdate().isoformat()}"
