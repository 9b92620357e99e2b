"""Rows of a portfolio that their pages would not take: named, and kept in the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desk.take_out.gather import everything
from journals.models import KeptWords
from journals.services.preparing import MOST_KEPT, keep_words
from people.models import User
from tests.desk.brought_rows import ALL, Data, counts, planned
from tests.desk.copies import bring

pytestmark = pytest.mark.django_db
Change = Callable[[Data], Any]
WRONG: dict[str, tuple[str, Change, str]] = {
    "an unknown code": ("cycles", lambda row: row.update(framework="nowhere"), "framework"),
    "days that end before": ("cycles", lambda row: row.update(ends_on="2001-01-01"), "ends_on"),
    "eleven years": ("cycles", lambda row: row.update(starts_on="2005-01-01"), "ten years"),
    "no id": ("cycles", lambda row: row.pop("id"), "id.* is missing"),
    "no hours": ("hours", lambda row: row.update(hours=0), "Hours"),
    "too many hours": ("hours", lambda row: row.update(hours=10**6), "Hours"),
    "hours as text": ("hours", lambda row: row.update(hours="7"), "hours"),
    "half a cent of an hour": ("hours", lambda row: row.update(hours=7.123), "Hours"),
    "a registration of nowhere": ("hours", lambda row: row.update(registered_as="x"), "Registr"),
    "a word of no list": ("hours", lambda row: row.update(scope="x"), "Scope"),
    "a text too long": ("hours", lambda row: row.update(work="x" * 6000), "too long"),
    "a NUL": ("hours", lambda row: row.update(work="a\0b"), "work"),
    "a day of no year": ("hours", lambda row: row.update(ended_on="0001-01-01"), "Last day"),
    "another way to write a day": (
        "hours", lambda row: row.update(ended_on="28 November 2026"), "ended_on|Last day"),
    "a list for a text": ("hours", lambda row: row.update(work=[["x"]]), "work"),
    "with others more than all": ("cpd", lambda row: row.update(participatory=6), "articipatory"),
    "no topic": ("cpd", lambda row: row.update(topic=""), "Topic"),
    "no day": ("feedback", lambda row: row.update(given_on=None), "Date"),
    "a moment to come": (
        "feedback", lambda row: row.update(made_at="2200-01-01T00:00:00+00:00"), "made_at"),
    "a number for it all": ("feedback", lambda row: None, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_row_is_named_and_kept_and_the_others_come_in(
    journal: Data, later: User, name: str
) -> None:
    part, change, why = WRONG[name]
    rows = journal["portfolio"][part]
    at = next(n for n, row in enumerate(rows) if not row.get("accounts"))
    change(rows[at])
    if not why:
        rows[at] = 5
    bringing = bring(later, journal)
    assert counts(later) == ALL | {part: ALL[part] - 1}
    (said,) = bringing.about["refused"]
    assert not why or any(one in said[1] for one in why.split("|")) or _like(why, said[1])
    record = everything(later)["earlier_journals"][0]["parts"]["portfolio"]
    assert record[part] == [rows[at]]


def _like(why: str, said: str) -> bool:
    head, _dots, tail = why.partition(".*")
    return head in said and tail in said


WITHIN: dict[str, tuple[Change, str, str]] = {
    "a form of a day to come": (
        lambda row: row["discussion"].update(held_on="2090-01-01"), "discussion", "still to come"),
    "a role of no list": (
        lambda row: row["confirmation"].update(role="x"), "confirmation", "of the list"),
    "a thing of no list": (
        lambda row: row["confirmation"].update(shown=["x"]), "confirmation", "of the list"),
    "an account of nothing": (
        lambda row: row["accounts"][0].update(entry="A" * 22), "accounts", "does not come in"),
    "an account under no code": (
        lambda row: row["accounts"][0].update(framework="x"), "accounts", "framework"),
    "twenty-one sources": (
        lambda row: row["accounts"][0].update(sources=["A" * 22] * 21), "accounts", "sources"),
}  # fmt: skip


@pytest.mark.parametrize("name", WITHIN)
def test_what_is_wrong_within_a_cycle_leaves_the_cycle(
    journal: Data, later: User, name: str
) -> None:
    change, part, why = WITHIN[name]
    cycle = next(row for row in journal["portfolio"]["cycles"] if row["accounts"])
    change(cycle)
    bringing = bring(later, journal)
    assert counts(later)["cycles"] == 2
    (said,) = bringing.about["refused"]
    assert why in said[1]
    (kept,) = everything(later)["earlier_journals"][0]["parts"]["portfolio"]["cycles"]
    assert kept == {"id": cycle["id"], part: cycle[part]}


@pytest.mark.parametrize("odd", [5, [], {"hours": {}}, {"cycles": None}, "x"])
def test_a_portfolio_that_is_none_is_refused_whole(journal: Data, later: User, odd: Any) -> None:
    from desk.bring_in.opening import CannotOpen

    with pytest.raises(CannotOpen, match="damaged"):
        planned(later, journal | {"portfolio": odd})


def test_no_more_words_are_kept_than_their_page_keeps(journal: Data, later: User) -> None:
    keep_words(person=later, folded="mine")
    words = [f"word {number}" for number in range(MOST_KEPT)] + ["x" * 201]
    bringing = bring(later, journal | {"kept_words": words})
    kept = KeptWords.objects.visible_to(later).get().folded
    assert len(kept) == MOST_KEPT and kept[0] == "mine"
    (said,) = bringing.about["refused"]
    assert "2,000" in said[1]
    record = everything(later)["earlier_journals"][0]["parts"]["kept_words"]
    assert record == [words[-2], words[-1]]


@pytest.mark.parametrize(("field", "most"), [("title", 120), ("private_note", 20_000)])
def test_what_its_page_would_not_take_stays_in_the_record(
    journal: Data, later: User, field: str, most: int
) -> None:
    journal["entries"][0][field] = "x" * (most + 1)
    (said,) = planned(later, journal).refused[:1]
    assert field in said.why and f"{most:,}" in said.why
