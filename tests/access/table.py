"""reflectjournal/access.yaml, read strictly: no default fills a cell that is not there."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

FILE = Path(settings.BASE_DIR) / "reflectjournal" / "access.yaml"
ALL_METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
NEEDS = {"second-step", "fresh-proof"}
ADDRESS_KEYS = {
    "what", "relations", "asked-by", "needs", "leaves-a-trace", "marks-as-seen", *ALL_METHODS
}  # fmt: skip
STATUSES = {200, 204, 302, 303, 403, 404, "sign-in"}

Expected = int | str


class TableError(ValueError):
    """The table is not complete, or says what it cannot mean."""


@dataclass(frozen=True)
class Cell:
    address: str
    method: str
    person: str
    relation: str  # "" where the address holds no id
    expected: Expected  # 405 where the table has no line for the method
    asked_by_script: bool

    def __str__(self) -> str:
        relation = f" {self.relation}" if self.relation else ""
        return f"{self.method} {self.address or '(home)'} as {self.person}{relation}"


@cache
def table() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


def people() -> list[str]:
    return list(table()["people"])


@cache
def addresses() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for section in table()["sections"]:
        for address, row in section["addresses"].items():
            if address in found:
                raise TableError(f"{address} stands twice")
            if unknown := set(row) - ADDRESS_KEYS:
                raise TableError(f"{address}: unknown {sorted(unknown)}")
            if unknown := set(row.get("needs", [])) - NEEDS:
                raise TableError(f"{address}: unknown needs {sorted(unknown)}")
            found[address] = row
    return found


def patterns() -> dict[str, URLPattern]:
    """Every address that the program answers, with the prefixes of what includes it."""
    return dict(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, address)
        else:
            yield address, entry


def needs_kwargs(pattern: URLPattern, address: str) -> bool:
    return "<" in address


def cells() -> list[Cell]:
    """One for each address, method, person and relation."""
    found: list[Cell] = []
    for address, row in addresses().items():
        relations = relations_of(address, row)
        for method in ALL_METHODS:
            for person in people():
                line = _line(address, row, method, person)
                answers = line if isinstance(line, list) else [line] * len(relations)
                if len(answers) != len(relations):
                    raise TableError(f"{address} {method} {person}: {len(relations)} answers")
                for relation, expected in zip(relations, answers, strict=True):
                    if expected not in STATUSES | {405}:
                        raise TableError(f"{address} {method} {person}: {expected}")
                    found.append(
                        Cell(
                            address,
                            method,
                            person,
                            relation,
                            expected,
                            row.get("asked-by") == "script",
                        )
                    )
    return found


def to_be_sent(person: str) -> list[Cell]:
    """A person's cells, without those that another one stands for.

    Of a refused method and of who has to sign in, the first relation: such a refusal reads
    nothing but who is there (checks.a_refusal_of_all_reads_nothing), so what the id names
    cannot matter to it. Of HEAD, one relation for each answer: it runs what GET does, which is
    asked for them all.
    """
    sent, found = set(), []
    for cell in cells():
        if cell.person != person:
            continue
        if cell.expected in (405, "sign-in") or cell.method == "HEAD":
            if (cell.address, cell.method, cell.expected) in sent:
                continue
            sent.add((cell.address, cell.method, cell.expected))
        found.append(cell)
    return found


def relations_of(address: str, row: dict[str, Any]) -> list[str]:
    if "<" not in address:
        return [""]
    return list(row.get("relations", table()["relations"]))


def _line(address: str, row: dict[str, Any], method: str, person: str) -> Any:
    named = "GET" if method == "HEAD" else method
    if named in row:
        if set(row[named]) != set(people()):
            raise TableError(f"{address} {named}: a line for each person, and for nobody else")
        return row[named][person]
    # A page behind the sign-in asks who it is before it looks at the method.
    public = all("sign-in" not in _answers(row[m]["nobody"]) for m in ALL_METHODS if m in row)
    return 405 if public or _is_signed_in(person) else "sign-in"


def _answers(line: Any) -> list[Any]:
    return line if isinstance(line, list) else [line]


def _is_signed_in(person: str) -> bool:
    return person not in ("jo", "nobody")
