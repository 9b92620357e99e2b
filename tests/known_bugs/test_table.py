"""docs/known-bugs.md names, for each of the forty-seven, tests that are there."""

import ast
import re
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TABLE = ROOT / "docs" / "known-bugs.md"
NODE = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")


def rows() -> list[list[str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


@cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{f.name}" for f in node.body if isinstance(f, ast.FunctionDef)}
    return found


def test_every_case_has_a_test_or_a_reason() -> None:
    assert [row[0] for row in rows()] == [str(number) for number in range(1, 48)]
    for number, _elsewhere, here, proof in rows():
        if proof.startswith("— "):
            assert not NODE.search(proof), number
        else:
            assert here, number
            assert NODE.findall(proof), number
            assert NODE.sub("", proof).strip() == "", f"{number}: not a test: {proof}"


def test_every_named_test_is_there() -> None:
    named = [node for row in rows() for node in NODE.findall(row[3])]
    missing = [f"{path}::{name}" for path, name in named if name not in names_in(path)]
    assert missing == []
    assert len(named) > 60


def test_what_has_no_test_could_not_have_the_fault_yet() -> None:
    assert [row[0] for row in rows() if row[3].startswith("— ")] == [
        "5",
        "8",
    ]
