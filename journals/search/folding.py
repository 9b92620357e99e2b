"""One spelling for what people type in several: capitals, accents, and letters of their own.

Both what was written and what is looked for are folded, so that "lukasz" finds Łukasz. What
was written is shown as it was: a place in the folded text leads back to one in that.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

# Everything but what is its own folding as it stands: plain letters, digits and signs.
_BEYOND = re.compile(r"[^\n\t\x20-\x7e]")
# Letters that Unicode does not take for another one with something on it.
_LETTERS = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "\u0131": "i", "ĸ": "k",
    "ŋ": "n", "æ": "ae", "œ": "oe", "þ": "th", "ɓ": "b", "ɗ": "d", "ɖ": "d", "ƙ": "k", "ə": "e",
    "ɛ": "e", "ɔ": "o", "ƴ": "y",
}  # fmt: skip
# Scripts that put no space between words: each sign stands for itself there, and a word that is
# looked for is a row of signs. Thai, Lao, Burmese, Khmer; kana; bopomofo; Han.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3105-\u312f"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_VIRAMA = 9  # joins letters of Indian scripts: no accent


@dataclass
class Folded:
    typed: str
    text: str
    # Where each piece begins, folded and typed, and whether it is one that changed.
    _at: list[int] = field(default_factory=lambda: [0])
    _pieces: list[tuple[int, bool]] = field(default_factory=lambda: [(0, False)])

    def typed_span(self, begin: int, end: int) -> tuple[int, int]:
        """What stands in the typed text where the folded one has this."""
        first, last = self._typed_at(begin), self._typed_at(max(begin, end - 1)) + 1
        while last < len(self.typed) and unicodedata.combining(self.typed[last]):
            last += 1
        return first, min(last, len(self.typed))

    def _typed_at(self, place: int) -> int:
        number = bisect_right(self._at, place) - 1
        typed, changed = self._pieces[number]
        return typed if changed else typed + place - self._at[number]


def fold(typed: str) -> Folded:
    folded = Folded(typed, typed)
    if typed.isascii() and typed.isprintable():
        return folded
    parts: list[str] = []
    done = length = 0
    for found in _BEYOND.finditer(typed):
        begin, sign = found.start(), _sign(found.group())
        parts += [typed[done:begin], sign]
        length += begin - done
        done = begin + 1
        folded._at += [length, length + len(sign)]
        folded._pieces += [(begin, True), (done, False)]
        length += len(sign)
    folded.text = "".join([*parts, typed[done:]])
    return folded


@lru_cache(maxsize=4096)
def _sign(sign: str) -> str:
    """One character, folded. Some become nothing, some several."""
    if unicodedata.category(sign) in ("Cc", "Cs"):
        return " "
    if unicodedata.category(sign) == "Cf" or "\ufe00" <= sign <= "\ufe0f":
        return ""  # joiners, direction marks, soft hyphens: nothing that shows
    if _UNSPACED.match(sign):
        return f" {unicodedata.normalize('NFKC', sign)} "
    spelled = "".join(_LETTERS.get(one, one) for one in sign.casefold())
    bare = "".join(
        _LETTERS.get(one, one)
        for one in unicodedata.normalize("NFKD", spelled)
        if unicodedata.combining(one) in (0, _VIRAMA)
    )
    return unicodedata.normalize("NFC", bare)
