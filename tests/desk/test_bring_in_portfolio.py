"""A portfolio comes in as rows, tied to its entries: once, and equal."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.bring_in import services
from desk.models import Bringing
from desk.take_out.archive import as_json
from desk.take_out.gather import everything
from journals.models import Share
from notices.models import Notice
from people.models import User
from portfolio import services as portfolio
from portfolio.models import (
    AccountSource,
    Confirmation,
    Cycle,
    Feedback,
    PracticeHours,
    ReflectiveAccount,
)
from tests.conftest import open_session
from tests.desk.brought_rows import ALL, LOGS, Data, counts, planned
from tests.desk.copies import bring, whole
from tests.makers import make_entry, make_user
from tests.portfolio.makers import make_account, make_cycle, make_framework, make_hours
from vault.ids import from_short

pytestmark = pytest.mark.django_db


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
