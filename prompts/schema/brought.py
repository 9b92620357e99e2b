"""Reading a file that somebody brought: as the library's, and trusting nothing in it.

What is read here was written by whoever, with whatever. It is refused before anything is
built of it: by its size, by signs that do not show, and, while the YAML is being read, by
its depth and by how many things are in it. So every file costs about a second at most.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml
from django.utils.translation import gettext as _
from pydantic import ValidationError

from .errors import LibraryErrors, at_line, plain_lines, plain_problem
from .files import AnyFile, Loader
from .frameworks import HouseCodeFile
from .programmes import ProgrammeFile

# The longest programme of the library has 21,000 bytes, 400 lines and 900 things, 8 deep.
MOST_BYTES = 100_000
MOST_LINES = 5_000
LONGEST_LINE = 5_000  # characters
MOST_THINGS = 6_000  # words, values, lists and groups
DEEPEST = 12
LONGEST_NUMBER = 40  # digits: a number of 60s is counted out, however long it is
MOST_FAULTS = 20

# As prompts.texts leaves out of what people type; what turns the direction of a text round, so
# that it reads as what it is not; ends of lines that are none in a browser; and what is drawn
# as nothing, so that a title could be a link that nobody sees.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b"
    "\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
    )
    # Joiners belong between two signs, and what chooses how a sign looks, behind one.
    + r"]|(?<![^\s\u200c\u200d])[\u200c\u200d\ufe00-\ufe0f]|[\u200c\u200d](?![^\s\u200c\u200d])"
)
_COUNTED = {f"tag:yaml.org,2002:{name}" for name in ("int", "float", "timestamp")}
_TEXT = "tag:yaml.org,2002:str"


def read_brought(brought: bytes | str) -> ProgrammeFile:
    return read_guest(ProgrammeFile, brought)


def read_for_house(brought: bytes | str) -> ProgrammeFile | HouseCodeFile:
    """A programme or a code: what has themes, and no prompts, is a code."""
    try:
        return _read(_model_for_house, _text_of(brought))
    except LibraryErrors as errors:
        raise few_of(errors.lines) from errors


def _model_for_house(names: set[str]) -> type[ProgrammeFile | HouseCodeFile]:
    is_code = "themes" in names and "prompts" not in names
    return HouseCodeFile if is_code else ProgrammeFile


def read_guest(model: type[AnyFile], brought: bytes | str) -> AnyFile:
    """Raises LibraryErrors with at most MOST_FAULTS lines and a count of the others."""
    try:
        return _read(lambda _names: model, _text_of(brought))
    except LibraryErrors as errors:
        raise few_of(errors.lines) from errors


def few_of(lines: list[str]) -> LibraryErrors:
    more = len(lines) - MOST_FAULTS
    if more <= 0:
        return LibraryErrors(lines)
    return LibraryErrors([*lines[:MOST_FAULTS], _("And %(number)s more.") % {"number": more}])


def text_of(brought: bytes) -> str:
    """A file's text with plain ends of lines. Raises LibraryErrors if it is none."""
    try:
        text = brought.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = brought.count(b"\n", 0, error.start) + 1
        said = _("this is not UTF-8. Save the file as plain text in UTF-8.")
        raise LibraryErrors([f"{at_line(line)}: {said}"]) from error
    return plain_ends(text)


def plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text_of(brought: bytes | str) -> str:
    """Refuses by size first: neither is decoded, nor looked at twice."""
    if len(brought) > MOST_BYTES or (
        isinstance(brought, str) and len(brought.encode(errors="replace")) > MOST_BYTES
    ):
        limit = {"number": MOST_BYTES // 1000}
        raise LibraryErrors(
            [_("This is longer than %(number)s kB, the most for one file.") % limit]
        )
    if isinstance(brought, bytes):
        return text_of(brought)
    return plain_ends(brought)


def _read(model_for: Callable[[set[str]], type[AnyFile]], text: str) -> AnyFile:
    _refuse_shapes(text)
    node = _node_of(text)
    names = (name.value for name, _value in node.value)
    model = model_for({name for name in names if isinstance(name, str)})
    raw = _built(node)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        lines = plain_lines(error, raw, "", lambda loc: _line_of(node, loc))
        raise LibraryErrors(lines) from error


def _refuse_shapes(text: str) -> None:
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        limit = {"number": MOST_LINES}
        raise LibraryErrors([_("This has more than %(number)s lines.") % limit])
    faults = []
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            said = _("this line is longer than %(number)s characters.") % {"number": LONGEST_LINE}
            faults.append(f"{at_line(number)}: {said}")
        faults += _unshowable(number, line)
    if faults:
        raise LibraryErrors(faults)


def _unshowable(line: int, text: str) -> list[str]:
    """One line for each sign that nobody would see, by its number."""
    said = _("the sign %(sign)s does not show, and is not used here.")
    signs = [f"U+{ord(sign):04X}" for sign in sorted(set(_UNSHOWABLE.findall(text)))]
    return [f"{at_line(line)}: {said % {'sign': sign}}" for sign in signs]


def _fault(problem: str, mark: yaml.Mark | None) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark)


class _GuestLoader(Loader):
    """No anchors, no tags, no names that are not text, nothing deep and not too many things."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.things = self.depth = 0

    def compose_node(self, parent: Any, index: int) -> Any:
        if self.check_event(yaml.AliasEvent):
            return super().compose_node(parent, index)  # which refuses it
        event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's own
        self.things += 1
        self.depth += 1
        if event.anchor is not None:
            raise _fault(_("anchors (&name) are not used here"), event.start_mark)
        if event.tag is not None:
            raise _fault(_("tags (!name) are not used here"), event.start_mark)
        if self.depth > DEEPEST:
            raise _fault(_("this stands too deep in lists and groups"), event.start_mark)
        if self.things > MOST_THINGS:
            raise _fault(_("there are too many questions and words up to here"), event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        for key_node, _value in node.value:
            if key_node.tag != _TEXT:
                problem = _("a name before a colon must be text (put quotes round it)")
                raise _fault(problem, key_node.start_mark)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        if node.tag not in _COUNTED:
            return super().construct_object(node, deep)
        if len(node.value) > LONGEST_NUMBER:
            raise _fault(_("this number is too long"), node.start_mark)
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError) as error:
            problem = _("this is no number and no day (put quotes round it if it is text)")
            raise _fault(problem, node.start_mark) from error


def _node_of(text: str) -> yaml.MappingNode:
    try:
        node = _GuestLoader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        raise LibraryErrors([_yaml_line(error)]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise LibraryErrors([_("This is not YAML.")]) from error
    if not isinstance(node, yaml.MappingNode):
        raise LibraryErrors([_('The file must be "word: value" lines.')])
    # Quotes can hide a sign from who only looks at the file: "\u202e".
    faults = [
        fault
        for scalar in _scalars(node)
        for fault in _unshowable(scalar.start_mark.line + 1, scalar.value.replace("\n", ""))
    ]
    if faults:
        raise LibraryErrors(faults)
    return node


def _built(node: yaml.MappingNode) -> Any:
    try:
        return _GuestLoader("").construct_document(node)
    except yaml.MarkedYAMLError as error:
        raise LibraryErrors([_yaml_line(error)]) from error


def _yaml_line(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    return f"{at_line(mark.line + 1 if mark else 1)}: {plain_problem(error)}."


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for inner in node.value:
            yield from _scalars(inner)
    elif isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from _scalars(name)
            yield from _scalars(value)


def _line_of(node: yaml.Node, loc: tuple[int | str, ...]) -> int:
    """The line of the deepest thing on the way to `loc` that is there."""
    line = node.start_mark.line
    for step in loc:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line
        elif isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                if name.value == step:
                    node, line = value, name.start_mark.line
                    break
    return int(line) + 1


__all__ = [
    "MOST_BYTES", "MOST_FAULTS", "few_of", "plain_ends", "read_brought", "read_for_house",
    "read_guest", "text_of",
]  # fmt: skip
