"""Who may open what changes on one day for everybody, whatever zone they have chosen."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from people.models import Membership, User
from supervision.models import Supervision
from tests.makers import make_membership, make_organisation, make_supervision, make_team, make_user

TODAY = date(2026, 11, 22)


@pytest.fixture
def far_west(db: None, time_machine: Any) -> User:
    """Somebody for whom it is still yesterday."""
    time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)
    person = make_user("Tala", time_zone="Pacific/Pago_Pago")
    with timezone.override(person.zone):
        assert timezone.localdate() < TODAY
    return person


def test_what_ended_today_is_over_in_every_zone(far_west: User) -> None:
    make_membership(far_west, make_team(), ended_on=TODAY)
    make_supervision(make_user(), far_west, ended_on=TODAY)
    with timezone.override(far_west.zone):
        assert not Membership.objects.current().exists()
        assert not Supervision.objects.current().exists()


def test_what_begins_now_runs_now_in_every_zone(far_west: User) -> None:
    with timezone.override(far_west.zone):
        member = Membership.objects.create(user=far_west, organisation=make_organisation())
        pair = Supervision.objects.create(supervisor=make_user(), supervisee=far_west)
        assert (member.started_on, pair.started_on) == (TODAY, TODAY)
        assert Membership.objects.current().count() == Supervision.objects.current().count() == 1


def test_a_page_follows_the_day_of_the_house(client: Client, far_west: User) -> None:
    make_supervision(make_user("Ruth"), far_west, ended_on=TODAY)
    make_supervision(make_user("Sina"), far_west)
    client.force_login(far_west)
    page = client.get("/me/").content.decode()
    assert "Sina supervises you" in page and "Ruth" not in page
