"""Home says that one has supervision today or tomorrow, in the queries that it had before."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from people.models import Membership, User
from supervision.models import Supervision
from supervision.services import sessions
from tests.conftest import open_session
from tests.makers import make_supervision, make_user
from tests.meetings.makers import make_meeting
from tests.queries.test_queries import HOME as MOST
from tests.queries.test_queries import queries
from tests.supervision.makers import make_drop_in, make_group, make_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library", "morning")]
HOME = reverse("desk:home")
NINE = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def morning() -> Iterator[None]:
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def pair(morning: None, cast: SimpleNamespace) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


def at(hour: int, *, days: int = 0) -> dict[str, Any]:
    return {"starts_at": NINE.replace(hour=hour) + timedelta(days=days)}


def shown(person: User) -> str:
    return " ".join(open_session(Client(), person).get(HOME).text.split())


def test_both_of_a_pair_find_their_session_of_today(
    cast: SimpleNamespace, pair: Supervision
) -> None:
    session = make_session(pair, place="Room four", **at(14))
    for person in (cast.amara, cast.ben):
        text = shown(person)
        assert f'<a href="{session.get_absolute_url()}">Supervision today at 14:00</a>' in text
        assert ("You lead it." in text) == (person == cast.ben)
        assert text.index("today at 14:00") < text.index("Start writing")
        assert "Room four" not in text
    assert session.get_absolute_url() not in shown(cast.ife)


def test_a_group_and_a_drop_in_of_tomorrow(cast: SimpleNamespace, pair: Supervision) -> None:
    other = make_user("Another")
    make_supervision(cast.ben, other)
    make_group(cast.ben, [cast.amara, other], **at(10, days=1))
    Membership.objects.filter(user=cast.ben).update(roles=["member", "supervisor"])
    make_drop_in(cast.ben, cast.team.organisation, **at(16, days=1))
    text = shown(cast.ben)
    assert "Group supervision tomorrow at 10:00" in text
    assert "Drop-in supervision tomorrow at 16:00" in text
    theirs = shown(cast.amara)
    assert "Group supervision tomorrow at 10:00" in theirs and "Drop-in" not in theirs


def test_by_the_clock_of_who_looks(cast: SimpleNamespace, pair: Supervision) -> None:
    make_session(pair, **at(23, days=1))
    assert "Supervision tomorrow at 23:00" in shown(cast.amara)
    User.objects.filter(pk=cast.amara.pk).update(time_zone="Pacific/Auckland")
    assert "Supervision tomorrow" not in shown(User.objects.get(pk=cast.amara.pk))


@pytest.mark.parametrize(
    ("hour", "days", "minute", "there"),
    [(9, 2, 0, False), (8, 0, 30, True), (8, 0, 0, False), (10, 1, 0, True)],
)
def test_not_what_is_far_off_or_over(
    cast: SimpleNamespace, pair: Supervision, hour: int, days: int, minute: int, there: bool
) -> None:
    """An hour each: that of half past eight goes on at nine, and that of eight is over."""
    starts_at = at(hour, days=days)["starts_at"].replace(minute=minute)
    with time_machine.travel(NINE - timedelta(hours=2), tick=False):
        session = make_session(pair, starts_at=starts_at)
    text = shown(cast.amara)
    assert (session.get_absolute_url() in text) == there
    assert ("Supervision since 08:30" in text) == (minute == 30)


def test_not_what_was_called_off_nor_what_fell_with_the_pair(
    cast: SimpleNamespace, pair: Supervision
) -> None:
    off, fallen = make_session(pair, **at(14)), make_session(pair, **at(16))
    sessions.call_off(session_id=off.pk, actor=cast.amara)
    assert off.get_absolute_url() not in shown(cast.amara)
    assert fallen.get_absolute_url() in shown(cast.amara)
    Supervision.objects.filter(pk=pair.pk).update(ended_on=NINE.date())
    assert fallen.get_absolute_url() not in shown(cast.amara)


def test_nothing_while_a_reset_waits(cast: SimpleNamespace, pair: Supervision) -> None:
    make_session(pair, **at(14))
    User.objects.filter(pk=cast.amara.pk).update(held_until=NINE + timedelta(days=2))
    assert "today at 14:00" not in shown(User.objects.get(pk=cast.amara.pk))


def test_meetings_that_nobody_closed_keep_none_away(
    cast: SimpleNamespace, pair: Supervision
) -> None:
    for days in range(30):
        make_meeting(cast.team, cast.dev, starts_at=NINE - timedelta(days=days + 1))
    session = make_session(pair, **at(14))
    assert session.get_absolute_url() in shown(cast.amara)


def test_it_takes_no_query_more(cast: SimpleNamespace, pair: Supervision) -> None:
    found: dict[User, set[int]] = {cast.amara: set(), cast.ben: set()}
    for count in (0, 1, 7):
        for number in range(count):
            make_session(pair, starts_at=NINE + timedelta(hours=2 + 2 * number, minutes=count))
            make_meeting(cast.team, cast.dev)
        for person, counts in found.items():
            client = open_session(Client(), person)
            queries(client, HOME)  # whatever is learned once
            counts.add(len(queries(client, HOME)))
    assert [len(counts) for counts in found.values()] == [1, 1]
    assert max(found[cast.amara]) <= MOST
