"""Pictures are made anew: where and when a camera took them, and whatever was hidden, stays out."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from portfolio.evidence.refusal import FileRefused

MARKS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
MOST_POINTS = 50_000_000  # a large phone's; unpacked some 200 MB
LONGEST_SIDE = 3_000  # points that are kept
QUALITY = 88
# Of a JPEG, which can be laid over itself as often as its maker likes: each takes milliseconds for
# a few bytes. Cameras make one, and the finest of programs some twenty.
MOST_SCANS = 100
SCAN = b"\xff\xda"  # never within what is packed
LONGEST_WAIT = 5.0  # seconds that a request stands in the way of others
ONE_AT_A_TIME = threading.Lock()  # in a process, for the memory's sake


def kind_of(data: bytes) -> str:
    """Of the kinds in FORMATS, or nothing."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((kind for mark, kind in MARKS.items() if data.startswith(mark)), "")


def has_many_scans(data: bytes, kind: str) -> bool:
    return kind == "jpg" and data.count(SCAN) > MOST_SCANS


def made_anew(data: bytes, kind: str) -> bytes:
    """The points alone, turned upright, at most LONGEST_SIDE wide or high."""
    if has_many_scans(data, kind):
        raise FileRefused(_("The picture is damaged. Save it again, and try once more."))
    try:
        with in_turn(), Image.open(io.BytesIO(data), formats=[FORMATS[kind]]) as came:
            if came.width * came.height > MOST_POINTS:
                raise _too_large()
            came.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG: unpacked no larger than needed
            came.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(came)
            return _points_of(upright, kind)
    except FileRefused:
        raise
    except Image.DecompressionBombError:  # found before we could look
        raise _too_large() from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError,
            EOFError, IndexError, TypeError, ZeroDivisionError, OverflowError):  # fmt: skip
        raise FileRefused(_("The picture is damaged. Save it again, and try once more.")) from None


@contextmanager
def in_turn() -> Iterator[None]:
    if not ONE_AT_A_TIME.acquire(timeout=LONGEST_WAIT):
        raise FileRefused(_("Another picture is being worked on. Please try again in a moment."))
    try:
        yield
    finally:
        ONE_AT_A_TIME.release()


def _too_large() -> FileRefused:
    return FileRefused(_("The picture has more points than we can keep. Save it smaller."))


def _points_of(picture: Image.Image, kind: str) -> bytes:
    """Into an empty picture: Pillow carries remarks and profiles along with the old one."""
    has_gaps = kind != "jpg" and (
        picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    )
    mode = "RGBA" if has_gaps else "RGB"
    empty = Image.new(mode, picture.size)
    empty.paste(picture.convert(mode))
    held = io.BytesIO()
    empty.save(held, FORMATS[kind], quality=QUALITY)
    return held.getvalue()
