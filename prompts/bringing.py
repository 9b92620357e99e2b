"""A brought file against what is here: codes, drawings and programmes that it names."""

from collections import defaultdict

from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.translation import gettext as _

from prompts.models import Programme, Standard
from prompts.schema import HouseCodeFile, ProgrammeFile
from prompts.schema.brought import few_of, read_for_house
from prompts.shelf import faults_of_near, faults_of_standards


def check_brought(text: str) -> ProgrammeFile | HouseCodeFile:
    """Raises LibraryErrors: nothing of it is stored before it is whole."""
    file = read_for_house(text)
    if isinstance(file, HouseCodeFile):
        if faults := faults_of_near(file, _codes(), _('Code "%(key)s"') % {"key": file.key}):
            raise few_of(faults)
        return file
    start = _('Programme "%(key)s"') % {"key": file.key}
    faults = [
        *faults_of_standards(file, _codes(), start),
        *_faults_of_drawings(file, start),
        *_faults_of_holds(file, start),
    ]
    if faults:
        raise few_of(faults)
    return file


def _codes() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    library = Standard.objects.filter(framework__organisation__isnull=True)
    for framework, code in library.values_list("framework__key", "code"):
        found[framework].add(code)
    return dict(found)


def _faults_of_drawings(file: ProgrammeFile, start: str) -> list[str]:
    named = [(start, file.drawing)]
    named += [(f'{start}, prompt "{one.key}"', one.drawing) for one in file.prompts]
    return [
        f"{place}: " + _('there is no drawing "%(name)s".') % {"name": drawing}
        for place, drawing in named
        if drawing and not _is_drawn(drawing)
    ]


def _is_drawn(name: str) -> bool:
    try:
        get_template(f"drawings/{name}.svg")
    except TemplateDoesNotExist:
        return False
    return True


def _faults_of_holds(file: ProgrammeFile, start: str) -> list[str]:
    """A house may put what the library has into a programme of its own, and nothing else."""
    library = Programme.objects.of_library().published().filter(key__in=file.holds)
    known = set(library.values_list("key", flat=True))
    said = _('"holds": there is no programme "%(key)s" in the library.')
    return [
        f"{start}, {said % {'key': key}}" for key in dict.fromkeys(file.holds) if key not in known
    ]
