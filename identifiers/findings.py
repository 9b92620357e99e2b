"""What a check answers with."""

from dataclasses import dataclass
from enum import StrEnum

from . import sentences


class Level(StrEnum):
    HIGH = "high"  # points to one person by itself
    ADVISE = "advise"
    INFO = "info"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


@dataclass(frozen=True)
class Finding:
    """A place in a text that may identify a person."""

    start: int
    end: int
    words: str
    kind: str
    level: Level

    @property
    def why(self) -> str:
        """One sentence, in the language of whoever reads it."""
        return str(sentences.WHY[self.kind])

    @property
    def instead(self) -> list[str]:
        """Words that could stand there in its stead, or LEAVE_OUT."""
        return [str(words) for words in sentences.INSTEAD[self.kind]]


@dataclass(frozen=True, slots=True)
class Span:
    """What a rule found, counted in the plain form of the text."""

    start: int
    end: int
    kind: str
    level: Level = Level.ADVISE
