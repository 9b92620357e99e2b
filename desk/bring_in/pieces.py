"""A ZIP as it was sent, in sealed pieces: read like a file, and opened one piece at a time."""

from __future__ import annotations

import io
from typing import Any

from desk.bring_in.opening import CannotOpen, damaged
from desk.models import Bringing, BroughtPiece


def put(bringing: Bringing, number: int, data: bytes) -> None:
    BroughtPiece.objects.create(
        bringing=bringing, key_holder_id=bringing.key_holder_id, number=number, data=data
    )


def drop(bringing: Bringing) -> None:
    BroughtPiece.objects.filter(bringing=bringing).delete()


def as_file(bringing: Bringing) -> io.BufferedReader:
    """Raises CannotOpen when there is nothing, or a piece of it is missing."""
    return io.BufferedReader(_Pieces(bringing), buffer_size=64 * 1024)


class _Pieces(io.RawIOBase):
    """One piece is held: whoever reads a ZIP goes through it from one end to the other."""

    def __init__(self, bringing: Bringing) -> None:
        super().__init__()
        own = BroughtPiece.objects.filter(
            bringing=bringing, key_holder_id=bringing.key_holder_id
        ).order_by("number")
        numbered = list(own.values_list("number", "pk"))
        if [number for number, _id in numbered] != list(range(len(numbered))) or not numbered:
            raise CannotOpen(damaged())
        self.own, self.ids = own.select_related("key_holder"), [id for _number, id in numbered]
        self.at, self.held_number, self.held = 0, -1, b""
        self.size = (len(self.ids) - 1) * BroughtPiece.SIZE + len(self._piece(len(self.ids) - 1))

    def _piece(self, number: int) -> bytes:
        if number != self.held_number:
            self.held, self.held_number = b"", -1  # never two of them
            self.held = self.own.get(pk=self.ids[number]).data
            self.held_number = number
        return self.held

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError("before the beginning")
        self.at = start + offset
        return self.at

    def readinto(self, into: Any) -> int:
        if self.at >= self.size:
            return 0
        number, start = divmod(self.at, BroughtPiece.SIZE)
        found = self._piece(number)[start : start + len(into)]
        into[: len(found)] = found
        self.at += len(found)
        return len(found)
