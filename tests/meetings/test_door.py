"""A new code in the middle of a meeting, or none: who is in stays in, and nobody else comes in."""

import pytest
from django.test import Client
from django.urls import reverse

from meetings.models import Meeting
from meetings.pace import held, pace
from meetings.services import answering, running
from meetings.services.codes import give_new_code, let_nobody_else_in
from tests.conftest import open_session
from tests.meetings.makers import asking_of, make_device, make_meeting, make_running
from tests.meetings.phones import Phone
from tests.meetings.test_join import at, texts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_pace():
    pace.forget()
    held.forget()


@pytest.fixture
def meeting(cast):
    return at(make_running(cast.team, cast.dev), "write")


@pytest.fixture
def leader(cast):
    return open_session(Client(), cast.dev)


def press(client, meeting, do):
    response = client.post(reverse("meetings:meeting_door", args=[meeting.pk]), {"do": do})
    assert response.status_code == 303
    assert response.url == f"{meeting.get_absolute_url()}#joining"
    meeting.refresh_from_db()
    return client.get(meeting.get_absolute_url()).content.decode()


@pytest.mark.parametrize("do", ["new-code", "close"])
def test_who_is_in_stays_in_and_the_old_code_lets_nobody_in(leader, meeting, do):
    inside, newcomer = Phone(meeting).joined(), Phone(meeting)
    press(leader, meeting, do)
    assert meeting.join_code != inside.code
    assert "Ward 7" in inside.text() and inside.state().status_code == 200
    assert inside.send("From inside.").url == reverse("meetings:join_code", args=[inside.code])
    assert "Your answer is in." in inside.text()
    assert "answer=wrong" in newcomer.join().url and "answer=wrong" in newcomer.send("Out.").url
    assert "Join the meeting" in newcomer.text() and newcomer.state().status_code == 404
    assert texts(meeting) == ["From inside."]


def test_by_the_new_code_others_come_in_and_whoever_was_in_is_the_same_device(leader, meeting):
    inside = Phone(meeting).joined()
    inside.send("First words.")
    press(leader, meeting, "new-code")
    for client in (inside.client, Client()):
        phone = Phone(meeting, client).joined()
        assert phone.code == meeting.join_code
        phone.send("Other words.")
    meeting.refresh_from_db()
    assert len(meeting.devices) == 2 and texts(meeting) == ["Other words.", "Other words."]


def test_words_stay_with_their_device_when_a_meeting_with_another_code_is_over(leader, meeting):
    inside, moved = Phone(meeting).joined(), Phone(meeting).joined()
    press(leader, meeting, "new-code")
    moved = Phone(meeting, moved.client).joined()
    running.end_meeting(meeting_id=meeting.pk, actor=meeting.facilitator)
    for phone in (inside, moved):
        assert "The meeting is over" in phone.text()
        phone.send("Late words.")
        kept = phone.client.get(reverse("meetings:join_keep")).content.decode()
        assert "Late words." in kept


def test_a_closed_door_is_said_wherever_a_way_in_was(leader, meeting, cast):
    nurse, code = open_session(Client(), cast.amara), meeting.join_code
    assert code in nurse.get(meeting.get_absolute_url()).content.decode()
    page = press(leader, meeting, "close")
    assert "Nobody else is let in." in page and "Let nobody else in" not in page
    page = nurse.get(meeting.get_absolute_url()).content.decode()
    assert "Nobody else is let in any more." in page and "/join/" not in page
    home = nurse.get(reverse("desk:home")).content.decode()
    assert "The meeting of Ward 7 is going on" in home and "/join/" not in home
    wall = leader.get(reverse("meetings:meeting_present", args=[meeting.pk])).content.decode()
    assert "Nobody else is let in." in wall and code not in wall
    assert meeting.join_code == ""
    page = press(leader, meeting, "new-code")
    assert meeting.join_code in page and meeting.join_code not in ("", code)


def test_the_wall_is_told_of_a_new_code_and_phones_keep_what_is_typed(leader, meeting):
    phone, state = Phone(meeting).joined(), reverse("meetings:meeting_state", args=[meeting.pk])
    before, screen = leader.get(state).json()["screen"], phone.state().json()["screen"]
    press(leader, meeting, "new-code")
    assert leader.get(state).json()["screen"] != before
    assert phone.state().json()["screen"] == screen


def test_a_new_code_lets_in_as_many_as_the_first(meeting, monkeypatch):
    with pytest.raises(answering.FullError):
        for _device in range(answering.NEW_DEVICES.tries + 1):
            make_device(meeting)
    give_new_code(meeting_id=meeting.pk, actor=meeting.facilitator)
    meeting.refresh_from_db()
    make_device(meeting)
    assert len(meeting.devices) == answering.NEW_DEVICES.tries + 1


def test_a_device_that_comes_while_the_door_is_shut_is_not_let_in(meeting):
    device, typed = answering.Device.new(meeting), Meeting.objects.get(pk=meeting.pk)
    let_nobody_else_in(meeting_id=meeting.pk, actor=meeting.facilitator)
    with pytest.raises(Meeting.DoesNotExist):
        answering.join(meeting=typed, device=device, network="192.0.2.1")
    meeting.refresh_from_db()
    assert meeting.devices == []


def test_beforehand_there_is_a_new_code_and_nobody_is_shut_out(leader, cast):
    planned = make_meeting(cast.team, cast.dev)
    early, first = Phone(planned).joined(), planned.join_code
    early.send("From the night shift.")
    assert "Let nobody else in" not in press(leader, planned, "close")
    assert planned.join_code == first
    page = press(leader, planned, "new-code")
    assert planned.join_code in page and planned.join_code != first
    assert "Your answer is in." in early.text()
    running.start_meeting(meeting_id=planned.pk, actor=cast.dev)
    assert asking_of(planned).answers.count == 1 and "Ward 7" in early.text()


@pytest.mark.parametrize("do", ["new-code", "close", "", "nonsense"])
def test_what_is_over_gets_no_code(leader, meeting, do):
    running.end_meeting(meeting_id=meeting.pk, actor=meeting.facilitator)
    assert "lets nobody in any more" in press(leader, meeting, do)
    assert meeting.join_code == ""
