"""How many queries the pages of meetings take: as many with fifty meetings as with two."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.lines import Line
from meetings.services.minutes import save_minutes
from meetings.services.running import end_meeting
from people.models import Team, User
from tests.makers import make_membership, make_user
from tests.meetings.makers import give_five, make_meeting, make_running
from tests.queries.test_queries import LISTS_AND_ONE_ENTRY, queries
from tests.queries.test_share_queries import counted

SignIn = Callable[..., Client]
pytestmark = pytest.mark.django_db
# More than one entry takes: the team's people, its prompts and agenda, what became of earlier
# lines, and what is on the page only for whoever leads (who has a second step).
ONE_MEETING = 14


def hold(team: Team, leader: User, count: int) -> None:
    """Meetings that are over, each with lines that the next one asks about."""
    for number in range(count):
        starts_at = timezone.now() - timedelta(days=count - number)
        meeting = make_running(team, leader, starts_at=starts_at)
        kinds = ("theme", "commitment", "promise", "barrier")
        lines = [Line(f"row{kind}{number}", kind, f"{kind} {number}") for kind in kinds]
        save_minutes(meeting_id=meeting.pk, actor=leader, lines=lines)
        end_meeting(meeting_id=meeting.pk, actor=leader)


@pytest.fixture
def leader(cast: object, dev: User, sign_in: SignIn) -> Client:
    return sign_in(Client(), dev, factor=True)


def test_the_list_takes_as_many_with_fifty(dev: User, leader: Client, ife: User) -> None:
    team = dev.memberships.get().teams.get()
    path, found = reverse("meetings:meeting_list"), []
    for count in (2, 48):
        hold(team, dev, count)
        for _number in range(count):
            make_meeting(team, dev, starts_at=timezone.now() + timedelta(days=1))
        found.append(counted(leader, path))
    # The list, its prompts, how many pages, and whether the person may plan.
    assert found[0] == found[1] <= LISTS_AND_ONE_ENTRY + 4, queries(leader, path)


@pytest.mark.parametrize("name", ["meeting_detail", "minutes_edit", "minutes_read", "agenda_edit"])
def test_one_meeting_takes_as_many_after_fifty_and_with_a_large_team(
    dev: User, leader: Client, name: str
) -> None:
    team = dev.memberships.get().teams.get()
    planned = name in ("meeting_detail", "agenda_edit")
    meeting = (make_meeting if planned else make_running)(team, dev)
    give_five(meeting)
    path, found = reverse(f"meetings:{name}", args=[meeting.pk]), []
    for count in (2, 48):
        hold(team, dev, count)
        for number in range(count):
            make_membership(make_user(f"Nurse {number}"), team, "member")
        found.append(counted(leader, path))
    assert found[0] == found[1] <= ONE_MEETING, queries(leader, path)


def test_planning_takes_as_many_with_many_leaders(dev: User, leader: Client) -> None:
    team, path, found = dev.memberships.get().teams.get(), reverse("meetings:meeting_create"), []
    for count in (1, 20):
        for number in range(count):
            make_membership(make_user(f"Leader {number}"), team, "leader")
        found.append(counted(leader, path))
    assert found[0] == found[1] <= ONE_MEETING, queries(leader, path)
