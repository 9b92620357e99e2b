"""What a file is, by what is in it; its name and what a browser says of it prove nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portfolio.evidence import packed, pictures, plain
from portfolio.evidence.refusal import FileRefused

LARGEST = 10 * 1024 * 1024  # bytes of one file
MEGABYTES = LARGEST // (1024 * 1024)

PDF = "pdf"
TYPES = {
    PDF: "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_END = b"PK\x05\x06"


@dataclass(frozen=True)
class Accepted:
    kind: str  # a key of TYPES
    data: bytes  # as it is kept: a picture is made anew, everything else is as it came


def accept(data: bytes) -> Accepted:
    """Raises FileRefused, with a line for the person, for everything but what TYPES names."""
    if not data:
        raise FileRefused(_("The file is empty."))
    if len(data) > LARGEST:
        raise FileRefused(
            _("The file is larger than %(most)s MB. Save it smaller, or in parts.")
            % {"most": MEGABYTES}
        )
    if data.startswith(b"%PDF-"):
        _is_one_pdf(data)
        return Accepted(PDF, data)
    if data.startswith(b"PK"):
        return Accepted(packed.kind_of(data), data)
    if data.startswith(OLD_OFFICE):
        raise FileRefused(
            _("This is an older Office file. Save it as .docx, .xlsx or .pptx, or as PDF.")
        )
    if kind := pictures.kind_of(data):
        return Accepted(kind, pictures.made_anew(data, kind))
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif", b"ftypavif"):
        raise FileRefused(
            _("This picture is in a form (HEIC) that we cannot make safe. Save it as JPEG.")
        )
    raise FileRefused(
        _("Only PDF, Word, Excel, PowerPoint, OpenDocument, JPEG, PNG and WebP can be kept here.")
    )


def accept_again(data: bytes) -> str:
    """The kind of a file that was kept before, which has to stay what it is to the byte.

    Raises FileRefused as accept() does, and for a picture that would have to be made anew.
    """
    kind = pictures.kind_of(data)
    if not kind:
        return accept(data).kind
    if len(data) > LARGEST or not plain.is_plain(data, kind):
        raise FileRefused(
            _("There is more in this picture than its points. Bring the picture itself, beside "
              "its line.")
        )  # fmt: skip
    return kind


def _is_one_pdf(data: bytes) -> None:
    """From the first byte to the last, and no ZIP for whoever reads it from its end."""
    _before, end, after = data.rpartition(b"%%EOF")
    if not end or after.strip(b"\r\n\t \0"):
        raise FileRefused(_("The PDF is damaged or cut off. Save it again, and try once more."))
    at = data.rfind(ZIP_END, -packed.LONGEST_END)
    if at >= 0 and at + 22 + int.from_bytes(data[at + 20 : at + 22], "little") == len(data):
        raise FileRefused(_("This file is a PDF and something else at once, and is not kept."))
