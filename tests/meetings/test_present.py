"""The wall, the facilitator's keys, and what is shown when."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Asking, Meeting
from meetings.services import revealing, running
from tests.conftest import open_session
from tests.meetings.makers import asking_of, give, give_five, make_meeting, make_running
from tests.meetings.phones import Phone
from tests.meetings.test_join import at
from vault.ids import short


@pytest.fixture
def meeting(cast):
    return make_running(cast.team, cast.dev)


@pytest.fixture
def leader(client, cast):
    return open_session(client, cast.dev)


def wall(client, meeting, query=""):
    response = client.get(reverse("meetings:meeting_present", args=[meeting.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def press(client, meeting, do, **besides):
    meeting.refresh_from_db()
    url = reverse("meetings:meeting_move", args=[meeting.pk])
    seen = short(meeting.item_id) if meeting.item_id else ""
    response = client.post(url, {"do": do, "seen": seen, **besides})
    assert response.status_code == 303
    meeting.refresh_from_db()
    return response


def look(client, meeting):
    """Ask on the leader's own page to read the answers first."""
    url = reverse("meetings:response_list", args=[asking_of(meeting).pk])
    assert client.post(url).status_code == 303
    return url


def shown_texts(page):
    return set(re.findall(r"zq-answer-\d", page))


def test_a_planned_meeting_is_joined_from_the_wall(cast, leader):
    planned = make_meeting(cast.team, cast.dev)
    page = wall(leader, planned)
    code = planned.join_code
    assert f"{code[:4]} {code[4:]}" in page and "testserver/join" in page and "<svg" in page
    assert "0 devices are here." in page
    press(leader, planned, "start")
    assert planned.state == Meeting.State.RUNNING and "Arrive" in wall(leader, planned)


def test_buttons_lead_through_the_agenda_and_back(leader, meeting):
    titles = []
    for _press in range(5):
        press(leader, meeting, "next")
        titles.append(meeting.item.block)
    assert titles == ["read", "write", "reveal", "talk", "commit"]
    assert "End the meeting" in wall(leader, meeting)
    press(leader, meeting, "previous")
    assert meeting.item.block == "talk"
    assert press(leader, meeting, "stop").url == reverse(
        "meetings:meeting_detail", args=[meeting.pk]
    )
    assert meeting.is_over


def test_an_old_page_neither_ends_nor_opens_what_it_did_not_show(leader, meeting):
    give_five(meeting)
    first = short(meeting.item_id)
    for do in ("reveal", "stop"):
        at(meeting, "reveal")
        press(leader, meeting, do, seen=first)
        assert not meeting.is_over and not asking_of(meeting).is_closed
    press(leader, meeting, "stop", seen="")  # the button of the page before the meeting
    assert not meeting.is_over


def test_whoever_leads_does_not_count_in_the_browser_that_planned(leader, cast):
    """Who never opened the wall, and did not say so when they joined."""
    planned = make_meeting(cast.team, cast.dev)
    assert leader.get(planned.get_absolute_url()).status_code == 200
    phone = Phone(planned, leader)
    phone.join()
    phone.send("zq-answer-of-the-leader")
    assert asking_of(planned).answers.count == 0
    assert "your own answer never counts" in phone.text()


def test_whoever_has_handed_it_over_answers_like_everybody(leader, cast):
    planned = make_meeting(cast.team, cast.dev)
    leader.get(planned.get_absolute_url())
    Meeting.objects.update(facilitator=cast.ben)
    leader.get(planned.get_absolute_url())
    Phone(planned, leader).joined().send("zq-answer-1")
    assert asking_of(planned).answers.count == 1


def test_a_meeting_that_was_held_without_a_screen_is_closed_from_its_page(leader, cast):
    come = make_meeting(cast.team, cast.dev, starts_at=timezone.now() - timedelta(minutes=1))
    give_five(come)
    page = leader.get(come.get_absolute_url()).content.decode()
    assert "Close the meeting" in page and "thrown away unread" in page
    press(leader, come, "stop")
    assert come.is_over and asking_of(come).answers.cards == []
    later = make_meeting(cast.team, cast.dev)
    response = press(leader, later, "stop")
    assert not later.is_over and response.url == later.get_absolute_url()
    assert "It has not begun yet." in leader.get(response.url).content.decode()


def test_nobody_reads_answers_before_the_meeting_begins(leader, cast):
    """One planner with a nurse's answer and four devices of their own, days before."""
    early = make_meeting(cast.team, cast.dev, starts_at=timezone.now() + timedelta(days=3))
    give_five(early)
    url = reverse("meetings:response_list", args=[asking_of(early).pk])
    assert "Nobody reads any before the meeting" in leader.get(url).content.decode()
    page = leader.post(url, follow=True).content.decode()
    assert shown_texts(page) == set() and "while the meeting goes on" in page
    assert not asking_of(early).is_closed


def test_how_many_devices_joined_stands_beside_the_button_that_reveals(leader, meeting):
    at(meeting, "reveal")
    give_five(meeting)
    assert "5 devices have joined" in wall(leader, meeting)


def test_what_the_end_throws_away_is_said_before_it(leader, meeting):
    at(meeting, "commit")
    assert "thrown away" not in wall(leader, meeting)
    give_five(meeting)
    assert "Some answers were not shown." in wall(leader, meeting)
    revealing.reveal(asking_id=asking_of(meeting).pk, actor=meeting.facilitator)
    assert "thrown away" not in wall(leader, meeting)


def test_how_many_are_left_is_not_said_once_the_writing_has_ended(leader, cast):
    """Else whoever sets a line aside could see which of the others came from the same device."""
    board = make_running(cast.team, cast.dev, form=Asking.Form.LINES)
    for number in range(7):
        device = give(board, f"zq-first-{number}", f"zq-second-{number}")
    asking = asking_of(board)
    at(board, "reveal")
    url = reverse("meetings:meeting_state", args=[board.pk])
    assert leader.get(url).json()["count"] == 7
    revealing.look_first(asking_id=asking.pk, actor=cast.dev)
    pages = set()
    for text in ("zq-first-6", "zq-second-6", "zq-first-5"):
        card = next(one for one in asking_of(board).answers.cards if one.text == text)
        revealing.set_aside(asking_id=asking.pk, actor=cast.dev, name=card.name)
        assert leader.get(url).json()["count"] is None
        for block in ("write", "reveal"):
            at(board, block)
            pages.add((block, *re.findall(r"in from \d+", wall(leader, board))))
        detail = leader.get(board.get_absolute_url()).content.decode()
        assert "so far" not in detail
    assert device and pages == {("write",), ("reveal",)}


@pytest.mark.parametrize("do", ["", "nonsense", "reveal", "look", "hide", "more"])
def test_a_press_that_means_nothing_now_changes_nothing(leader, meeting, do):
    before = (meeting.item_id, meeting.state)
    press(leader, meeting, do, seen="x")
    assert (meeting.item_id, meeting.state) == before


def test_a_meeting_that_is_over_has_no_wall(leader, cast, meeting):
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    response = leader.get(reverse("meetings:meeting_present", args=[meeting.pk]))
    assert response.status_code == 303
    press(leader, meeting, "start")
    assert meeting.is_over


def test_with_four_answers_there_is_no_button_and_a_made_up_press_shows_nothing(leader, meeting):
    at(meeting, "reveal")
    for number in range(4):
        give(meeting, f"zq-answer-{number}")
    page = wall(leader, meeting)
    assert "Answers are in from 4 of 4 devices." in page
    assert re.search(r'<form[^>]*data-needs="5" hidden', page)
    for do in (lambda: press(leader, meeting, "reveal"), lambda: look(leader, meeting)):
        do()
        assert shown_texts(wall(leader, meeting)) == set()
    assert not asking_of(meeting).is_closed


def test_sentences_are_shown_one_by_one(leader, meeting):
    at(meeting, "reveal")
    give_five(meeting)
    assert shown_texts(wall(leader, meeting)) == set()
    press(leader, meeting, "reveal")
    seen = [shown_texts(wall(leader, meeting, f"?sheet={number}")) for number in range(1, 6)]
    assert all(len(one) == 1 for one in seen) and len(set.union(*seen)) == 5
    first = wall(leader, meeting)
    assert "Answer 1 of 5" in first and "Next answer" in first and "Next part" in first
    last = wall(leader, meeting, "?sheet=99")
    assert "Answer 5 of 5" in last and "Next answer" not in last
    assert "Previous answer" in last
    assert "Answer 1 of 5" in wall(leader, meeting, "?sheet=-1")


def test_lines_are_shown_together(leader, cast):
    meeting = make_running(cast.team, cast.dev, form=Asking.Form.LINES)
    at(meeting, "reveal")
    give_five(meeting)
    press(leader, meeting, "reveal")
    pages = [wall(leader, meeting, f"?sheet={number}") for number in (1, 2)]
    assert len(shown_texts(pages[0])) > 2
    assert set.union(*map(shown_texts, pages)) == {f"zq-answer-{number}" for number in range(5)}


def test_the_facilitator_may_read_first_and_that_ends_the_writing(leader, meeting):
    at(meeting, "reveal")
    give_five(meeting)
    page = reverse("meetings:response_list", args=[asking_of(meeting).pk])
    assert shown_texts(leader.get(page).content.decode()) == set()  # looking alone shows nothing
    page_of_meeting = leader.get(meeting.get_absolute_url()).content.decode()
    assert page in page_of_meeting and page not in wall(leader, meeting)
    look(leader, meeting)
    assert len(shown_texts(leader.get(page).content.decode())) == 5
    assert asking_of(meeting).is_closed and not asking_of(meeting).is_revealed
    assert shown_texts(wall(leader, meeting)) == set()


def test_setting_aside_asks_about_harm_and_throws_the_text_away(leader, meeting):
    at(meeting, "reveal")
    give_five(meeting)
    give(meeting, "zq-answer-6")
    look(leader, meeting)
    asking = asking_of(meeting)
    card = next(card for card in asking.answers.cards if card.text == "zq-answer-6")
    url = reverse("meetings:response_set_aside", args=[asking.pk, card.name])
    asked = leader.get(url).content.decode()
    assert "Does it tell of harm?" in asked and "zq-answer-6" in asked
    harm = leader.get(url + "?harm=yes").content.decode()
    for words in ("not who", "Do not guess the writer", "Tell everyone the route", "Report it now"):
        assert words in harm
    assert reverse("prompts:support") in harm
    response = leader.post(url)
    assert response.url == reverse("meetings:response_list", args=[asking.pk])
    page = leader.get(response.url).content.decode()
    assert "1 was set aside." in page and "zq-answer-6" not in page
    assert leader.get(url).status_code == 404
    assert leader.post(url).status_code == 303  # pressed twice
    assert asking_of(meeting).set_aside == 1


def test_fewer_than_five_after_setting_aside_hides_all_again_from_everybody(leader, meeting):
    at(meeting, "reveal")
    give_five(meeting)
    press(leader, meeting, "reveal")
    asking = asking_of(meeting)
    revealing.set_aside(
        asking_id=asking.pk, actor=meeting.facilitator, name=asking.answers.cards[0].name
    )
    assert shown_texts(wall(leader, meeting)) == set()
    assert "Fewer than five answers are left" in wall(leader, meeting)
    page = leader.get(reverse("meetings:response_list", args=[asking.pk])).content.decode()
    assert shown_texts(page) == set() and "you neither" in page
    other = asking_of(meeting).answers.cards[0].name
    url = reverse("meetings:response_set_aside", args=[asking.pk, other])
    assert leader.get(url).status_code == 404


def test_time_is_told_in_words(leader, meeting):
    for left, words in [
        (timedelta(minutes=3), "about 3 minutes left"),
        (timedelta(seconds=62), "about a minute left"),
        (timedelta(seconds=20), "less than half a minute left"),
        (timedelta(seconds=-5), "the time is up"),
    ]:
        Meeting.objects.update(item_ends_at=timezone.now() + left)
        assert words in wall(leader, meeting)
    press(leader, meeting, "more")
    assert "about a minute left" in wall(leader, meeting)


def test_the_walls_script_is_told_what_changed(leader, meeting):
    url = reverse("meetings:meeting_state", args=[meeting.pk])
    first = leader.get(url)
    assert set(first.json()) == {"screen", "count", "voters", "joined", "left"}
    etag = {"If-None-Match": first.headers["ETag"]}
    assert leader.get(url, headers=etag).status_code == 304
    give(meeting, "Words.")
    changed = leader.get(url, headers=etag)
    assert changed.status_code == 200 and changed.json()["joined"] == 1


def test_the_wall_does_not_lock_while_something_on_it_is_talked_about(leader, meeting, monkeypatch):
    """Five minutes of talk without a key pressed, on the time that a shared computer has."""
    import time

    url = reverse("meetings:meeting_state", args=[meeting.pk])
    begun, real = time.time(), time.time
    Meeting.objects.update(item_ends_at=timezone.now() + timedelta(minutes=15))
    for minute in range(1, 12):
        monkeypatch.setattr(time, "time", lambda at=begun + 60 * minute: at)
        assert leader.get(url, headers={"Reflect-Poll": "1"}).status_code == 200
    Meeting.objects.update(item_ends_at=timezone.now() - timedelta(minutes=6))
    answers = []
    for minute in range(12, 18):
        monkeypatch.setattr(time, "time", lambda at=begun + 60 * minute: at)
        headers = {"Reflect-Poll": "1", "Accept": "application/json"}
        answers.append(leader.get(url, headers=headers).status_code)
    assert answers[0] == 200 and answers[-1] == 401
    monkeypatch.setattr(time, "time", real)


@pytest.mark.parametrize("name", ["amara", "ife", "hana", "grace", "efua", "ben"])
def test_the_wall_is_for_whoever_leads_and_for_nobody_else(client, cast, meeting, name):
    give_five(meeting)
    open_session(client, getattr(cast, name))
    asking = asking_of(meeting)
    for view, pk in [
        ("meeting_present", meeting.pk),
        ("meeting_state", meeting.pk),
        ("response_list", asking.pk),
    ]:
        assert client.get(reverse(f"meetings:{view}", args=[pk])).status_code == 404
    moved = client.post(reverse("meetings:meeting_move", args=[meeting.pk]), {"do": "stop"})
    assert moved.status_code == 404 and not Meeting.objects.get().is_over


def test_who_led_it_and_has_left_the_team_leads_nothing(leader, cast, meeting):
    cast.dev.memberships.update(ended_on=timezone.localdate())
    assert leader.get(reverse("meetings:meeting_present", args=[meeting.pk])).status_code == 404


def test_a_wall_costs_few_queries(leader, meeting, django_assert_max_num_queries):
    at(meeting, "reveal")
    give_five(meeting)
    press(leader, meeting, "reveal")
    wall(leader, meeting)
    with django_assert_max_num_queries(10):
        wall(leader, meeting)
