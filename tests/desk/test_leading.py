"""The leader's page: this week's practice, a round, promises, meetings, and the ladder."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.leading import PRACTICES, WEEKLY, leading_of
from journals.ladder import ladder_of
from meetings.models import Meeting
from people.models import User
from promises.services import make_promise
from prompts.models import PromptVersion
from tests.conftest import open_session
from tests.makers import make_entry
from tests.meetings.makers import make_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
PAGE = reverse("desk:leading")


def week_of(person: User, day: date, **steps: int):
    version = PromptVersion.objects.current().get(prompt__programme__key="lead-week")
    return make_entry(person, version, answers={"ladder": steps}, happened_on=day)


def test_the_practices_take_turns_by_the_week(dev: User) -> None:
    seen = []
    for week in range(4):
        with time_machine.travel(datetime(2026, 11, 23, tzinfo=UTC) + timedelta(weeks=week)):
            leading = leading_of(dev)
        assert leading.practice and leading.try_this and len(leading.others) == 3
        seen.append(leading.practice.prompt.programme.key)
    assert sorted(seen) == sorted(PRACTICES)


def test_no_practice_comes_twice_in_a_row_where_the_years_meet(dev: User) -> None:
    seen = []
    for week in range(6):  # week 53 of 2026, and week 1 of 2027
        with time_machine.travel(datetime(2026, 12, 14, 12, tzinfo=UTC) + timedelta(weeks=week)):
            practice = leading_of(dev).practice
        assert practice
        seen.append(practice.prompt.programme.key)
    assert seen[:4] == PRACTICES[PRACTICES.index(seen[0]) :] + PRACTICES[: PRACTICES.index(seen[0])]
    assert seen[4:] == seen[:2]


def test_a_practice_lasts_from_monday_to_sunday(dev: User) -> None:
    seen = []
    for day in range(7):
        with time_machine.travel(datetime(2026, 12, 28, 12, tzinfo=UTC) + timedelta(days=day)):
            seen.append(leading_of(dev).practice)
    assert seen[0] and seen == [seen[0]] * 7


def test_each_practice_climbs_in_its_own_picture(dev: User) -> None:
    week_of(dev, date(2026, 10, 2), attuned=1, wondered=2)
    week_of(dev, date(2026, 10, 16), attuned=3, wondered=2)
    ladder = ladder_of(dev, WEEKLY)
    assert ladder is not None and len(ladder.rungs) == 3
    attuned, wondered = ladder.practices
    assert [mark.rung for mark in attuned.marks] == [1, 3]
    assert attuned.marks[0].y > attuned.marks[1].y  # up is up
    assert [mark.y for mark in wondered.marks] == [wondered.marks[0].y] * 2
    assert [day for day, _said in ladder.rows] == [date(2026, 10, 16), date(2026, 10, 2)]


def test_the_ladder_says_of_which_days_it_is(dev: User) -> None:
    week_of(dev, date(2026, 10, 2), attuned=1)
    assert open_session(Client(), dev).get(PAGE).text.count("2 Oct<") == 1
    week_of(dev, date(2026, 10, 16), attuned=3)
    text = open_session(Client(), dev).get(PAGE).text
    assert "2 Oct</text>" in text and "16 Oct</text>" in text
    assert "<title>16 October 2026: " in text


def test_the_ladder_is_for_its_leader_alone(dev: User, ben: User) -> None:
    week_of(dev, date(2026, 10, 2), attuned=1)
    assert ladder_of(ben, WEEKLY) is None
    assert "<polyline" not in open_session(Client(), ben).get(PAGE).text
    text = open_session(Client(), dev).get(PAGE).text
    assert "<polyline" in text and "The same as a table" in text


@pytest.mark.parametrize("answer", [None, "up", {}, {"attuned": "3"}, {"attuned": 9}, [1]])
def test_an_answer_that_says_nothing_draws_nothing(dev: User, answer: object) -> None:
    version = PromptVersion.objects.current().get(prompt__programme__key="lead-week")
    make_entry(dev, version, answers={"ladder": answer} if answer is not None else {})
    assert ladder_of(dev, WEEKLY) is None
    assert open_session(Client(), dev).get(PAGE).status_code == 200


def test_what_is_to_stay_away_is_not_drawn(dev: User) -> None:
    entry = week_of(dev, date(2026, 10, 2), attuned=1)
    entry.stays_away = True
    entry.save(update_fields=["stays_away"])
    assert ladder_of(dev, WEEKLY) is None


def test_the_promise_whose_day_comes_first_stands_first(dev: User, amara: User) -> None:
    today = timezone.localdate()
    for owner, what, days in ((dev, "Later", 9), (dev, "Sooner", 2), (amara, "Hers", 1)):
        make_promise(
            owner=owner, what=what, to_role="", due_on=today + timedelta(days=days), actor=owner
        )
    text = open_session(Client(), dev).get(PAGE).text
    assert text.index("Sooner") < text.index("Later")
    assert "Hers" not in text


def test_a_promise_whose_day_has_come_is_said_also_among_many(dev: User) -> None:
    today = timezone.localdate()
    make_promise(owner=dev, what="Later", to_role="", due_on=today + timedelta(days=1), actor=dev)
    assert not leading_of(dev).some_due and not leading_of(dev).promises_in_words
    make_promise(owner=dev, what="Today", to_role="", due_on=today, actor=dev)
    assert leading_of(dev).some_due
    assert "The day of one or more has come" in open_session(Client(), dev).get(PAGE).text


def test_a_meeting_stays_until_it_is_over(cast: SimpleNamespace, dev: User) -> None:
    """Also while it waits to be begun: that is when its leader looks for it."""
    due = make_meeting(cast.team, dev, starts_at=timezone.now() - timedelta(minutes=1))
    later = make_meeting(cast.team, dev, starts_at=timezone.now() + timedelta(days=2))
    assert leading_of(dev).meetings == [due, later]
    Meeting.objects.filter(pk=due.pk).update(state=Meeting.State.RUNNING)
    assert leading_of(dev).meetings == [due, later]
    Meeting.objects.filter(pk=due.pk).update(state=Meeting.State.OVER)
    assert leading_of(dev).meetings == [later]


def test_only_a_leader_is_led_there(dev: User, amara: User) -> None:
    assert f'href="{PAGE}"' in open_session(Client(), dev).get("/").text
    assert f'href="{PAGE}"' not in open_session(Client(), amara).get("/").text
    assert open_session(Client(), amara).get(PAGE).status_code == 200


def test_a_full_page_asks_no_more_than_ten_times(
    dev: User, django_assert_max_num_queries: object
) -> None:
    client = open_session(Client(), dev)
    today = timezone.localdate()
    for number in range(12):
        week_of(dev, date(2026, 9, 1) + timedelta(weeks=number), attuned=2, held=1)
        make_promise(owner=dev, what=f"No {number}", to_role="", due_on=today, actor=dev)
    client.get(PAGE)  # whatever is looked up now and then
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        client.get(PAGE)
