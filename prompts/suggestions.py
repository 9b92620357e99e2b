"""Which standards a programme touches, as its page lists them."""

from itertools import groupby
from typing import NamedTuple

from prompts.models import Framework, Programme, Standard


class Suggested(NamedTuple):
    framework: Framework
    standards: list[Standard]


def suggested_for(programme: Programme) -> list[Suggested]:
    wanted = programme.suggested_standards
    standards = (
        Standard.objects.filter(framework__key__in=wanted)
        .select_related("framework")
        .order_by("framework__key", "position")
    )
    return [
        Suggested(framework, [one for one in group if one.code in wanted[framework.key]])
        for framework, group in groupby(standards, key=lambda one: one.framework)
    ]
