"""The gates, on sentences that were marked without a look at the rules.

Nobody who works on the rules reads the second file: only its figures are looked at.
"""

from pathlib import Path

import pytest

from .measure import OPEN, UNSEEN, Figures, measure

DIRECT, NAMES, PRECISION, APART = 0.98, 0.88, 0.93, 0.10


@pytest.fixture(scope="module", params=[OPEN, UNSEEN], ids=["open", "unseen"])
def figures(request: pytest.FixtureRequest) -> Figures:
    path: Path = request.param
    return measure(path)


def test_there_is_enough_to_measure(figures: Figures) -> None:
    assert figures.sentences >= 200
    assert figures.negatives >= 0.45 * figures.sentences
    assert len(figures.groups) >= 6


def test_direct_identifiers_are_found(figures: Figures) -> None:
    assert figures.recall("direct") >= DIRECT


def test_names_are_found(figures: Figures) -> None:
    assert figures.recall("names") >= NAMES


def test_no_group_of_names_falls_behind(figures: Figures) -> None:
    shares = figures.groups.values()
    assert max(shares) - min(shares) <= APART, figures.groups


def test_little_else_is_found(figures: Figures) -> None:
    assert figures.precision >= PRECISION
