"""Sources, not people: citations and well-known names."""

import re
from functools import cache

from . import lists
from .plain import Plain

YEAR = r"(?:19|20)\d\d[a-z]?"
CITED = re.compile(
    rf"""
      \((?:(?:see|e\.g\.|cf\.?)[ ,]{{0,2}})?[A-Z][^()\n]{{1,160}}?,?[ ]{YEAR}[^()\n]{{0,160}}\)
    | (?<!\w)[A-Z][\w'-]{{1,30}}(?:[ ][A-Z][\w'-]{{1,30}})?
      (?:(?:,[ ]|[ ](?:and|&)[ ]|,[ ](?:and|&)[ ])[A-Z][\w'-]{{1,30}}){{0,4}}
      (?:[ ][A-Z]{{1,3}})?(?:[ ]et[ ]al\.?)?(?:'s?)?,?[ ]\({YEAR}(?:[,:][^()\n]{{0,40}})?\)
    | (?<!\w)[A-Z][\w'-]{{1,30}}[ ](?:and|&)[ ][A-Z][\w'-]{{1,30}},?[ ]{YEAR}(?!\w)
    | (?<!\w)[A-Z][\w'-]{{1,30}}[ ]et[ ]al\b
    | ^[A-Z][\w'-]{{1,30}},[ ][A-Z]\.[^\n]{{0,120}}?\({YEAR}\)
    """,
    re.X | re.M,
)


def spans(plain: Plain) -> list[tuple[int, int]]:
    spans = [match.span() for match in CITED.finditer(plain.plain)]
    spans += [match.span() for match in allowed().finditer(plain.low)]
    return sorted(spans)


@cache
def allowed() -> re.Pattern[str]:
    names = sorted(lists.phrases("allowed"), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?=[a-z])(?:" + "|".join(map(re.escape, names)) + r")(?:'s)?(?!\w)")
