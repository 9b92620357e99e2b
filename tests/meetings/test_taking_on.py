"""A promise of the minutes, put on the list of whoever says that it is theirs."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from meetings.lines import Line
from meetings.models import Meeting, Minute
from meetings.services.minutes import save_minutes
from meetings.services.running import end_meeting
from people.models import User
from promises.models import Promise
from tests.conftest import open_session
from tests.meetings.makers import make_running

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast: SimpleNamespace) -> Meeting:
    meeting = make_running(cast.team, cast.dev)
    lines = [
        Line("promiserow", "promise", "Whether the huddle can move", role="The early shift"),
        Line("themerow00", "theme", "The door"),
    ]
    save_minutes(meeting_id=meeting.pk, actor=cast.dev, lines=lines)
    return meeting


def line(kind: str) -> str:
    return Minute.objects.get(kind=kind).pk.hex


def read(person: User, meeting: Meeting) -> str:
    there = reverse("meetings:minutes_read", args=[meeting.pk])
    return open_session(Client(), person).get(there).text


def take(person: User, meeting: Meeting, which: str) -> str:
    client = open_session(Client(), person)
    response = client.post(
        reverse("meetings:minutes_take_on", args=[meeting.pk]), {"line": which}, follow=True
    )
    assert response.redirect_chain[0][1] == 303
    return response.content.decode()


def test_whoever_promised_it_puts_it_on_their_own_list(
    cast: SimpleNamespace, meeting: Meeting
) -> None:
    end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    before = read(cast.ben, meeting)
    assert "It is mine: put it on my list" in before and "to: The early shift" in before
    text = take(cast.ben, meeting, line("promise"))
    assert "It stands on your own list of promises" in text
    assert "It is mine: put it on my list" not in text
    take(cast.ben, meeting, line("promise"))
    promise = Promise.objects.visible_to(cast.ben).get()
    assert (promise.what, promise.to_role) == ("Whether the huddle can move", "The early shift")
    assert promise.get_absolute_url() in text
    assert "It is mine: put it on my list" in read(cast.amara, meeting)


@pytest.mark.parametrize("which", ["theme", "nothing", "gone"])
def test_what_is_no_promise_is_taken_on_by_nobody(
    cast: SimpleNamespace, meeting: Meeting, which: str
) -> None:
    end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    sent = {"theme": line("theme"), "nothing": "x\0", "gone": "0" * 32}[which]
    assert "changed or taken out" in take(cast.ben, meeting, sent)
    assert not Promise.objects.exists()


def test_before_its_end_only_the_leader_reads_and_takes(
    cast: SimpleNamespace, meeting: Meeting
) -> None:
    take(cast.ben, meeting, line("promise"))
    assert not Promise.objects.exists()
    take(cast.dev, meeting, line("promise"))
    assert Promise.objects.visible_to(cast.dev).exists()


def test_no_other_team_takes_anything(cast: SimpleNamespace, meeting: Meeting) -> None:
    end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    there = reverse("meetings:minutes_take_on", args=[meeting.pk])
    sent = open_session(Client(), cast.efua).post(there, {"line": line("promise")})
    assert sent.status_code == 404 and not Promise.objects.exists()


def test_the_next_meeting_says_to_whom_it_was_promised(
    cast: SimpleNamespace, meeting: Meeting
) -> None:
    end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    later = make_running(cast.team, cast.dev)
    client = open_session(Client(), cast.dev)
    for name in ("meeting_detail", "minutes_edit"):
        text = client.get(reverse(f"meetings:{name}", args=[later.pk])).text
        assert "to: The early shift" in text
