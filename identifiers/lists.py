"""The lists in `names/` and `words/`, read once. All were written by hand for this check."""

from functools import cache
from pathlib import Path

from .plain import Plain

HERE = Path(__file__).parent


def lines(path: Path) -> list[str]:
    return [
        line
        for line in Plain(path.read_text(encoding="utf-8")).low.splitlines()
        if line and not line.startswith("#")
    ]


@cache
def names() -> frozenset[str]:
    """Given names and family names of every group, in plain small letters."""
    return frozenset(name for path in (HERE / "names").glob("*.txt") for name in lines(path))


@cache
def chinese() -> frozenset[str]:
    return frozenset(lines(HERE / "names" / "chinese.txt"))


@cache
def virtues() -> frozenset[str]:
    return frozenset(lines(HERE / "names" / "virtue.txt"))


@cache
def words(name: str) -> frozenset[str]:
    return frozenset(
        word for line in lines(HERE / "words" / f"{name}.txt") for word in line.split()
    )


@cache
def phrases(name: str) -> tuple[str, ...]:
    return tuple(lines(HERE / "words" / f"{name}.txt"))
