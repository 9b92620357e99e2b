"""A portfolio comes in as rows: tied to its entries, held to its pages' rules, and taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.bring_in import services
from desk.bring_in.planning import Plan, plan_for
from desk.models import Bringing
from desk.take_out.archive import as_json
from desk.take_out.gather import everything
from journals.models import Entry, KeptWords, Share
from journals.services.preparing import MOST_KEPT, keep_words
from notices.models import Notice
from people.models import User
from portfolio import services as portfolio
from portfolio.models import (
    AccountSource,
    Confirmation,
    Cpd,
    Cycle,
    Discussion,
    Feedback,
    PracticeHours,
    ReflectiveAccount,
)
from tests.conftest import open_session
from tests.desk.copies import bring, whole
from tests.makers import make_entry, make_user
from tests.portfolio.makers import make_account, make_cycle, make_framework, make_hours
from vault.ids import from_short

pytestmark = pytest.mark.django_db
Data = dict[str, Any]
LOGS = {"hours": PracticeHours, "cpd": Cpd, "feedback": Feedback}


@pytest.fixture
def journal(writer: User) -> Data:
    return everything(writer)


def planned(person: User, journal: Data) -> Plan:
    return plan_for(person, as_json(journal))


def counts(person: User) -> dict[str, int]:
    own = {"cycles": Cycle.objects.visible_to(person)}
    own |= {log: model.objects.own_of(person) for log, model in LOGS.items()}
    own["accounts"] = ReflectiveAccount.objects.filter(cycle__owner=person)
    own["forms"] = Discussion.objects.visible_to(person)
    return {kind: rows.count() for kind, rows in own.items()}


ALL = {"cycles": 2, "hours": 3, "cpd": 1, "feedback": 2, "accounts": 1, "forms": 1}


def test_out_in_and_out_again_is_the_same(journal: Data, later: User) -> None:
    bring(later, journal)
    assert counts(later) == ALL
    second = everything(later)
    assert whole(second) == whole(journal)
    for part in ("cycles", *LOGS):
        assert len(second["portfolio"][part]) == len(journal["portfolio"][part])
    third = make_user("Third")
    bring(third, second)
    assert whole(everything(third)) == whole(journal)


def test_an_account_stands_in_its_cycle_with_its_entry_and_source(
    journal: Data, later: User
) -> None:
    bring(later, journal)
    account = ReflectiveAccount.objects.visible_to(later).get()
    assert (account.entry.title, account.is_done) == ("An account", True)
    assert account.cycle.two_registrations and not account.cycle.is_closed
    (beside,) = AccountSource.objects.visible_to(later)
    assert beside.entry.title == "A night"
    form = Confirmation.objects.visible_to(later).get()
    assert (form.cycle_id, form.shown, form.role) == (account.cycle_id, ["hours", "cpd"],
                                                      "registrant")  # fmt: skip
    assert Feedback.objects.in_bin_of(later).get().source == "patient"


def test_what_lay_in_the_bin_stays_there_for_a_week(journal: Data, later: User) -> None:
    (row,) = [one for one in journal["portfolio"]["feedback"] if one["deleted_at"]]
    row["deleted_at"] = "2020-01-01T00:00:00+00:00"
    bring(later, journal)
    left = Feedback.objects.in_bin_of(later).get().leaves_bin_at - timezone.now()
    assert timedelta(days=6) < left <= timedelta(days=7)


def test_twice_makes_no_double(journal: Data, later: User, writer: User) -> None:
    bring(later, journal)
    plan = planned(later, journal)
    assert (plan.portfolio.count, plan.is_new, plan.refused) == (0, False, [])
    before = everything(later)
    bring(later, journal)
    assert everything(later)["portfolio"] == before["portfolio"]
    assert everything(later)["earlier_journals"] == before["earlier_journals"]
    # Nor into the journal that it came from, nor by way of a third one.
    assert planned(writer, journal).portfolio.count == 0
    assert planned(writer, before).portfolio.count == 0


def test_what_was_changed_since_is_known_again(journal: Data, later: User) -> None:
    bring(later, journal)
    line = PracticeHours.objects.visible_to(later).first()
    portfolio.change_line(PracticeHours, line_id=line.pk, actor=later, work="Other words")
    assert planned(later, journal).portfolio.count == 0


def test_what_was_added_there_comes_to_what_is_here(
    writer: User, journal: Data, later: User
) -> None:
    bring(later, journal)
    cycle = Cycle.objects.visible_to(writer).open().get()
    make_account(cycle, make_entry(writer, title="Another"))
    make_hours(writer, 4)
    bring(later, everything(writer))
    assert counts(later) == ALL | {"accounts": 2, "hours": 4}
    assert Cycle.objects.visible_to(later).open().get().pk in {
        one.cycle_id for one in ReflectiveAccount.objects.visible_to(later)
    }


def test_the_same_lines_and_cycles_that_were_typed_here_are_the_same(
    journal: Data, later: User
) -> None:
    """Each line of here stands for one: the second of two that say the same comes in."""
    make_hours(later, "7.25", registered_as="midwife", address="A street", setting="Home")
    row = next(one for one in journal["portfolio"]["cycles"] if not one["closed_at"])
    days = {day: row[day] for day in ("starts_on", "ends_on")}
    make_cycle(later, **days)
    bring(later, journal)
    assert counts(later) == ALL
    assert ReflectiveAccount.objects.visible_to(later).get().cycle.made_at.year >= 2024


def test_another_cycle_in_these_days_stays_in_the_record(journal: Data, later: User) -> None:
    make_cycle(later, starts_on=timezone.localdate() - timedelta(days=30))
    bringing = bring(later, journal)
    assert counts(later) == ALL | {"accounts": 0, "forms": 0}
    said = dict(bringing.about["refused"])
    (why,) = [why for name, why in said.items() if name.startswith("A cycle")]
    assert "in these days already" in why
    record = everything(later)["earlier_journals"][0]["parts"]["portfolio"]
    assert record["cycles"] == [one for one in journal["portfolio"]["cycles"] if one["accounts"]]


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


def test_what_a_later_version_adds_is_in_the_record(journal: Data, later: User) -> None:
    rows = journal["portfolio"]
    rows["of_a_later_version"] = ["x"]
    for part in ("cycles", *LOGS):
        rows[part][0]["of_a_later_version"] = "y"
    bring(later, journal)
    assert counts(later) == ALL
    record = everything(later)["earlier_journals"][0]["parts"]["portfolio"]
    for part in ("cycles", *LOGS):
        assert {"id": rows[part][0]["id"], "of_a_later_version": "y"} in record[part]
    assert record["of_a_later_version"] == ["x"]
    assert whole(everything(later)) == whole(journal)


def test_a_source_that_does_not_come_is_said_in_the_record(journal: Data, later: User) -> None:
    (gone,) = [row for row in journal["entries"] if row["title"] == "A night"]
    gone["touched_at"] = None
    bring(later, journal)
    assert ReflectiveAccount.objects.visible_to(later).exists()
    assert not AccountSource.objects.visible_to(later).exists()
    (cycle,) = everything(later)["earlier_journals"][0]["parts"]["portfolio"]["cycles"]
    assert cycle["accounts"][0]["sources"] == [gone["id"]]


@pytest.mark.parametrize("odd", [5, [], {"hours": {}}, {"cycles": None}, "x"])
def test_a_portfolio_that_is_none_is_refused_whole(journal: Data, later: User, odd: Any) -> None:
    from desk.bring_in.opening import CannotOpen

    with pytest.raises(CannotOpen, match="damaged"):
        planned(later, journal | {"portfolio": odd})


def test_taking_back_takes_what_was_not_changed(journal: Data, later: User) -> None:
    bringing = bring(later, journal)
    changed = PracticeHours.objects.visible_to(later).first()
    portfolio.change_line(PracticeHours, line_id=changed.pk, actor=later, work="Mine now")
    assert services.take_back(bringing_id=bringing.pk, person=later) == 2
    assert [line.pk for line in PracticeHours.objects.visible_to(later)] == [changed.pk]
    assert PracticeHours.objects.in_bin_of(later).count() == 2
    assert counts(later) == ALL | {"cycles": 0, "accounts": 0, "forms": 0}
    assert not Entry.objects.visible_to(later).exists()
    # And in once more: what lies in the bin is here, and cycles come again. The line that is
    # another now is another: what an import made of which line goes with it.
    bring(later, journal)
    assert counts(later) == ALL | {"hours": 4}


def test_a_cycle_in_which_something_stands_since_stays(journal: Data, later: User) -> None:
    bringing = bring(later, journal)
    cycle = Cycle.objects.visible_to(later).open().get()
    mine = make_account(cycle, make_entry(later, title="Mine"))
    services.take_back(bringing_id=bringing.pk, person=later)
    assert [one.pk for one in ReflectiveAccount.objects.visible_to(later)] == [mine.pk]
    assert counts(later)["forms"] == 0
    assert Cycle.objects.visible_to(later).get().pk == cycle.pk


def test_an_account_that_was_written_on_keeps_its_place(journal: Data, later: User) -> None:
    bringing = bring(later, journal)
    entry = ReflectiveAccount.objects.visible_to(later).get().entry
    Entry.objects.filter(pk=entry.pk).update(revision=entry.revision + 1)
    services.take_back(bringing_id=bringing.pk, person=later)
    assert ReflectiveAccount.objects.visible_to(later).get().entry_id == entry.pk


def test_an_import_of_before_there_were_several_kinds_is_taken_back(
    journal: Data, later: User
) -> None:
    bringing = bring(later, journal)
    about = bringing.about
    says = about.pop("says")
    about |= {"revisions": says["entries"], "steps": says["promises"]}
    bringing.about = about
    bringing.save()
    assert services.take_back(bringing_id=bringing.pk, person=later) == 2


def test_nothing_that_comes_in_is_told_or_shown(journal: Data, later: User) -> None:
    bring(later, journal)
    assert not Notice.objects.exists()
    assert not Share.objects.exists()


def test_the_page_says_how_many_of_each(journal: Data, later: User) -> None:
    bringing = services.wait_for_yes(person=later, text=as_json(journal))
    page = open_session(Client(), later).get(bringing.get_absolute_url()).text
    for title, count in (("Cycles", 2), ("Practice hours", 3), ("Feedback", 2)):
        assert f"<dt>{title}</dt><dd>{count}</dd>" in page


def test_what_was_shown_is_what_comes_in(journal: Data, later: User) -> None:
    """The same number of rows, and others: the page that said so is not what would happen."""
    plan = planned(later, journal)
    other = planned(later, journal)
    other.portfolio.rows["cpd"] = {"A" * 22: next(iter(other.portfolio.rows["cpd"].values()))}
    assert services.seen_of(plan) == services.seen_of(planned(later, journal))
    assert services.seen_of(plan) != services.seen_of(other)
    # And it tells nothing of itself: another person's is another.
    assert services.seen_of(plan) != services.seen_of(planned(make_user("Third"), journal))


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


def test_somebody_elses_cycle_is_nobodys_here(writer: User, journal: Data, later: User) -> None:
    """By an id that is another person's: nothing of theirs is touched."""
    make_framework()
    bring(later, journal)
    assert Cycle.objects.visible_to(writer).count() == 2
    made = {pair["now"] for pair in everything(later)["earlier_journals"][0]["came"]}
    assert not {from_short(id) for id in made} & set(
        Cycle.objects.visible_to(writer).values_list("pk", flat=True)
    )


def test_what_was_noted_of_a_line_is_no_word_of_it(journal: Data, later: User) -> None:
    bringing = Bringing.objects.get(pk=bring(later, journal).pk)
    assert "Nights" not in json.dumps(bringing.about)


def test_it_asks_the_database_as_often_for_many_lines(writer: User) -> None:
    asked = []
    for number in (0, 40):
        for hour in range(number):
            make_hours(writer, 1 + hour)
        journal = everything(writer)
        person = make_user(f"Later {number}")
        bringing = services.wait_for_yes(person=person, text=as_json(journal))
        with CaptureQueriesContext(connection) as captured:
            seen = services.seen_of(services.look(bringing, person))
            services.bring_in(bringing_id=bringing.pk, person=person, seen=seen)
        asked.append(len(captured))
        with CaptureQueriesContext(connection) as captured:
            services.take_back(bringing_id=bringing.pk, person=person)
        asked.append(len(captured))
    assert asked[:2] == asked[2:]
