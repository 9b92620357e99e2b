"""The library as its files hold it: read whole, every fault collected, checked across files."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext as _

from prompts.schema import (
    FrameworkFile,
    LibraryErrors,
    MeasureShape,
    ProgrammeFile,
    Standards,
    SupportFile,
    read_framework,
    read_programme,
    read_shape,
    read_support,
)
from prompts.schema.frameworks import CodeFile

FOLDER = Path(__file__).parent / "library"
AnyFile = TypeVar("AnyFile")


@dataclass(frozen=True)
class Library:
    programmes: list[ProgrammeFile]
    frameworks: list[FrameworkFile]
    support: list[SupportFile]
    shapes: list[MeasureShape]


def read_library(folder: Path = FOLDER) -> Library:
    """Raises LibraryErrors with the faults of all files, sorted by file."""
    faults: list[str] = []
    library = Library(
        _read_all(folder.glob("*.yaml"), read_programme, faults),
        _read_all((folder / "frameworks").glob("*.yaml"), read_framework, faults),
        _read_all((folder / "support").glob("*.yaml"), read_support, faults),
        _read_all((folder / "measures").glob("*.yaml"), read_shape, faults),
    )
    if not faults:
        faults = _faults_across(library)
    if faults:
        raise LibraryErrors(faults)
    return library


def _read_all(
    paths: Iterable[Path], read: Callable[[Path], AnyFile], faults: list[str]
) -> list[AnyFile]:
    found = []
    for path in sorted(paths):
        try:
            found.append(read(path))
        except LibraryErrors as errors:
            faults += errors.lines
    return found


def _faults_across(library: Library) -> list[str]:
    return sorted(
        [
            *_faults_of_standards(library),
            *_faults_of_holds(library),
            *_faults_of_editions(library),
            *_faults_of_near(library),
        ]
    )


def _faults_of_editions(library: Library) -> list[str]:
    """An edition follows one that is there, and begins when that one is over."""
    known = {framework.key: framework for framework in library.frameworks}
    faults = []
    for file in library.frameworks:
        if file.follows is None:
            continue
        start = f'{file.key}.yaml, framework "{file.key}", "follows"'
        before = known.get(file.follows)
        if before is None or before is file:
            faults.append(f'{start}: there is no other framework "{file.follows}".')
        elif file.effective_from is None:
            continue
        elif before.effective_to is None or before.effective_to >= file.effective_from:
            faults.append(f'{start}: "{before.key}" needs a last day before this one begins.')
    return faults


def _faults_of_holds(library: Library) -> list[str]:
    """What a programme holds is there, stands in no other, and does not hold it in turn."""
    known = {programme.key for programme in library.programmes}
    inside: dict[str, str] = {}
    faults = []
    for programme in library.programmes:
        start = f'{programme.key}.yaml, programme "{programme.key}", "holds"'
        for key in programme.holds:
            if key not in known:
                faults.append(f'{start}: there is no programme "{key}".')
            elif key in inside:
                faults.append(f'{start}: "{key}" already stands in "{inside[key]}".')
            else:
                inside[key] = programme.key
    for key in inside:
        around = inside[key]
        for _step in inside:  # outwards, and never for good: another may stand in itself
            if around == key:
                faults.append(f'{key}.yaml, programme "{key}", "holds": it would stand in itself.')
                break
            around = inside.get(around, "")
    return faults


def _codes_of(library: Library) -> dict[str, set[str]]:
    return {
        framework.key: {line.code for theme in framework.themes for line in theme.standards}
        for framework in library.frameworks
    }


def _faults_of_near(library: Library) -> list[str]:
    """What is near a standard is in another framework that is there."""
    codes, faults = _codes_of(library), []
    for file in library.frameworks:
        others = {key: found for key, found in codes.items() if key != file.key}
        faults += faults_of_near(file, others, f'{file.key}.yaml, framework "{file.key}"')
    return faults


def faults_of_near(file: CodeFile, others: dict[str, set[str]], start: str) -> list[str]:
    faults = []
    for line in (line for theme in file.themes for line in theme.standards):
        where = f'{start}, standard {line.code}, "near"'
        for key, wanted in line.near.items():
            if key not in others:
                said = _('there is no other framework "%(key)s".') % {"key": key}
            elif unknown := [code for code in wanted if code not in others[key]]:
                names = {"key": key, "codes": ", ".join(unknown)}
                said = _("%(key)s has no standard %(codes)s.") % names
            else:
                continue
            faults.append(f"{where}: {said}")
    return faults


def _faults_of_standards(library: Library) -> list[str]:
    codes = _codes_of(library)
    return [
        fault
        for programme in library.programmes
        for fault in faults_of_standards(
            programme, codes, f'{programme.key}.yaml, programme "{programme.key}"'
        )
    ]


def faults_of_standards(
    programme: ProgrammeFile, codes: dict[str, set[str]], start: str
) -> list[str]:
    """Standards that a programme names must be in the framework it names."""
    faults = []
    suggested = [(start, programme.suggested_standards)]
    for prompt in programme.prompts:
        place = f'{start}, prompt "{prompt.key}"'
        suggested.append((place, prompt.suggested_standards))
        for question in prompt.questions:
            if isinstance(question, Standards) and question.framework not in codes:
                said = _('there is no framework "%(key)s".') % {"key": question.framework}
                faults.append(f'{place}, question "{question.key}": {said}')
    for place, standards in suggested:
        for key, wanted in standards.items():
            if key not in codes:
                said = _('there is no framework "%(key)s".') % {"key": key}
            elif unknown := [code for code in wanted if code not in codes[key]]:
                names = {"key": key, "codes": ", ".join(unknown)}
                said = _("%(key)s has no standard %(codes)s.") % names
            else:
                continue
            faults.append(f'{place}, "suggested_standards": {said}')
    return faults


@cache
def support_files() -> list[SupportFile]:
    """The routes to help, by country. From the files: this page must not need a database."""
    files = _read_whole("support", read_support)
    return sorted(files, key=lambda file: file.position)


@cache
def measure_shapes() -> dict[str, MeasureShape]:
    """The instruments whose shape is known here, by key. None has its statements here."""
    return {shape.key: shape for shape in _read_whole("measures", read_shape)}


def _read_whole(name: str, read: Callable[[Path], AnyFile]) -> list[AnyFile]:
    faults: list[str] = []
    files = _read_all((FOLDER / name).glob("*.yaml"), read, faults)
    if faults:
        raise LibraryErrors(faults)
    return files
