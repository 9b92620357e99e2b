"""The typefaces of the PDFs, and which characters they can show.

They lie beside this module, as they came (OFL), so that a PDF looks the same from every machine:
a typeface that is missing is replaced in silence otherwise.
"""

from __future__ import annotations

import struct
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import typst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

FOLDER = Path(__file__).resolve().parent / "fonts"
# Spaces, joiners and marks of direction show as nothing: no typeface needs a sign for them.
INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}
VARIATION = range(0xFE00, 0xFE10)
MOST_NAMED = 12


@cache
def fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
    )


@cache
def shown() -> frozenset[int]:
    """The code points that have a sign in at least one of the typefaces."""
    files = sorted(FOLDER.glob("*.ttf"))
    return frozenset(point for file in files for point in _mapped(file.read_bytes()))


def cannot_show(texts: Iterable[str]) -> str:
    """The characters that a PDF of these texts could not show, each once, in their order."""
    found = dict.fromkeys(char for text in texts for char in text)
    return "".join(char for char in found if not _is_shown(char))


def _is_shown(char: str) -> bool:
    point = ord(char)
    return point in shown() or point in VARIATION or unicodedata.category(char) in INVISIBLE


def named(characters: str) -> list[str]:
    """These characters in words that a PDF can show: letters by their script, the rest by name."""
    scripts: Counter[str] = Counter()
    signs: list[str] = []
    for char in characters:
        name = unicodedata.name(char, "")
        if name and unicodedata.category(char)[0] in "LMN":
            scripts[name.split()[0].capitalize()] += 1
        else:
            signs.append(name.lower() or f"U+{ord(char):04X}")
    said = [
        ngettext("%(script)s (%(count)d sign)", "%(script)s (%(count)d signs)", count)
        % {"script": "CJK" if script == "Cjk" else script, "count": count}
        for script, count in scripts.items()
    ]
    said += signs
    if len(said) > MOST_NAMED:
        more = _("and %(count)d more") % {"count": len(said) - MOST_NAMED}
        return [*said[:MOST_NAMED], more]
    return said


def _mapped(font: bytes) -> Iterator[int]:
    """The code points of a TrueType file's character map (table `cmap`, formats 4 and 12)."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = [struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(count)]
    start = next(offset for tag, _sum, offset, _length in tables if tag == b"cmap")
    for number in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">I", font, start + 4 + 8 * number + 4)[0]
        kind = struct.unpack_from(">H", font, at)[0]
        if kind == 4:
            yield from _of_segments(font, at)
        elif kind == 12:
            yield from _of_groups(font, at)


def _of_segments(font: bytes, at: int) -> Iterator[int]:
    twice = struct.unpack_from(">H", font, at + 6)[0]
    many = f">{twice // 2}H"
    ends = struct.unpack_from(many, font, at + 14)
    starts = struct.unpack_from(many, font, at + 16 + twice)
    deltas = struct.unpack_from(many, font, at + 16 + 2 * twice)
    ranges_at = at + 16 + 3 * twice
    ranges = struct.unpack_from(many, font, ranges_at)
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for point in range(first, min(last, 0xFFFE) + 1):
            glyph = point
            if ranges[index]:
                place = ranges_at + 2 * index + ranges[index] + 2 * (point - first)
                glyph = struct.unpack_from(">H", font, place)[0]
                if not glyph:
                    continue
            if (glyph + deltas[index]) & 0xFFFF:
                yield point


def _of_groups(font: bytes, at: int) -> Iterator[int]:
    for number in range(struct.unpack_from(">I", font, at + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", font, at + 16 + 12 * number)
        yield from (point for point in range(first, last + 1) if glyph + point - first)
