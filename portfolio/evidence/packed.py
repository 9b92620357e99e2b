"""Office files are ZIPs: which one, with no macro, no trick in its names and no bomb."""

from __future__ import annotations

import io
import zipfile

from django.utils.translation import gettext as _

from people.uploads import BAD_ZIP, OPENED_WITHIN_BOUNDS
from portfolio.evidence.refusal import FileRefused

LONGEST_END = 65_557  # bytes of a ZIP's last record with the longest remark
MOST_PARTS = 3_000
MOST_UNPACKED = 150 * 1024 * 1024  # bytes of all parts together
PIECE = 1024 * 1024
MARKS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
TYPES = "[content_types].xml"
CODE = ("vbaproject.bin", "vbadata.xml", "macrosheets/", "activex/", "basic/", "scripts/")


def kind_of(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _fits(parts)
            _has_plain_names(parts)
            _has_no_code(archive, parts)
            kind = _kind(archive, {part.filename for part in parts})
            _is_what_it_says(archive, parts, data)
    except FileRefused:
        raise
    except BAD_ZIP:
        raise FileRefused(_("The file is damaged. Save it again, and try once more.")) from None
    return kind


def _fits(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileRefused(_("Unpacked, this file would be far too large."))


def _has_plain_names(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.casefold() for part in parts]
    if len(set(names)) != len(names) or any(
        part.compress_type not in OPENED_WITHIN_BOUNDS or part.flag_bits & 1
        or part.filename.startswith(("/", "\\")) or "\\" in part.filename
        or ".." in part.filename.split("/") or ":" in part.filename
        for part in parts
    ):  # fmt: skip
        raise FileRefused(
            _("This file has a password, or is put together in a way that no Office program does.")
        )


def _has_no_code(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename.casefold(): part.filename for part in parts}
    types = _read(archive, names[TYPES]) if TYPES in names else b""
    if b"macroenabled" in types.lower() or any(mark in name for name in names for mark in CODE):
        raise FileRefused(
            _("This file holds a program (a macro). Save it without, or as PDF, and try again.")
        )


def _kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "[Content_Types].xml" in names:
        for mark, kind in MARKS.items():
            if mark in names:
                return kind
    if "mimetype" in names and (kind := OPEN_DOCUMENT.get(_read(archive, "mimetype"), "")):
        return kind
    raise FileRefused(
        _("This is a packed file (ZIP) and no Office file. Unpack it, and bring what is in it.")
    )


def _is_what_it_says(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], data: bytes) -> None:
    """Each part as large as it said, nothing before the first, and nothing after the end."""
    if min(part.header_offset for part in parts) or archive.comment:
        raise FileRefused(_("This file is two files in one, and is not kept."))
    if data.rfind(b"PK\x05\x06") + 22 != len(data):
        raise FileRefused(_("This file is two files in one, and is not kept."))
    for part in parts:
        read = 0
        with archive.open(part) as opened:  # checks the sum, and stops at the size it gave
            while piece := opened.read(PIECE):
                read += len(piece)
        if read != part.file_size:
            raise FileRefused(_("The file is damaged. Save it again, and try once more."))


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as opened:
        return opened.read(PIECE)
