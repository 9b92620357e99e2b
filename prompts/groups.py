"""The library's shelf under headings, so that a long one can still be taken in."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prompts.models import Programme

Kind = Programme.Kind

# What the headings are called, in the order of the shelf; each kind stands under one.
_HEADINGS: list[tuple[str, Promise, tuple[Kind, ...]]] = [
    ("relationship", _("The helping relationship"), (Kind.ARTICLE, Kind.SELF_CHECK)),
    ("reflection", _("Models of reflection"), (Kind.MODEL,)),
    ("practices", _("Practices to try"), (Kind.PRACTICE,)),
    ("supervision", _("Around supervision"), (Kind.SUPERVISION,)),
    ("regulator", _("For the regulator"), (Kind.FRAMEWORK,)),
    ("meetings", _("For a team meeting"), (Kind.MEETING,)),
]


class Group(NamedTuple):
    key: str  # its anchor on the page
    heading: Promise
    programmes: list[Programme]


def by_heading(shelf: Iterable[Programme]) -> list[Group]:
    """What of a shelf stands under which heading, in the shelf's order; none is empty."""
    programmes = list(shelf)
    groups = [
        Group(key, heading, [one for one in programmes if one.kind in kinds])
        for key, heading, kinds in _HEADINGS
    ]
    return [group for group in groups if group.programmes]
