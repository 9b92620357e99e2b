# ruff: noqa: RUF001 (the letters that are easily taken for others are what this is about)
"""One plain form of a text for all rules, and the way back to the writer's own words.

A name is the same with or without its marks, with a straight or a curly apostrophe, with
letters that were composed or typed one after another. The rules look at one form of it; what
is shown is always the writer's.
"""

import re
import unicodedata

LETTERS = {
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
    "ħ": "h", "Ħ": "H", "ı": "i", "ŀ": "l", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE",
    "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "ɛ": "e", "Ɛ": "E", "ɔ": "o", "Ɔ": "O",
    "ŋ": "n", "Ŋ": "N", "ɗ": "d", "Ɗ": "D", "ɓ": "b", "Ɓ": "B", "ƙ": "k", "Ƙ": "K",
    "‘": "'", "’": "'", "ʼ": "'", "ʻ": "'", "`": "'", "´": "'", "′": "'", "＇": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": ",", "―": ",", "−": "-",
    "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n",
    "•": "\n", "\t": " ",
}  # fmt: skip
UNSEEN = {"Mn", "Me", "Cf"}  # marks set on a letter, and what takes no room


def plain_character(character: str) -> str:
    if character in LETTERS:
        return LETTERS[character]
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category in UNSEEN:
        return ""
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.digit(character))
    bare = "".join(
        part
        for part in unicodedata.normalize("NFKD", character)
        if unicodedata.category(part) not in UNSEEN
    )
    return bare if bare and bare.isascii() else character


class Plain:
    """A text in plain letters; `to_text` counts back into what was written."""

    def __init__(self, text: str) -> None:
        self.text = text
        known = {character: plain_character(character) for character in set(text)}
        self.at: list[int] | None = None
        if all(len(letters) == 1 for letters in known.values()):
            self.plain = text.translate({ord(letter): plain for letter, plain in known.items()})
        else:
            pieces = [known[character] for character in text]
            self.plain = "".join(pieces)
            self.at = [i for i, piece in enumerate(pieces) for _ in piece]
        self.low = "".join(
            low if len(low := letter.lower()) == 1 else letter for letter in self.plain
        )

    def to_text(self, start: int, end: int) -> tuple[int, int]:
        if self.at is None:
            return start, end
        after = self.at[end] if end < len(self.at) else len(self.text)
        return self.at[start], max(after, self.at[end - 1] + 1)


EDGES = " \n\"'.,;:!?()[]{}-"


def fold(words: str) -> str:
    """The key under which "this is no person" is remembered: one for all ways to type it."""
    plain = re.sub(r"\s+", " ", Plain(words).plain.casefold())
    while (bare := plain.strip(EDGES).removesuffix("'s")) != plain:
        plain = bare
    return plain
