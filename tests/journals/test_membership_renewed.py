"""Who left the organisation and came back opens nothing of before, with or without a tick."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.models import Share
from journals.services.endings import close_ended
from people.models import Membership, Team, User
from supervision.models import Supervision
from tests.conftest import open_session
from tests.makers import (
    make_entry,
    make_membership,
    make_share,
    make_supervision,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def pair(team: Team) -> Supervision:
    ben, amara = make_user("Ben"), make_user("Amara")
    make_membership(ben, team, "supervisor")
    make_membership(amara, team)
    return make_supervision(ben, amara, organisation=team.organisation)


@pytest.fixture
def share(pair: Supervision) -> Share:
    """Given five days ago."""
    with time_machine.travel(timezone.now() - timedelta(days=5), tick=False):
        return make_share(make_entry(pair.supervisee), pair)


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def end(person: User, on: date) -> None:
    Membership.objects.filter(user=person, ended_on=None).update(ended_on=on)


def reads(share: Share) -> bool:
    reader: User = share.supervision.supervisor  # type: ignore[union-attr]
    page = open_session(Client(), reader, factor=True).get(
        reverse("journals:review_write", args=[share.pk])
    )
    visible = Share.objects.visible_to(reader).filter(pk=share.pk).exists()
    assert visible == (page.status_code == 200)
    in_hand = Share.objects.visible_to(share.author).in_hand().filter(pk=share.pk).exists()
    assert in_hand == visible
    return visible


WHO: list[Callable[[Supervision], User]] = [
    lambda pair: pair.supervisor,
    lambda pair: pair.supervisee,
]


@pytest.mark.parametrize("who", WHO, ids=["the supervisor", "the supervisee"])
@pytest.mark.parametrize("back", [-2, -3], ids=["after a day", "at once"])
def test_what_was_given_before_stays_shut(
    share: Share, pair: Supervision, team: Team, who: Callable[..., User], back: int
) -> None:
    end(who(pair), day(-3))
    assert not reads(share)
    make_membership(who(pair), team, "supervisor", started_on=day(back))
    assert Supervision.objects.current().filter(pk=pair.pk).exists()
    assert not reads(share)
    client = open_session(Client(), pair.supervisee)
    assert "Closed: nobody else can open it" in client.get("/shared/").content.decode()
    new = make_share(make_entry(pair.supervisee), pair)
    assert reads(new)
    assert close_ended() == 1
    assert [Share.objects.get(pk=one.pk).state for one in (share, new)] == ["closed", "seen"]


def test_an_end_that_is_past_still_to_come_or_elsewhere_is_none(
    share: Share, pair: Supervision, team: Team
) -> None:
    ben = pair.supervisor
    fields = {"started_on": day(-90), "ended_on": day(-6)}
    Membership.objects.create(user=ben, organisation=team.organisation, **fields)
    make_membership(ben, make_team(), "supervisor", ended_on=day(-2))
    make_membership(make_user("Chloe"), team, "supervisor", ended_on=day(-2))
    end(ben, day(1))
    assert reads(share)
    assert close_ended() == 0
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert not reads(share)


def test_the_day_is_the_house_s(pair: Supervision, team: Team) -> None:
    """Given at half past midnight in London's summer: in UTC it is still the day before."""
    with time_machine.travel("2026-07-01T23:30:00+00:00", tick=False):
        end(pair.supervisor, date(2026, 7, 2))  # over on the 2nd, which it is in the house
        make_membership(pair.supervisor, team, "supervisor", started_on=date(2026, 7, 2))
        share = make_share(make_entry(pair.supervisee), pair)
        assert reads(share)
    with time_machine.travel("2026-07-03T12:00:00+00:00", tick=False):
        assert reads(share)
