"""What sealing costs. Prints its figures: `pytest tests/vault/test_cost.py -s`."""

# ruff: noqa: T201  printing is the point

import time
from collections.abc import Callable

import pytest

from journals.models import Entry
from tests.makers import make_entry, make_user
from vault import sealing
from vault.models import KeyHolder

pytestmark = pytest.mark.django_db
TEXT = "We sat with her and let the tea go cold. " * 75  # 3 kB


def best_of(times: int, work: Callable[[], object]) -> float:
    """In microseconds; the best, since everything else is the machine's other business."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1e6


def test_sealing_costs_little():
    holder = KeyHolder.objects.create().pk
    plain = TEXT.encode()
    sealed = sealing.seal(holder, b"here", plain)
    there = best_of(500, lambda: sealing.seal(holder, b"here", plain))
    back = best_of(500, lambda: sealing.open_sealed(holder, b"here", sealed))
    larger = (len(sealed) - len(plain)) / len(plain)
    print(f"\n{len(plain)} bytes, {larger:.1%} larger: {there:.0f} µs to seal, {back:.0f} to open")
    assert larger < 0.01
    assert there < 500
    assert back < 500


def test_a_long_list_opens_quickly():
    author = make_user()
    first = make_entry(author, title=TEXT)
    Entry.objects.bulk_create(
        Entry(
            author=author,
            key_holder=author.key_holder,
            prompt_version=first.prompt_version,
            title=TEXT,
        )
        for _ in range(999)
    )
    rows = Entry.objects.only("title")
    opened = best_of(5, lambda: [entry.title for entry in rows.all()])
    unopened = best_of(5, lambda: list(rows.all()))
    print(f"\n1,000 rows of 3 kB: {opened / 1000:.0f} ms opened, {unopened / 1000:.0f} ms unopened")
    assert opened < 1e6
