"""Faults of a library file in one readable line each, without the checker's own jargon."""

from collections.abc import Callable, Sequence
from typing import Any

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from .questions import KINDS

# The words for a place inside a file: the list's name, and what one of its members is called.
_NAMED: dict[str, Promise] = {
    "prompts": gettext_lazy("prompt"),
    "questions": gettext_lazy("question"),
    "themes": gettext_lazy("theme"),
    "standards": gettext_lazy("standard"),
    "choices": gettext_lazy("choice"),
    "statements": gettext_lazy("statement"),
    "groups": gettext_lazy("group"),
    "needs": gettext_lazy("need"),
    "routes": gettext_lazy("route"),
    "items": gettext_lazy("statement"),
    "scales": gettext_lazy("sub-scale"),
}
_PATTERNS: dict[str, Promise] = {
    "^[a-z][a-z0-9_]*$": gettext_lazy(
        "small letters, digits and underscores, starting with a letter"
    ),
    "^[a-z0-9]+(-[a-z0-9]+)*$": gettext_lazy("small letters, digits and single hyphens"),
    "^https://[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+(:[0-9]+)?([/?#][^\\s]*)?$": gettext_lazy(
        "an address that starts with https://"
    ),
    "^[A-Z]{2}$": gettext_lazy("two capital letters, like GB"),
    "^[A-Za-z0-9.]+$": gettext_lazy("letters, digits and dots"),
}


# What the YAML parser says, by how it begins, and what that means for whoever wrote the file.
_YAML: list[tuple[str, Promise]] = [
    (
        "mapping values are not allowed",
        gettext_lazy("a colon too many (put quotes round a text that has a colon in it)"),
    ),
    ("found character '\\t'", gettext_lazy("lines are moved in with spaces, not with tabs")),
    (
        "found character",
        gettext_lazy("a text that begins with this sign needs quotes round it"),
    ),
    ("could not find expected ':'", gettext_lazy('the line before is no "word: value" line')),
    (
        "expected <block end>",
        gettext_lazy("this line is not moved in as far as those it belongs to"),
    ),
    (
        "expected '<document start>'",
        gettext_lazy("this line does not belong to what stands before it"),
    ),
    ("sequence entries are not allowed", gettext_lazy("no list can begin in this place")),
    ("found unexpected end of stream", gettext_lazy("quotes are opened and not closed")),
    (
        "expected ',' or",
        gettext_lazy("a bracket is not closed, or a text in brackets needs quotes round it"),
    ),
    (
        "expected alphabetic or numeric",
        gettext_lazy("a text that begins with & or * needs quotes round it"),
    ),
    (
        "found unknown escape",
        gettext_lazy("a backslash in double quotes means something else (use single quotes)"),
    ),
    ("found duplicate YAML", gettext_lazy("this line of YAML's own stands here twice")),
    ("but found another document", gettext_lazy("a second file begins here (a line of ---)")),
    ("could not determine a constructor", gettext_lazy("tags (!name) are not used here")),
    ("found undefined tag handle", gettext_lazy("tags (!name) are not used here")),
]
LONGEST_LINE, LONGEST_NAME = 400, 60  # characters of a line that tells a fault, and of a name in it

LineOf = Callable[[tuple[int | str, ...]], int]


class LibraryErrors(Exception):
    """Everything that is wrong with the files, one line each."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = [short(line, LONGEST_LINE) for line in lines]


def short(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def at_line(number: int) -> str:
    return _("Line %(number)s") % {"number": number}


def plain_problem(error: yaml.MarkedYAMLError) -> str:
    """What is wrong with the YAML itself, without its full stop."""
    problem = error.problem or ""
    said = next((words for start, words in _YAML if problem.startswith(start)), None)
    return str(said or problem)


def plain_lines(
    error: ValidationError, raw: object, start: str, line_of: LineOf | None = None
) -> list[str]:
    """With `line_of`, each line begins with where in the file its fault stands."""
    return [
        f"{at_line(line_of(detail['loc'])) if line_of else start}"
        f"{_place(detail['loc'], raw)}: {_what(detail)}."
        for detail in error.errors(include_url=False)
    ]


def _place(loc: tuple[int | str, ...], raw: Any) -> str:
    """Names for numbers: ("prompts", 2, "questions", 0, "text") becomes prompt and question keys.

    The last word is what the fault is about and stands in the sentence itself.
    """
    words: list[str] = []
    parent = ""
    for step in loc[:-1] if loc and isinstance(loc[-1], str) else loc:
        if isinstance(step, int):
            raw = raw[step] if isinstance(raw, list) and step < len(raw) else None
            words.append(f"{_NAMED.get(parent, parent)} {_name(raw, step)}")
        elif isinstance(raw, dict) and step in raw:  # else the checker's own word for a kind
            raw, parent = raw[step], step
            if isinstance(raw, dict):
                words.append(f'"{step}"')
    return "".join(f", {word}" for word in words)


def _name(raw: Any, number: int) -> str:
    if isinstance(raw, dict):
        for name in ("key", "code", "title", "name"):
            if isinstance(raw.get(name), str):
                return f'"{short(raw[name], LONGEST_NAME)}"'
    return _("number %(number)s") % {"number": number + 1}


def _what(detail: Any) -> str:
    """One sentence without its full stop."""
    kind, last = detail["type"], detail["loc"][-1:] or ("",)
    name = f'"{short(last[0], LONGEST_NAME)}"' if isinstance(last[0], str) else _("this")
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    context = detail.get("ctx", {})
    said = str(_SAID.get(kind, _UNREADABLE))
    return said % {**context, **_more_facts(kind, context), "name": name}


_UNREADABLE = gettext_lazy("%(name)s cannot be read")
_TEXT = gettext_lazy("%(name)s must be text (put quotes round it)")
_WHOLE = gettext_lazy("%(name)s must be a whole number")
_GROUP = gettext_lazy('%(name)s must be a group of "word: value" lines')
_DAY = gettext_lazy("%(name)s must be a date like 2026-11-30")
_SAID: dict[str, Promise] = {
    "missing": gettext_lazy("%(name)s is missing"),
    "extra_forbidden": gettext_lazy(
        "%(name)s is not a word that belongs here (check its spelling)"
    ),
    "union_tag_invalid": gettext_lazy('"kind" is "%(tag)s"; the kinds are %(kinds)s'),
    "union_tag_not_found": gettext_lazy('"kind" is missing; the kinds are %(kinds)s'),
    "string_type": _TEXT,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_type": gettext_lazy("%(name)s must be true or false"),
    "list_type": gettext_lazy("%(name)s must be a list (lines that start with a hyphen)"),
    "dict_type": _GROUP,
    "model_type": _GROUP,
    "model_attributes_type": _GROUP,
    "date_type": _DAY,
    "date_from_datetime_inexact": _DAY,
    "string_too_long": gettext_lazy("%(name)s is longer than %(max_length)s characters"),
    "string_too_short": gettext_lazy("%(name)s is empty"),
    "nothing_to_read": gettext_lazy("%(name)s needs a letter or a number"),
    "string_pattern_mismatch": gettext_lazy("%(name)s may only be %(allowed)s"),
    "too_long": gettext_lazy("%(name)s has more than %(max_length)s lines"),
    "too_short": gettext_lazy("%(name)s needs at least %(min_length)s"),
    "greater_than_equal": gettext_lazy("%(name)s must be %(ge)s or more"),
    "less_than_equal": gettext_lazy("%(name)s must be %(le)s or less"),
    "literal_error": gettext_lazy("%(name)s must be one of %(expected)s"),
}


def _more_facts(kind: str, context: dict[str, Any]) -> dict[str, str]:
    match kind:
        case "union_tag_invalid" | "union_tag_not_found":
            tag = short(str(context.get("tag", "")), LONGEST_NAME)
            return {"tag": tag, "kinds": ", ".join(KINDS)}
        case "string_pattern_mismatch":
            return {"allowed": str(_PATTERNS.get(context["pattern"], _("what the guide allows")))}
        case "literal_error":
            return {"expected": context["expected"].replace("'", "")}
    return {}
