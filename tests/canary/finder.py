"""Looks for a marker in bytes, in every spelling in which it could lie there."""

import base64
import secrets
from collections.abc import Iterable
from pathlib import Path


def new_marker(name: str) -> str:
    """A word that stands nowhere else, and begins with what it marks."""
    return f"{name}{secrets.token_hex(9)}"


def spellings(marker: str) -> dict[str, bytes]:
    plain = marker.encode()
    found = {
        "utf-8": plain,
        "utf-16": marker.encode("utf-16-le"),
        "utf-16, the other way round": marker.encode("utf-16-be"),
        "utf-32": marker.encode("utf-32-le"),
        "hex": plain.hex().encode(),
        "upper-case hex": plain.hex().upper().encode(),
        "upper case": marker.upper().encode(),
        "backwards": plain[::-1],
    }
    for before in range(3):
        # Where it stands in the text decides how base64 cuts it: only whole groups are sure.
        encoded = base64.b64encode(b"\0" * before + plain)
        whole = encoded[4 if before else 0 : 4 * ((len(plain) + before) // 3)]
        found[f"base64 after {before}"] = whole
        found[f"url-safe base64 after {before}"] = whole.translate(bytes.maketrans(b"+/", b"-_"))
    return found


def find(markers: Iterable[str], haystack: bytes, place: str) -> list[str]:
    return [
        f"{marker} in {place}, as {spelling}"
        for marker in markers
        for spelling, needle in spellings(marker).items()
        if needle in haystack
    ]


def find_in_files(markers: Iterable[str], folder: Path) -> list[str]:
    wanted = list(markers)
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            found += find(wanted, path.read_bytes(), str(path.relative_to(folder)))
    return found
