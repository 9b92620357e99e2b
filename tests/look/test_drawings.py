"""Attunement is drawn as the container: the other three practices lie inside its shape."""

import itertools
import math
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

DRAWINGS = Path(__file__).resolve().parents[2] / "templates" / "drawings"
INSIDE = ["wonder", "follow", "hold"]
PIECE = re.compile(r"[A-Za-z]|-?(?:\d*\.\d+|\d+)")
TAKES = {"M": 1, "L": 1, "C": 3, "S": 2}  # pairs of numbers

Point = tuple[float, float]
Element = ElementTree.Element


@pytest.fixture(params=["attune", "attunement"])
def drawing(request: pytest.FixtureRequest) -> Element:
    text = (DRAWINGS / f"{request.param}.svg").read_text()
    return ElementTree.fromstring(text)


def practice(drawing: Element, name: str) -> Element:
    [found] = [one for one in drawing.iter() if one.get("data-practice") == name]
    return found


def number(element: Element, name: str) -> float:
    return float(element.get(name, "0"))


def points(element: Element) -> list[Point]:
    """Along the line of a shape, or of all shapes of a group."""
    tag = element.tag
    if tag == "circle":
        return list(arc(number(element, "cx"), number(element, "cy"), number(element, "r"), 0, 4))
    if tag == "rect":
        x, y, r = (number(element, name) for name in ("x", "y", "rx"))
        right, below = x + number(element, "width"), y + number(element, "height")
        corners = [(right - r, below - r), (x + r, below - r), (x + r, y + r), (right - r, y + r)]
        return [one for n, (cx, cy) in enumerate(corners) for one in arc(cx, cy, r, n, n + 1)]
    if tag == "path":
        return list(along(element.get("d", "")))
    return [one for inner in element for one in points(inner)]


def arc(cx: float, cy: float, r: float, first: int, last: int) -> Iterator[Point]:
    """Of a circle, in quarters from its rightmost point on."""
    for step in range(first * 9, last * 9 + 1):
        angle = step * math.pi / 18
        yield cx + r * math.cos(angle), cy + r * math.sin(angle)


def along(path: str) -> Iterator[Point]:
    pieces = PIECE.findall(path)
    command, here, start, bend = "", (0.0, 0.0), (0.0, 0.0), None
    while pieces:
        if pieces[0].isalpha():
            command = pieces.pop(0)
        kind, origin = command.upper(), here if command.islower() else (0.0, 0.0)
        if kind == "Z":
            here = start
            yield here
            continue
        if kind in "HV":
            there = float(pieces.pop(0))
            x, y = origin[0] + there, origin[1] + there
            given = [(x, here[1]) if kind == "H" else (here[0], y)]
        else:
            taken = [float(pieces.pop(0)) for _number in range(2 * TAKES[kind])]
            pairs = zip(taken[::2], taken[1::2], strict=True)
            given = [(origin[0] + x, origin[1] + y) for x, y in pairs]
        if kind == "S":  # its first bend mirrors the last one
            before = bend or here
            given.insert(0, (2 * here[0] - before[0], 2 * here[1] - before[1]))
        bend = given[1] if kind in "CS" else None
        if kind == "M":
            start, command = given[-1], "l" if command == "m" else "L"
        else:
            yield from between([here, *given])
        here = given[-1]
        yield here


def between(given: list[Point]) -> Iterator[Point]:
    """Along a Bézier curve of any degree."""
    degree = len(given) - 1
    for step in range(1, 20):
        t = step / 20
        weights = [math.comb(degree, n) * t**n * (1 - t) ** (degree - n) for n in range(degree + 1)]
        yield (
            sum(weight * x for weight, (x, _y) in zip(weights, given, strict=True)),
            sum(weight * y for weight, (_x, y) in zip(weights, given, strict=True)),
        )


def is_inside(point: Point, outline: list[Point]) -> bool:
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            inside = not inside
    return inside


def box(found: list[Point]) -> tuple[float, float, float, float]:
    across, down = [x for x, _y in found], [y for _x, y in found]
    return min(across), min(down), max(across), max(down)


@pytest.mark.parametrize("name", INSIDE)
def test_the_other_practices_lie_inside_attunement(drawing: Element, name: str) -> None:
    outline = points(practice(drawing, "attune"))
    inner = points(practice(drawing, name))
    assert len(inner) > 20
    assert [point for point in inner if not is_inside(point, outline)] == []
    left, top, right, bottom = box(inner)
    assert right - left > 12 and bottom - top > 8  # large enough to be seen


def test_each_has_a_place_of_its_own(drawing: Element) -> None:
    drawn = [points(practice(drawing, name)) for name in INSIDE]
    for one, other in itertools.combinations(drawn, 2):
        assert min(math.dist(here, there) for here in one for there in other) > 1


def test_each_is_drawn_as_what_it_is(drawing: Element) -> None:
    """A question mark with its dot beneath, a dotted way with an arrow, somebody over hands."""
    hook, dot = [points(one) for one in practice(drawing, "wonder")][-2:]
    assert box(hook)[3] < box(dot)[1]
    way, _arrow = [one for one in practice(drawing, "follow") if one.tag == "path"]
    assert way.get("stroke-dasharray")
    hands = next(one for one in practice(drawing, "hold") if one.tag == "path")
    heads = [one for one in practice(drawing, "hold") if one.tag == "circle"]
    head = min(heads, key=lambda one: number(one, "r"))
    assert number(head, "cy") < box(points(hands))[1]


def test_what_lies_outside_would_be_found() -> None:
    outline = points(ElementTree.fromstring('<path d="M14 24c1 36 18 60 46 60s45-24 46-60"/>'))
    assert is_inside((60, 60), outline) and is_inside((60, 83), outline)
    for point in [(60, 20), (60, 86), (16, 70), (104, 70)]:
        assert not is_inside(point, outline)
