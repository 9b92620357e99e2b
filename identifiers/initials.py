"""Letters that stand for a name: J.S."""

import re
from collections.abc import Iterator

from .findings import Span
from .plain import Plain

DOTTED = re.compile(r"(?<![\w.])[A-Z]\.[ ]?[A-Z]\.(?:[ ]?[A-Z]\.)?(?![\w@])")
NO_INITIALS = frozenset(
    "uk us usa iv im po pm am bp ot gp sc nhs er ba bsc ma md eg ie nb ps rip pto ad bc eu un ra "
    "phd id asap dob pa ac pc od bd td qd xyz ab abc".split()
)


def spans(plain: Plain) -> Iterator[Span]:
    for match in DOTTED.finditer(plain.plain):
        if re.sub(r"\W", "", match.group()).lower() not in NO_INITIALS:
            yield Span(*match.span(), "initials")
