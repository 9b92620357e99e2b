"""Text that was written elsewhere: pasted, in a plain file, or in a Word file.

Of a Word file only its paragraphs and headings are read: no macro, no picture, no comment,
nothing that it points to. It is opened in memory and within bounds.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.oxml.parser import parse_xml

from desk.bring_in.opening import AT_ONCE, MIB, CannotOpen, member
from people.uploads import BAD_ZIP, OPENED_WITHIN_BOUNDS
from prompts.kinds.base import answer_limit
from prompts.texts import clean_line, clean_text

MOST_UPLOAD = 8 * MIB
MOST_XML = 8 * MIB  # of the text of a Word file, opened
MOST_BESIDES = 24 * MIB  # of all that is in it, opened: pictures too
MOST_PARTS = 2000
MOST_PARAGRAPHS = 20_000
MOST_TAGS = 600_000  # in one part: each takes far more room in memory than in the file
MOST_TEXT = 400_000  # characters
MOST_ENTRIES = 100
TITLE = 120  # characters
BODY, TYPES = "word/document.xml", "[Content_Types].xml"
# What starts a Word file that carries programs, or an old one.
OLD_WORD = b"\xd0\xcf\x11\xe0"
WITH_MACROS = ("vbaproject.bin", "vbadata.xml")


@dataclass(frozen=True)
class Piece:
    """What one entry would become."""

    title: str
    text: str

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in self.text.split("\n") if line.strip()]

    @property
    def is_too_long(self) -> bool:
        return len(self.text) > answer_limit()


Line = tuple[bool, str]  # whether it is a heading, and what it says


def lines_of_text(text: str) -> list[list[Any]]:
    """Pasted text, and plain files: a line that begins with # is a heading."""
    if len(text) > MOST_TEXT:
        raise CannotOpen(_too_long())
    found: list[list[Any]] = []
    for line in clean_text(text).text.split("\n"):
        bare = line.lstrip("#")
        heads = 0 < len(line) - len(bare) <= 6 and bare.startswith(" ") and bool(bare.strip())
        found.append([heads, bare.strip() if heads else line.rstrip()])
    return found


def lines_of_file(content: bytes) -> list[list[Any]]:
    """A Word file, or plain text. Raises CannotOpen."""
    if len(content) > MOST_UPLOAD:
        raise CannotOpen(_too_long())
    if content.startswith(OLD_WORD):
        raise CannotOpen(
            _("This is an old Word file, or one with a password. Save it as .docx and try again.")
        )
    if content.startswith(b"PK\x03\x04"):
        return _word(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotOpen(_("This is neither a Word file (.docx) nor plain text.")) from None
    if "\x00" in text:
        raise CannotOpen(_("This is neither a Word file (.docx) nor plain text."))
    return lines_of_text(text)


def _word(content: bytes) -> list[list[Any]]:
    _check_word(content)
    try:
        document = Document(io.BytesIO(content))
        names = {one.style_id: one.name or "" for one in document.styles}
        found: list[list[Any]] = []
        held = 0
        for one in document.paragraphs:
            text = clean_text(one.text).text
            held += len(text) + 1
            if held > MOST_TEXT:
                raise CannotOpen(_too_long())
            # By its id: to ask each paragraph for its style is a search in the whole file.
            style = names.get(one._p.style or "", "")
            heads = style.lower().startswith(("heading", "title")) and bool(text.strip())
            found.append([heads, " ".join(text.split()) if heads else text.rstrip()])
    except CannotOpen:
        raise
    except (*BAD_ZIP, OpcError, PythonDocxError, SyntaxError, TypeError, AttributeError):
        raise CannotOpen(_("This Word file is damaged.")) from None
    return found


def _check_word(content: bytes) -> None:
    """Before any other program opens it: bounded, without macros, and without entities."""
    body = member(content, BODY, most=MOST_XML)
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        members = opened.infolist()
        names = [one.filename.lower() for one in members]
        if any(one.compress_type not in OPENED_WITHIN_BOUNDS for one in members):
            raise CannotOpen(_("This Word file is damaged."))
        if any(name.endswith(WITH_MACROS) for name in names):
            raise CannotOpen(_("This Word file holds a program (a macro). Save it as .docx."))
        if len(members) > MOST_PARTS or len(set(names)) < len(names):
            raise CannotOpen(_("This Word file is damaged."))
        held = 0
        for one in members:
            held += _checked(opened, one)
            if held > MOST_BESIDES:
                raise CannotOpen(_("There is more in this file than can be read here."))
        if TYPES not in opened.namelist():
            raise CannotOpen(_("This Word file is damaged."))
        _has_its_words_in_its_body(opened.read(TYPES))
    if body.count(b"<w:p>") + body.count(b"<w:p ") + body.count(b"<w:p/") > MOST_PARAGRAPHS:
        raise CannotOpen(_("There is more in this file than can be read here."))


def _has_its_words_in_its_body(types: bytes) -> None:
    """What is read as text or as XML is what was counted, whatever the file calls its parts."""
    try:
        listed = list(parse_xml(types))
    except SyntaxError:
        raise CannotOpen(_("This Word file is damaged.")) from None
    for one in listed:
        kind = one.get("ContentType", "").lower()
        where = one.get("PartName") or f".{one.get('Extension', '')}"
        is_body = kind.endswith("document.main+xml")
        if is_body and where != f"/{BODY}" and one.get("PartName"):
            raise CannotOpen(_("This Word file is damaged."))
        if kind.endswith(("+xml", "/xml")) and not where.lower().endswith((".xml", ".rels")):
            raise CannotOpen(_("This Word file is damaged."))


def _checked(opened: zipfile.ZipFile, one: zipfile.ZipInfo) -> int:
    """How large a part is once it is opened, by opening it; XML must not define entities."""
    is_xml = one.filename.lower().endswith((".xml", ".rels"))
    held, tags, tail = 0, 0, b""
    try:
        with opened.open(one) as stream:
            while piece := stream.read(AT_ONCE):
                held += len(piece)
                tags += piece.count(b"<") if is_xml else 0
                if held > MOST_BESIDES or tags > MOST_TAGS:
                    return MOST_BESIDES + 1
                # In UTF-16 it would be hidden, and Word never writes that.
                near = tail + piece
                if is_xml and (b"<!DOCTYPE" in near or b"<!ENTITY" in near or b"\x00" in near):
                    raise CannotOpen(_("This Word file is damaged."))
                tail = piece[-16:]
    except CannotOpen:
        raise
    except BAD_ZIP:
        raise CannotOpen(_("This file is damaged, or locked with a password.")) from None
    return held


def pieces(lines: list[list[Any]], *, by_heading: bool) -> list[Piece]:
    """One entry of it all, or one for each heading; what stands before the first is one too."""
    groups: list[tuple[str, list[str]]] = [("", [])]
    for is_heading, text in lines:
        if is_heading and by_heading:
            groups.append((text, []))
        else:
            groups[-1][1].append(text)
    found = [_piece(title, texts) for title, texts in groups]
    return [one for one in found if one.text or one.title]


def _piece(title: str, texts: list[str]) -> Piece:
    text = "\n".join(texts).strip()
    title = clean_line(title).text
    if len(title) > TITLE:  # a heading that is no title: nothing of it is cut
        return Piece("", f"{title}\n{text}".strip())
    return Piece(title, text)


def _too_long() -> str:
    said = _("This is longer than %(most)s characters, the most that can come in at once.")
    return said % {"most": f"{MOST_TEXT:,}"}
