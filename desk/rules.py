"""The access table, as the trust page shows it. The file itself is what the tests run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import gettext as _

FILE = Path(settings.BASE_DIR) / "reflectjournal" / "access.yaml"
METHODS = ("GET", "POST")
OUTSIDE = {"jo", "nobody"}  # suspended, and not signed in


@dataclass(frozen=True)
class Answer:
    who: str
    says: list[str]  # one line for each kind of thing, or one for all


@dataclass(frozen=True)
class Asked:
    does: str
    answers: list[Answer]


@dataclass(frozen=True)
class Row:
    page: str
    address: str
    asked: list[Asked]


@dataclass(frozen=True)
class Section:
    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Table:
    people: list[tuple[str, str]]
    sections: list[Section]


@cache
def access_file() -> dict[str, Any]:
    if not FILE.exists():
        return {}
    read: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def access_table() -> Table | None:
    """None when this copy of the program has no table."""
    file = access_file()
    if not file:
        return None
    sections = [
        Section(section["title"], _rows(section["addresses"], file)) for section in file["sections"]
    ]
    return Table([(name.capitalize(), what) for name, what in file["people"].items()], sections)


def _rows(addresses: dict[str, Any], file: dict[str, Any]) -> list[Row]:
    return [
        Row(
            page=rules["what"],
            address=f"/{address}",
            asked=[
                Asked(
                    _("To open it") if method == "GET" else _("To send it"),
                    _answers(rules[method], rules.get("relations"), file),
                )
                for method in METHODS
                if method in rules
            ],
        )
        for address, rules in addresses.items()
    ]


def _answers(
    line: dict[str, Any], relations: list[str] | None, file: dict[str, Any]
) -> list[Answer]:
    """People with the same answers together."""
    people: dict[tuple[Any, ...], list[str]] = {}
    for name, answer in line.items():
        key = tuple(answer) if isinstance(answer, list) else (answer,)
        people.setdefault(key, []).append(name)
    return [
        Answer(_who(names, file), _says(key, relations or list(file["relations"]), file))
        for key, names in people.items()
    ]


def _who(names: list[str], file: dict[str, Any]) -> str:
    everybody = set(file["people"])
    if set(names) == everybody:
        return _("Everybody")
    if set(names) == everybody - OUTSIDE:
        return _("Whoever is signed in")
    if set(names) == OUTSIDE:
        return _("Suspended, or not signed in")
    return ", ".join(name.capitalize() for name in names)


def _says(answers: tuple[Any, ...], relations: list[str], file: dict[str, Any]) -> list[str]:
    if len(set(answers)) == 1:
        return [_in_words(answers[0])]
    words = _relations(file)
    said: dict[str, list[str]] = {}
    for relation, answer in zip(relations, answers, strict=True):
        said.setdefault(_in_words(answer), []).append(words.get(relation, relation))
    *special, most = sorted(said.items(), key=lambda item: len(item[1]))
    return [f"{_kinds(kinds)}: {words}" for words, kinds in special] + [_and_the_rest(*most)]


def _relations(file: dict[str, Any]) -> dict[str, str]:
    """How a thing stands to a person, in words, of every sort of thing."""
    found: dict[str, str] = {}
    for name, words in file.items():
        if name.startswith("relations"):
            found |= words
    return found


def _kinds(kinds: list[str]) -> str:
    return "; ".join(kinds)


def _and_the_rest(words: str, kinds: list[str]) -> str:
    # Whose it is, where it lies and whether it ever existed make no difference then.
    return f"{_kinds(kinds) if len(kinds) < 3 else _('anything else')}: {words}"


def _in_words(answer: Any) -> str:
    return {
        200: _("opens"),
        302: _("leads on"),
        303: _("is done"),
        400: _("is not understood"),
        403: _("is refused"),
        404: _("is not there"),
        "sign-in": _("asks to sign in"),
    }.get(answer, str(answer))
