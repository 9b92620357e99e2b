"""A cell that a spreadsheet would run as a formula is made into words, and comes back as it was."""

from __future__ import annotations

import re

# What begins a formula, in Excel's eyes; and such a text of one's own that begins with '.
_RUNS = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_GUARDED = re.compile("''*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
GUARD = "'"


def guarded(text: str) -> str:
    return GUARD + text if _RUNS.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text
