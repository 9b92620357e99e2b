"""Which standards a programme touches, as its page lists them."""

from typing import NamedTuple

from prompts.models import Framework, Programme, Standard


class Suggested(NamedTuple):
    framework: Framework
    standards: list[Standard]


def suggested_for(programme: Programme) -> list[Suggested]:
    wanted = programme.suggested_standards
    frameworks = Framework.objects.filter(key__in=wanted).prefetch_related("standards")
    return [
        Suggested(
            framework,
            [one for one in framework.standards.all() if one.code in wanted[framework.key]],
        )
        for framework in frameworks
    ]
