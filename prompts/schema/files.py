"""Reading the library's YAML: the safe loader, no double keys, no aliases."""

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from .errors import LibraryErrors, plain_lines, plain_problem
from .frameworks import FrameworkFile, SupportFile
from .measures import MeasureShape
from .programmes import ProgrammeFile
from .questions import Strict

AnyFile = TypeVar("AnyFile", bound=Strict)


class Loader(yaml.SafeLoader):
    """yes, no, on and off stay words (YAML 1.1 makes them true and false)."""

    def compose_node(self, parent: Any, index: int) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's own
            raise yaml.MarkedYAMLError(
                problem="aliases (*name) are not used here", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                raise yaml.MarkedYAMLError(
                    problem="a name cannot be a list", problem_mark=key_node.start_mark
                )
            if key in seen:
                raise yaml.MarkedYAMLError(
                    problem=f'"{key}" stands here twice', problem_mark=key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


Loader.yaml_implicit_resolvers = {
    first: [(tag, test) for tag, test in rules if tag != "tag:yaml.org,2002:bool"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def read_yaml(path: Path) -> Any:
    try:
        # A subclass of the safe loader: it makes plain values only.
        return yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise LibraryErrors([f"{path.name}{line}: {plain_problem(error)}."]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise LibraryErrors([f"{path.name}: this is not YAML in UTF-8 ({error})."]) from error


def _read(path: Path, what: str, model: type[AnyFile]) -> AnyFile:
    raw = read_yaml(path)
    if not isinstance(raw, dict):
        raise LibraryErrors([f'{path.name}: the file must be "word: value" lines.'])
    try:
        found = model.model_validate(raw)
    except ValidationError as error:
        key = raw.get("key")
        start = f'{path.name}, {what} "{key}"' if isinstance(key, str) else path.name
        raise LibraryErrors(plain_lines(error, raw, start)) from error
    if getattr(found, "key", "") != path.stem:
        raise LibraryErrors(
            [f'{path.name}: its "key" must be "{path.stem}", as the file is called.']
        )
    return found


def read_programme(path: Path) -> ProgrammeFile:
    return _read(path, "programme", ProgrammeFile)


def read_framework(path: Path) -> FrameworkFile:
    return _read(path, "framework", FrameworkFile)


def read_support(path: Path) -> SupportFile:
    return _read(path, "support", SupportFile)


def read_shape(path: Path) -> MeasureShape:
    return _read(path, "measure", MeasureShape)
