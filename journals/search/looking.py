"""What is looked for: the words as they were typed, and what narrows the search."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from journals.search.folding import fold

# Words in double quotes stand together; any other word for itself.
_TYPED = re.compile(r'"([^"]*)"|([^\s"]+)')
SHORTEST = 2  # letters that are taken for the beginning of a word
_QUOTES = str.maketrans("“”„«»\uff02", '""""""')


@dataclass(frozen=True)
class Looking:
    words: str = ""
    programme: str = ""
    practice: str = ""
    standard: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_narrowed(self) -> bool:
        narrowing = (self.programme, self.practice, self.standard, self.since, self.until)
        return any(narrowing)

    @property
    def match(self) -> str:
        """The words as SQLite's search takes them: all of them, in any order.

        Each is quoted, so that none is ever an instruction: not NEAR, OR, a star or a colon.
        The last one may be the beginning of a word, unless it stands in quotes.
        """
        found = [
            (fold(together or alone).text, bool(together))
            for together, alone in _TYPED.findall(self.words.translate(_QUOTES))
        ]
        kept = [(_quoted(text), whole) for text, whole in found if _says_something(text)]
        if not kept:
            return ""
        last, whole = kept[-1]
        parts = [text for text, _whole in kept[:-1]]
        # Its beginning and the whole of it: the stem of a word is not always its beginning.
        may_go_on = not whole and len(last.strip(' "')) >= SHORTEST
        return " AND ".join([*parts, f"({last} OR {last} *)" if may_go_on else last])


def _quoted(text: str) -> str:
    return '"' + text.replace('"', " ").replace("\0", " ") + '"'


def _says_something(text: str) -> bool:
    """Whether there is a letter or a digit in it: SQLite knows nothing else of a text."""
    return any(unicodedata.category(sign)[0] in "LN" for sign in text)
