"""Faults of a library file in one readable line each, without the checker's own jargon."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from .questions import KINDS

# The words for a place inside a file: the list's name, and what one of its members is called.
_NAMED = {
    "prompts": "prompt",
    "questions": "question",
    "themes": "theme",
    "standards": "standard",
    "choices": "choice",
    "statements": "statement",
    "groups": "group",
    "needs": "need",
    "routes": "route",
}
_PATTERNS = {
    "^[a-z][a-z0-9_]*$": "small letters, digits and underscores, starting with a letter",
    "^[a-z0-9]+(-[a-z0-9]+)*$": "small letters, digits and single hyphens",
    "^https://[^\\s]+$": "an address that starts with https://",
    "^[A-Z]{2}$": "two capital letters, like GB",
    "^[A-Za-z0-9.]+$": "letters, digits and dots",
}


class LibraryErrors(Exception):
    """Everything that is wrong with the files, one line each."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = list(lines)


def plain_lines(error: ValidationError, raw: object, start: str) -> list[str]:
    return [
        f"{start}{_place(detail['loc'], raw)}: {_what(detail)}."
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
                return f'"{raw[name]}"'
    return f"number {number + 1}"


def _what(detail: Any) -> str:
    """One sentence without its full stop."""
    kind, context, last = detail["type"], detail.get("ctx", {}), detail["loc"][-1:] or ("",)
    name = f'"{last[0]}"' if isinstance(last[0], str) else "this"
    match kind:
        case "missing":
            return f"{name} is missing"
        case "extra_forbidden":
            return f"{name} is not a word that belongs here (check its spelling)"
        case "union_tag_invalid":
            return f'"kind" is "{context["tag"]}"; the kinds are {", ".join(KINDS)}'
        case "union_tag_not_found":
            return f'"kind" is missing; the kinds are {", ".join(KINDS)}'
        case "string_type":
            return f"{name} must be text (put quotes round it)"
        case "int_type" | "int_from_float":
            return f"{name} must be a whole number"
        case "bool_type":
            return f"{name} must be true or false"
        case "list_type":
            return f"{name} must be a list (lines that start with a hyphen)"
        case "dict_type" | "model_type" | "model_attributes_type":
            return f'{name} must be a group of "word: value" lines'
        case "date_type" | "date_from_datetime_inexact":
            return f"{name} must be a date like 2026-11-30"
        case "string_too_long":
            return f"{name} is longer than {context['max_length']} characters"
        case "string_too_short":
            return f"{name} is empty"
        case "string_pattern_mismatch":
            allowed = _PATTERNS.get(context["pattern"], "what the guide allows")
            return f"{name} may only be {allowed}"
        case "too_long":
            return f"{name} has more than {context['max_length']} lines"
        case "too_short":
            return f"{name} needs at least {context['min_length']}"
        case "greater_than_equal":
            return f"{name} must be {context['ge']} or more"
        case "less_than_equal":
            return f"{name} must be {context['le']} or less"
        case "literal_error":
            return f"{name} must be one of {context['expected'].replace(chr(39), '')}"
        case "value_error":
            return str(context["error"])
    return f"{name} cannot be read"
