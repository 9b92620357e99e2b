"""The record of supervision that a person prints: time by function, and nobody by name."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import User
from supervision.year import last_year, year_of
from tests.makers import make_supervision, make_user
from tests.supervision.makers import make_group, make_past_session, make_recorded

pytestmark = pytest.mark.django_db
YEAR = reverse("supervision:year")


@pytest.fixture
def pair():
    since = timezone.localdate() - timedelta(days=900)
    return make_supervision(make_user("Ben Okoro"), make_user("Amara Cole"), started_on=since)


def recorded(pair, *, minutes=60, functions=("formative",), ago=3, **more):
    session = make_past_session(pair, timedelta(days=ago))
    record = {"functions": list(functions), "themes": "Nights"}
    if functions == ("restorative",):
        record = {"functions": ["restorative"]}
    return make_recorded(session, minutes=minutes, record=record, **more)


def rows_of(person):
    return {row.name: (row.had_time, row.gave_time) for row in year_of(person, *last_year()).rows}


def test_hours_are_shared_out_among_the_functions_of_a_session(pair):
    recorded(pair, minutes=60, functions=("formative", "restorative"))
    recorded(pair, minutes=90, functions=("restorative",), ago=9)
    had = {name: time for name, (time, _gave) in rows_of(pair.supervisee).items()}
    none = "0:00"
    assert had == {"Restorative": "2:00", "Formative": "0:30", "Normative": none,
                   "Improvement": none}  # fmt: skip
    gave = {name: time for name, (_had, time) in rows_of(pair.supervisor).items()}
    assert gave == had
    year = year_of(pair.supervisee, *last_year())
    assert (year.time_had, year.time_gave) == ("2:30", none)


@pytest.mark.parametrize("minutes", [5, 55, 59, 61, 480])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_what_is_printed_adds_up(pair, minutes, count):
    """In hours with one decimal, 55 minutes for two things were 0.5 and 0.5, and 0.9 in all."""
    functions = ("restorative", "formative", "normative", "improvement")[:count]
    recorded(pair, minutes=minutes, functions=functions)
    year = year_of(pair.supervisee, *last_year())
    printed = [row.had_time.split(":") for row in year.rows]
    assert sum(int(hours) * 60 + int(rest) for hours, rest in printed) == minutes
    assert year.time_had == f"{minutes // 60}:{minutes % 60:02}"
    whole = [row.had for row in year.rows if row.had]
    assert max(whole) - min(whole) <= 1


def test_only_where_they_were_there_and_it_was_recorded_counts(pair):
    make_past_session(pair)
    recorded(pair, attended={pair.supervisor_id})
    assert year_of(pair.supervisee, *last_year()).sessions == []
    assert len(year_of(pair.supervisor, *last_year()).sessions) == 1
    assert year_of(make_user("Stranger"), *last_year()).sessions == []


def test_both_days_are_in_it(pair):
    session = recorded(pair, ago=30)
    day = timezone.localdate(session.starts_at)
    assert year_of(pair.supervisee, day, day).sessions
    assert not year_of(pair.supervisee, day + timedelta(days=1), day + timedelta(days=9)).sessions
    assert not year_of(pair.supervisee, day - timedelta(days=9), day - timedelta(days=1)).sessions


@pytest.mark.parametrize(
    ("today", "first"),
    [("2026-12-31", "2026-01-01"), ("2028-02-29", "2027-03-01"), ("2026-03-01", "2025-03-02")],
)
def test_the_last_year_is_twelve_months(today, first):
    with time_machine.travel(f"{today} 12:00Z", tick=False):
        assert last_year() == (date.fromisoformat(first), date.fromisoformat(today))


def test_a_supervisors_page_names_nobody_they_supervise(client, sign_in, pair):
    other = make_supervision(pair.supervisor, make_user("Ife Bello"))
    recorded(pair)
    make_recorded(make_group(pair.supervisor, [pair.supervisee, other.supervisee]))
    page = sign_in(client, pair.supervisor).get(YEAR).content.decode()
    assert "one person" in page and "2 people" in page
    assert "Amara" not in page and "Ife" not in page and "Nights" not in page
    page = sign_in(Client(), pair.supervisee).get(YEAR).content.decode()
    assert "Ben Okoro" in page and "Nights" not in page


def test_a_period_can_be_chosen_and_a_wrong_one_is_said(client, sign_in, pair):
    recorded(pair, ago=500)
    reader: Client = sign_in(client, pair.supervisee)
    assert "No session in these months" in reader.get(YEAR).content.decode()
    day = timezone.localdate() - timedelta(days=700)
    found = reader.get(YEAR, {"first": str(day), "last": str(timezone.localdate())})
    assert "1 session" in found.content.decode()
    for first, last, said in [
        ("2026-05-09", "2026-05-01", "comes after"),
        ("2015-01-01", "2026-01-01", "at most three years"),
        ("", "2026-01-01", "Please give a day"),
        ("<b>", "31/31/2026", "day"),
    ]:
        answer = reader.get(YEAR, {"first": first, "last": last})
        assert answer.status_code == 200
        assert said in answer.content.decode()
        assert "<b>" not in answer.content.decode()


def test_an_empty_year_says_so(client, sign_in):
    assert "No session in these months" in sign_in(client, make_user()).get(YEAR).content.decode()


@pytest.mark.parametrize("state", ["held", "suspended"])
def test_nobody_sees_it_who_may_see_nothing(pair, state):
    recorded(pair)
    person: User = pair.supervisee
    if state == "held":
        person.held_until = timezone.now() + timedelta(days=1)
    else:
        person.is_active = False
    assert year_of(person, date(2000, 1, 1), date(2100, 1, 1)).sessions == []


def test_many_take_as_many_queries_as_two(pair):
    counts = []
    for more in (2, 10):
        for number in range(more):
            recorded(pair, ago=20 + len(counts) * 40 + number)
        with CaptureQueriesContext(connection) as queries:
            year_of(pair.supervisee, *last_year())
        counts.append(len(queries))
    assert counts == [1, 1]


def test_the_paper_says_whose_supervision_it_was_and_of_which_kind(sign_in, pair):
    """It is for others: "you had" means whoever holds the paper."""
    recorded(pair)
    other = make_supervision(pair.supervisor, make_user("Ife Bello"))
    make_recorded(make_group(pair.supervisor, [pair.supervisee, other.supervisee]))
    had = sign_in(Client(), pair.supervisee).get(YEAR).content.decode()
    gave = sign_in(Client(), pair.supervisor).get(YEAR).content.decode()
    assert '<span class="only-print">Supervision of Amara Cole</span>' in had
    assert '<span class="only-print">Supervision by Ben Okoro</span>' in gave
    for page in (had, gave):
        assert page.count(">One to one<") == page.count(">A group<") == 1
        assert ">Supervision you" not in page.replace('<span class="no-print">Supervision you', "")
    assert "as supervisor: one person" in gave and "you supervised" not in gave
