"""What in other regulators' codes speaks of nearly the same: this journal's reading, not theirs."""

from collections.abc import Sequence
from typing import NamedTuple

from prompts.models import Framework, Standard


class Near(NamedTuple):
    framework: Framework
    codes: list[str]


class Line(NamedTuple):
    standard: Standard
    theme: str
    near: list[Near]


def lines_of(framework: Framework) -> list[Line]:
    """The standards of one, in their order. One query, if they have been fetched."""
    return lines_of_rows(list(framework.standards.all()))


def lines_of_rows(standards: Sequence[Standard]) -> list[Line]:
    keys = {key for standard in standards for key in standard.near}
    library = Framework.objects.of_library().filter(key__in=keys)  # nothing else may be named
    others = {one.key: one for one in library}
    found = []
    for one in standards:
        near = [Near(others[key], codes) for key, codes in one.near.items() if key in others]
        found.append(Line(one, one.theme, near))
    return found
