"""Opening what somebody brings: a ZIP, read within bounds, and JSON that is what it seems.

Whatever is wrong with it is said in one line that helps. Nothing is written to disk, no size
that the file claims is believed, and no file of the ZIP is opened that its data do not name.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from people.uploads import BAD_ZIP

MIB = 1024 * 1024
MOST_JSON = 24 * MIB  # of journal.json, once it is opened
MOST_FILES = 20_000  # named in one ZIP
MOST_LIST = 3 * MIB  # of the list of them
END = struct.Struct("<4s4H2LH")  # a ZIP's last record: where its list of files is, and how long
LARGER_END = 20  # bytes: what stands before it in a ZIP of a larger kind
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


class Copy:
    """The ZIP of a copy, opened within bounds: for its data, and then for one file at a time."""

    def __init__(self, source: BinaryIO) -> None:
        """Raises CannotOpen."""
        if _start_of(source) != b"PK\x03\x04":
            raise CannotOpen(no_zip())
        _check_end(source)
        try:
            self.opened = zipfile.ZipFile(source)
        except BAD_ZIP:
            raise CannotOpen(damaged()) from None
        if len(self.opened.filelist) > MOST_FILES:  # whatever its end says
            raise CannotOpen(too_many())
        self.members: dict[str, list[zipfile.ZipInfo]] = {}
        for one in self.opened.infolist():
            self.members.setdefault(one.filename, []).append(one)

    def journal(self) -> str:
        """The text of journal.json."""
        raw = self.file(DATA, most=MOST_JSON)
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            raise CannotOpen(_("The data in this file are damaged: they are not UTF-8.")) from None

    def file(self, name: str, *, most: int) -> bytes:
        """What is under this very name, which is a name and no path. Raises CannotOpen."""
        try:
            return _read(self.opened, _the_one(self.members.get(name, []), name), most)
        except BAD_ZIP:
            raise CannotOpen(damaged()) from None


def _start_of(source: BinaryIO) -> bytes:
    source.seek(0)
    return source.read(4)


def _check_end(source: BinaryIO) -> None:
    """Before anything reads its list of files: how long that is, as the ZIP's last record says.

    That record is the very end of a copy, and of no larger kind: a copy is never so large.
    """
    source.seek(0, io.SEEK_END)
    size = source.tell()
    source.seek(max(0, size - END.size - LARGER_END))
    tail = source.read()
    if len(tail) < END.size + LARGER_END or tail[-END.size :][:4] != b"PK\x05\x06":
        raise CannotOpen(damaged())
    _mark, _disk, _first, _here, count, long, start, remark = END.unpack(tail[-END.size :])
    if tail[:4] == b"PK\x06\x07" or remark or start + long + END.size != size:
        raise CannotOpen(damaged())
    if count > MOST_FILES or long > MOST_LIST:
        raise CannotOpen(too_many())


def member(content: bytes, name: str, *, most: int) -> bytes:
    """One file of a ZIP, read no further than `most` bytes, whatever the ZIP says of it."""
    # A ZIP may hide behind something else (a picture, a program): ours begins as one.
    if not content.startswith(b"PK\x03\x04"):
        raise CannotOpen(no_zip())
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            return _read(opened, _only(opened, name), most)
    except CannotOpen:
        raise
    except BAD_ZIP:
        raise CannotOpen(damaged()) from None


def too_many() -> str:
    return _("There are too many files in this ZIP.")


def no_zip() -> str:
    return _("This is not a ZIP file. Choose the ZIP as you downloaded it.")


def overtaken() -> str:
    return _("Something else was sent from another page. Please try once more.")


def damaged() -> str:
    return _("This file is damaged, or locked with a password.")


def _only(opened: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    members = opened.infolist()
    if len(members) > MOST_FILES:
        raise CannotOpen(too_many())
    return _the_one([one for one in members if one.filename == name], name)


def _the_one(named: list[zipfile.ZipInfo], name: str) -> zipfile.ZipInfo:
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
