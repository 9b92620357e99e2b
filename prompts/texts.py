"""Cleaning what people type. In one place, and never silently."""

import re
from typing import NamedTuple

# Controls besides tab and newline, lone surrogates, noncharacters: nothing that shows.
# Zero-width joiners and direction marks stay: scripts and emoji need them.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
    )
    + "]"
)
# NEL and the line separators too: a browser shows them as nothing.
_NEW_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


class Cleaned(NamedTuple):
    text: str
    left_out: int  # how many characters could not be kept


def clean_text(text: str) -> Cleaned:
    text = _NEW_LINES.sub("\n", text)
    cleaned, left_out = _UNSHOWABLE.subn("", text)
    return Cleaned(cleaned, left_out)


def clean_line(text: str) -> Cleaned:
    """The same for a field of one line: new lines become spaces."""
    cleaned = clean_text(text)
    return Cleaned(" ".join(cleaned.text.split("\n")).strip(), cleaned.left_out)
