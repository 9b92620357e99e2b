"""Files that are sent: held in memory, within bounds, and never written to a disk."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

# What Python's reader raises at a ZIP that was torn or made to hurt.
BAD_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError,
    RuntimeError, ValueError, OSError, OverflowError, KeyError, IndexError, MemoryError,
)  # fmt: skip

# The two ways of packing that are opened no further than asked for: of any other, a few hundred
# bytes are hundreds of megabytes before a limit is looked at.
OPENED_WITHIN_BOUNDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

MOST_IN_MEMORY = 16 * 1024 * 1024


def limit_of(request: HttpRequest) -> int:
    """How large a post with a file may be at this address, from whoever sends it."""
    usual: int = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return usual
    larger: dict[str, int] = settings.FILE_UPLOAD_LIMITS
    return next((most for page, most in larger.items() if re.fullmatch(page, request.path)), usual)


def lost_its_file(request: HttpRequest) -> bool:
    """Django reads past a file in a post that is too large, and says nothing of it."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return (
        request.content_type == "multipart/form-data"
        and length.isdigit()
        and int(length) > limit_of(request)
    )


class InMemory(MemoryFileUploadHandler):
    """Active up to the limit of the address; beyond it the file is read past and dropped.

    Where more than MOST_IN_MEMORY may come, the page has a handler of its own.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: str | bytes,
        encoding: str | None = None,
    ) -> None:
        most = min(limit_of(self.request), MOST_IN_MEMORY) if self.request is not None else -1
        self.activated = content_length <= most
