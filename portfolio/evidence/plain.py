"""Whether a picture is as this journal makes them: points, and nothing beside them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

from PIL import Image, UnidentifiedImageError

from portfolio.evidence.pictures import FORMATS, LONGEST_SIDE, has_many_scans, in_turn

# What a picture is made of, in the words of its kind. Remarks, places, profiles and whatever
# else could be hidden are none of these.
PARTS = {
    "png": {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"},
    "webp": {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"},
}
JPEG_APP0, JPEG_SCAN, JPEG_END = 0xE0, 0xDA, 0xD9
JPEG_PARTS = {0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD, JPEG_APP0, JPEG_SCAN}
ZIP_END = b"PK\x05\x06"


def is_plain(data: bytes, kind: str) -> bool:
    """Then it need not be made anew, and stays what it is to the byte.

    Raises FileRefused while another picture is worked on.
    """
    if ZIP_END in data[-70_000:] or has_many_scans(data, kind) or not _has_only_points(data, kind):
        return False
    try:
        with in_turn(), Image.open(io.BytesIO(data), formats=[FORMATS[kind]]) as picture:
            if max(picture.size) > LONGEST_SIDE or getattr(picture, "n_frames", 1) != 1:
                return False
            picture.load()
    except (Image.DecompressionBombError, UnidentifiedImageError, OSError, ValueError, SyntaxError,
            EOFError, IndexError, TypeError, ZeroDivisionError, OverflowError):  # fmt: skip
        return False
    return True


def _has_only_points(data: bytes, kind: str) -> bool:
    try:
        if kind == "jpg":
            return _jpeg(data)
        found = list(_png(data) if kind == "png" else _webp(data))
    except (ValueError, IndexError):
        return False
    return bool(found) and set(found) <= PARTS[kind]


def _jpeg(data: bytes) -> bool:
    """From mark to mark, over what is packed between, to the end, which is the very end."""
    at, apps = 2, 0
    while data[at] == 0xFF:
        mark = data[at + 1]
        if mark == JPEG_END:
            return at + 2 == len(data)
        if mark not in JPEG_PARTS:
            return False
        long = int.from_bytes(data[at + 2 : at + 4], "big")
        if mark == JPEG_APP0:
            apps += 1
            if apps > 1 or long != 16 or data[at + 4 : at + 9] != b"JFIF\0":
                return False  # a small picture beside the large one
        at += 2 + long
        if mark == JPEG_SCAN:
            at = _after_scan(data, at)
    return False


def _after_scan(data: bytes, at: int) -> int:
    """Where the next mark is that is none of the packed points themselves."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _png(data: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(data):
        long = int.from_bytes(data[at : at + 4], "big")
        name, end = data[at + 4 : at + 8], at + 12 + long
        if end > len(data) or (name == b"IEND" and end != len(data)):
            raise ValueError("cut off, or more behind its end")
        if zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise ValueError("a wrong sum")
        yield name
        at = end
    if name != b"IEND":
        raise ValueError("without an end")


def _webp(data: bytes) -> Iterator[bytes]:
    if int.from_bytes(data[4:8], "little") + 8 != len(data):
        raise ValueError("more than it says")
    at = 12
    while at < len(data):
        long = int.from_bytes(data[at + 4 : at + 8], "little")
        yield data[at : at + 4]
        at += 8 + long + long % 2
    if at != len(data):
        raise ValueError("cut off")
