"""What stands first on home and on the leader's page: what cannot wait."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting
from people.models import User
from promises import services
from supervision import peers
from tests.conftest import open_session
from tests.makers import make_entry, make_membership, make_promise, make_user
from tests.meetings.makers import make_meeting, make_running
from tests.queries.test_queries import HOME as MOST
from tests.queries.test_queries import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
HOME, LEADING = reverse("desk:home"), reverse("desk:leading")


def shown(person: User, page: str = HOME) -> str:
    return open_session(Client(), person).get(page).text


def test_a_member_is_led_into_the_meeting_of_the_team(cast: SimpleNamespace) -> None:
    meeting = make_running(cast.team, cast.dev)
    text = shown(cast.amara)
    assert meeting.get_absolute_url() in text and "is going on" in text
    assert reverse("meetings:join_code", args=[meeting.join_code]) in text
    assert text.index(meeting.get_absolute_url()) < text.index("Start writing")


def test_one_to_come_may_be_answered_beforehand(cast: SimpleNamespace) -> None:
    meeting = make_meeting(cast.team, cast.dev, starts_at=timezone.now() + timedelta(days=2))
    join = reverse("meetings:join_code", args=[meeting.join_code])
    text = shown(cast.amara)
    assert join in text and "Answer beforehand" in text
    theirs = shown(cast.dev)
    assert "You lead it." in theirs and join not in theirs


def test_nothing_to_answer_is_no_way_in(cast: SimpleNamespace) -> None:
    meeting = make_meeting(cast.team, cast.dev, questions=[])
    text = shown(cast.amara)
    assert meeting.get_absolute_url() in text and "Answer beforehand" not in text


@pytest.mark.parametrize("change", [
    {"starts_at": timezone.now() + timedelta(days=9)},
    {"state": Meeting.State.OVER},
])  # fmt: skip
def test_a_meeting_that_is_far_off_or_over_is_not_there(
    cast: SimpleNamespace, change: dict[str, object]
) -> None:
    meeting = make_meeting(cast.team, cast.dev, **change)
    assert meeting.get_absolute_url() not in shown(cast.amara)


def test_no_other_team_hears_of_a_meeting(cast: SimpleNamespace) -> None:
    meeting = make_running(cast.team, cast.dev)
    assert meeting.get_absolute_url() not in shown(cast.efua)


def test_a_leader_finds_the_round_and_what_is_due_before_all_else(dev: User) -> None:
    today = timezone.localdate()
    make_promise(dev, "Overdue", due_on=today - timedelta(days=3))
    make_promise(dev, "Far off", due_on=today + timedelta(days=3))
    text = shown(dev)
    assert text.index("Overdue") < text.index("Look back on a round") < text.index("Start writing")
    assert "Its day has passed" in text and "Far off" not in text


def test_who_does_not_lead_has_no_such_part(amara: User) -> None:
    make_promise(amara, "Overdue", due_on=timezone.localdate() - timedelta(days=3))
    text = shown(amara)
    assert "As a leader" not in text and "Overdue" not in text


def test_home_of_a_leader_takes_few_queries(cast: SimpleNamespace) -> None:
    found = []
    for count in (1, 20):
        for number in range(count):
            make_promise(cast.dev, f"No {number}", due_on=timezone.localdate())
            make_meeting(cast.team, cast.dev)
            make_entry(cast.dev, title=f"No {number}")
        client = open_session(Client(), cast.dev)
        queries(client, HOME)  # whatever is learned once
        found.append(len(queries(client, HOME)))
    assert found[0] == found[1] <= MOST


def test_an_administrator_finds_the_programmes_of_the_house(hana: User, amara: User) -> None:
    house = hana.memberships.get().organisation
    there = reverse("prompts:house_detail", args=[house.pk])
    assert there in shown(hana)
    assert there not in shown(amara) and "As an administrator" not in shown(amara)


def test_a_leader_sees_what_is_asked_of_them(cast: SimpleNamespace) -> None:
    gwen = make_user("Gwen")
    make_membership(gwen, cast.team, "leader")
    assert "Asked of you" not in shown(cast.dev, LEADING)
    peers.ask_peer(asker=gwen, asked_id=cast.dev.pk)
    promise = make_promise(gwen, "Quiet marker")
    offer = services.offer_hand_over(promise_id=promise.pk, actor=gwen, to_id=cast.dev.pk)
    text = shown(cast.dev, LEADING)
    assert "Gwen asks you to be peers" in text and offer.get_absolute_url() in text
    assert "Quiet marker" not in text  # to look at it is told to its owner


def test_promises_of_a_leader_come_before_practice_and_ladder(dev: User) -> None:
    make_promise(dev, "Overdue", due_on=timezone.localdate() - timedelta(days=3))
    text = shown(dev, LEADING)
    assert text.index("Just back from a round?") < text.index("Overdue") < text.index("practice")
    assert "Its day has passed" in text
