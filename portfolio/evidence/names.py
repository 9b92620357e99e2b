"""What a file is called: as its person named it, and fit for every system's folders."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

LONGEST = 180  # bytes without the ending: folders take 255
NOT_IN_NAMES = set('/\\:*?"<>|')
ENDINGS = {
    "pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "jpg", "jpeg", "png", "webp",
}  # fmt: skip
TAKEN = {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}


def safe_name(text: str, kind: str) -> str:
    """Without a folder, without signs that hide an ending, and with the ending of its kind."""
    kept = "".join(
        " " if sign in NOT_IN_NAMES or unicodedata.category(sign)[0] in "CZ" else sign
        for sign in unicodedata.normalize("NFC", text)
    )
    stem = " ".join(kept.split())
    before, _dot, ending = stem.rpartition(".")
    if ending.casefold() in ENDINGS:
        stem = before
    stem = stem.encode()[:LONGEST].decode(errors="ignore").strip(". ")
    if not stem or stem.split(".")[0].casefold() in TAKEN:
        stem = " ".join([_("File"), stem]).strip()
    return f"{stem}.{kind}"
