"""Opening what somebody brings: a ZIP, read within bounds, and JSON that is what it seems.

Whatever is wrong with it is said in one line that helps. Nothing is written to disk, no
size that the file claims is believed, and no other file of the ZIP is ever opened.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.utils.translation import gettext as _

from people.uploads import BAD_ZIP

MIB = 1024 * 1024
MOST_UPLOAD = 16 * MIB  # the file as it is sent; settings.FILE_UPLOAD_LIMITS says it too
MOST_JSON = 24 * MIB  # of journal.json, once it is opened
MOST_FILES = 20_000  # named in one ZIP
MOST_OPENINGS = 400_000  # braces and brackets; what they hold takes far more room than they do
MOST_COMMAS = 1_200_000
DEEPEST = 40
DATA = "journal.json"
AT_ONCE = 256 * 1024


class CannotOpen(Exception):
    """Why it cannot be read, in words for who brought it."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def journal_text(content: bytes) -> str:
    """The text of journal.json in a ZIP."""
    raw = member(content, DATA, most=MOST_JSON)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise CannotOpen(_("The data in this file are damaged: they are not UTF-8.")) from None


def member(content: bytes, name: str, *, most: int) -> bytes:
    """One file of a ZIP, read no further than `most` bytes, whatever the ZIP says of it."""
    # A ZIP may hide behind something else (a picture, a program): ours begins as one.
    if not content.startswith(b"PK\x03\x04"):
        raise CannotOpen(_("This is not a ZIP file. Choose the ZIP as you downloaded it."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            return _read(opened, _only(opened, name), most)
    except CannotOpen:
        raise
    except BAD_ZIP:
        raise CannotOpen(_("This file is damaged, or locked with a password.")) from None


def _only(opened: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    members = opened.infolist()
    if len(members) > MOST_FILES:
        raise CannotOpen(_("There are too many files in this ZIP."))
    named = [one for one in members if one.filename == name]
    if not named:
        said = _("There is no “%(name)s” in this ZIP. Choose the ZIP as you downloaded it.")
        raise CannotOpen(said % {"name": name})
    if len(named) > 1:
        raise CannotOpen(_("“%(name)s” is in this ZIP twice.") % {"name": name})
    if named[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise CannotOpen(_("This ZIP is packed in a way that is not read here."))
    return named[0]


def _read(opened: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    if member.file_size > most:
        raise CannotOpen(_too_large(most))
    held, found = 0, []
    with opened.open(member) as stream:
        while piece := stream.read(AT_ONCE):
            held += len(piece)
            if held > most:
                raise CannotOpen(_too_large(most))
            found.append(piece)
    return b"".join(found)


def _too_large(most: int) -> str:
    said = _("What is in it is larger than %(size)s MB, the most that can be read here.")
    return said % {"size": most // MIB}


def read_json(text: str) -> Any:
    """What a JSON text says; nothing that two programs could read in two ways."""
    openings = text.count("{") + text.count("[")
    if openings > MOST_OPENINGS or text.count(",") > MOST_COMMAS:
        raise CannotOpen(_("There is more in this file than can be read here."))
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse,
                           parse_float=_number)  # fmt: skip
        if _too_deep(found):
            raise ValueError("too deep")
        json.dumps(found, ensure_ascii=False).encode()  # half a character is in no text
    except (ValueError, RecursionError):  # UnicodeError and JSONDecodeError are ValueErrors
        raise CannotOpen(_("The data in this file are damaged.")) from None
    return found


def _too_deep(value: Any) -> bool:
    level, depth = [value], 0
    while level:
        depth += 1
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
    return depth > DEEPEST


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _number(text: str) -> float:
    found = float(text)
    if found in (float("inf"), float("-inf")):
        raise ValueError(text)
    return found
