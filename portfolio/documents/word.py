"""A document as a Word file: real headings, a title, a language, header rows in tables.

Its paragraphs are put together here, and not one by one through python-docx, which looks up the
style of each anew: a hundred accounts took it four seconds.
"""

from __future__ import annotations

import io
from typing import Any

from django.utils import timezone
from docx import Document as new_file
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

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

PINE, RULE = RGBColor(0x1D, 0x5B, 0x4B), "6B7C75"
TICKED, OPEN = "\u2612 ", "\u2610 "
MOST_LINES = 120_000  # with each cell of a table


class TooLongForWordError(Exception):
    """More lines and cells than can be held in memory for one file."""


def as_word(document: Document) -> bytes:
    """Raises TooLongForWordError."""
    if document.lines > MOST_LINES:
        raise TooLongForWordError
    file = new_file()
    _set_up(file, document)
    body = file.element.body
    end = body.sectPr
    end.addprevious(_p("Title", document.title))
    for part in document.parts:
        for element in _elements(part, document):
            end.addprevious(element)
    held = io.BytesIO()
    file.save(held)
    return held.getvalue()


def _set_up(file: Any, document: Document) -> None:
    about = file.core_properties
    about.title, about.language, about.author = document.title, document.language, document.author
    about.comments, about.last_modified_by = "", document.author
    about.created = about.modified = timezone.now().replace(tzinfo=None)
    for section in file.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin = section.bottom_margin = Mm(22)
    styles = file.styles
    defaults = styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    defaults.find(qn("w:lang")).set(qn("w:val"), document.language)
    styles["Normal"].font.name, styles["Normal"].font.size = "Arial", Pt(11)
    for name, size in (("Title", 22), ("Heading 1", 16), ("Heading 2", 13), ("Heading 3", 11.5)):
        style = styles[name]
        style.font.size, style.font.color.rgb = Pt(size), PINE
        # The theme's own typeface would win over the one that is named.
        style.element.rPr.rFonts.attrib.clear()
        style.font.name = "Arial"
    quiet = styles.add_style("Quiet", WD_STYLE_TYPE.PARAGRAPH)
    quiet.base_style, quiet.font.size = styles["Normal"], Pt(9.5)
    for name, sides in (("Box", ("top", "left", "bottom", "right")), ("Line", ("bottom",))):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="6" w:space="6" w:color="{RULE}"/>' for side in sides
        )
        style.element.get_or_add_pPr().append(
            parse_xml(f"<w:pBdr {nsdecls('w')}>{borders}</w:pBdr>")
        )


def _elements(part: Part, document: Document) -> list[Any]:
    match part:
        case Heading(text, level):
            return [_p(f"Heading{level}", text)]
        case Paragraph(lines, quiet):
            return [_p("Quiet" if quiet else "Normal", line) for line in lines]
        case Items(lines):
            return [_p("ListBullet", line) for line in lines]
        case Facts(rows):
            return [one for label, value in rows for one in _fact(label, value)]
        case Table():
            return [_p("Caption", part.caption), _table(part), _p("Normal", "")]
        case Box(label, lines, blank, level):
            head = _p(f"Heading{level}", label) if level else _p("Normal", label, bold=True)
            return [head, *([_p("Box", one) for one in lines] or [_p("Box", "\n" * blank)])]
        case Choices(label, rows):
            marked = ((TICKED if row.ticked else OPEN) + f"{row.text} {row.said}" for row in rows)
            return [_p("Normal", label, bold=True), *(_p("Normal", one.strip()) for one in marked)]
        case Signature(said, labels):
            signed = [one for label in labels for one in (_p("Line", "\n"), _p("Quiet", label))]
            return [_p("Normal", said), *signed]
        case PageBreak():
            return [_page_break()]
        case Contents(depth):
            return [_p("Normal", one.text) for one in document.headings() if one.level <= depth]


def _fact(label: str, value: str) -> list[Any]:
    return [_p("Normal", label, bold=True), _p("Normal", value) if value else _p("Line", "")]


def _p(style: str, text: str, *, bold: bool = False) -> Any:
    paragraph = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    named = OxmlElement("w:pStyle")
    named.set(qn("w:val"), style)
    properties.append(named)
    if bold:
        properties.append(OxmlElement("w:keepNext"))
    paragraph.append(properties)
    if text:
        paragraph.append(_run(text, bold=bold))
    return paragraph


def _run(text: str, *, bold: bool) -> Any:
    run = OxmlElement("w:r")
    if bold:
        properties = OxmlElement("w:rPr")
        properties.append(OxmlElement("w:b"))
        run.append(properties)
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(OxmlElement("w:br"))
        for place, piece in enumerate(line.split("\t")):
            if place:
                run.append(OxmlElement("w:tab"))
            words = OxmlElement("w:t")
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            words.text = piece
            run.append(words)
    return run


def _page_break() -> Any:
    return parse_xml(f'<w:p {nsdecls("w")}><w:r><w:br w:type="page"/></w:r></w:p>')


def _table(table: Table) -> Any:
    share = 9_400 // sum(table.widths)  # twentieths of a point, all in all
    columns = "".join(f'<w:gridCol w:w="{share * width}"/>' for width in table.widths)
    made = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        '<w:tblW w:type="pct" w:w="5000"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid></w:tbl>"
    )
    for number, row in enumerate((table.head, *table.rows)):
        line = OxmlElement("w:tr")
        properties = OxmlElement("w:trPr")
        properties.append(OxmlElement("w:cantSplit"))
        if not number:
            properties.append(OxmlElement("w:tblHeader"))
        line.append(properties)
        for text in row:
            cell = OxmlElement("w:tc")
            cell.append(_p("Quiet", text, bold=not number))
            line.append(cell)
        made.append(line)
    return made
