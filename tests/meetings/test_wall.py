"""What the wall may undo, and how much of anything stands on it at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Asking, Meeting
from meetings.services import revealing, running
from meetings.sheets import Group, Piece, laid_out
from meetings.stage import stage_for
from tests.conftest import open_session
from tests.meetings.makers import asking_of, give, give_five, make_meeting, make_running
from tests.meetings.phones import Phone
from tests.meetings.test_join import at
from tests.meetings.test_present import press, shown_texts, wall


@pytest.fixture
def meeting(cast):
    return make_running(cast.team, cast.dev)


@pytest.fixture
def leader(client, cast):
    return open_session(client, cast.dev)


@pytest.fixture
def early(cast):
    return make_meeting(cast.team, cast.dev, starts_at=timezone.now() + timedelta(days=7))


def revealed(meeting, *, form=Asking.Form.WORDS):
    Asking.objects.filter(meeting=meeting).update(form=form)
    at(meeting, "reveal")
    revealing.reveal(asking_id=asking_of(meeting).pk, actor=meeting.facilitator)
    return asking_of(meeting)


def hide(client, asking, name, do="hide", **besides):
    url = reverse("meetings:response_hide", args=[asking.pk, name])
    return client.post(url, {"do": do, **besides})


def named(asking, text):
    return next(card.name for card in asking.answers.cards if card.text == text)


def test_opening_the_screen_starts_nothing(leader, early):
    page = leader.get(early.get_absolute_url()).content.decode()
    assert "Open the screen" in page and 'value="start"' not in page
    assert early.join_code[:4] in wall(leader, early)
    assert Meeting.objects.get().state == Meeting.State.PLANNED


def test_a_start_before_its_day_asks_once(leader, early):
    response = press(leader, early, "start")
    assert early.state == Meeting.State.PLANNED
    asked = leader.get(response.url).content.decode()
    assert "It is planned for" in asked and "Start now?" in asked
    press(leader, early, "start", sure="1")
    assert early.is_running


def test_a_start_is_taken_back_until_answers_are_opened(leader, early):
    running.start_meeting(meeting_id=early.pk, actor=early.facilitator)
    give_five(early)
    Meeting.objects.update(join_code="")  # and nobody else is let in
    assert "Back to planned" in leader.get(early.get_absolute_url()).content.decode()
    press(leader, early, "back-to-planned")
    assert early.state == Meeting.State.PLANNED and early.started_at is None
    assert early.item is None and early.join_code and asking_of(early).answers.count == 5
    running.start_meeting(meeting_id=early.pk, actor=early.facilitator)
    revealing.look_first(asking_id=asking_of(early).pk, actor=early.facilitator)
    assert "Back to planned" not in leader.get(early.get_absolute_url()).content.decode()
    press(leader, early, "back-to-planned")
    assert early.is_running


def test_the_code_is_shown_at_any_part(leader, meeting):
    at(meeting, "talk")
    assert "<svg" not in wall(leader, meeting)
    page = wall(leader, meeting, "?code")
    assert "<svg" in page and "Close the code" in page
    Meeting.objects.update(join_code="")
    assert "<svg" not in wall(leader, meeting, "?code") and "Talk" in wall(leader, meeting, "?code")


def test_a_card_goes_from_the_wall_at_once_and_comes_back(leader, meeting):
    give_five(meeting)
    asking = revealed(meeting)
    phone = Phone(meeting).joined()
    response = hide(leader, asking, named(asking, "zq-answer-0"), sheet="2")
    assert response.url.endswith("/present/?sheet=2")
    assert shown_texts(phone.text()) == set()  # of five answers, four are left
    page = wall(leader, meeting)
    assert "Set aside." in page and "Does it tell of harm?" not in page
    hide(leader, asking, asking_of(meeting).answers.hidden[0], "bring-back", sheet="1")
    assert len(shown_texts(phone.text())) == 5 and asking_of(meeting).set_aside == 0
    assert "Fewer are shown" not in phone.text()


def test_harm_is_asked_about_on_the_leaders_own_page(leader, meeting):
    give_five(meeting)
    give(meeting, "zq-answer-5")
    asking = revealed(meeting)
    phone = Phone(meeting).joined()
    name = named(asking, "zq-answer-5")
    hide(leader, asking, name, sheet="1")
    assert "Fewer are shown than were sent." in phone.text()
    url = reverse("meetings:response_list", args=[asking.pk])
    own = leader.get(url).content.decode()
    assert "zq-answer-5" in own and "Does one tell of harm" in own and "Show it again" in own
    assert "Report it now" in own
    aside = reverse("meetings:response_set_aside", args=[asking.pk, name])
    assert leader.post(aside).status_code == 303
    assert "zq-answer-5" not in leader.get(url).content.decode()
    assert asking_of(meeting).set_aside == 1 and asking_of(meeting).answers.hidden == []
    running.end_meeting(meeting_id=meeting.pk, actor=meeting.facilitator)
    assert "Report it now" in leader.get(url).content.decode()


def test_what_is_hidden_when_the_meeting_ends_is_thrown_away(cast, meeting):
    give_five(meeting)
    give(meeting, "zq-answer-5")
    asking = revealed(meeting)
    name = named(asking, "zq-answer-5")
    assert revealing.hide(asking_id=asking.pk, actor=cast.dev, name=name)
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert "zq-answer-5" not in str(asking_of(meeting).pot)
    assert not revealing.bring_back(asking_id=asking.pk, actor=cast.dev, name=name)
    assert asking_of(meeting).answers.count == 5


@pytest.mark.parametrize("devices", [5, 6, 7])
def test_no_undo_tells_which_lines_came_from_one_device(cast, devices):
    """Whoever leads tries every pair of lines, and takes each back again. What a press does, and
    whether it can be undone, must not depend on whose lines the two are."""
    board = make_running(cast.team, cast.dev, form=Asking.Form.LINES)
    for number in range(devices):
        give(board, f"zq-{number}-a", f"zq-{number}-b")
    asking = revealed(board, form=Asking.Form.LINES)
    before = dict(asking.pot)
    outcomes = set()
    for first, second in (("zq-0-a", "zq-0-b"), ("zq-0-a", "zq-1-a")):
        asking.pot, asking.set_aside = before, 0
        asking.save()
        seen = []
        for text in (first, second):
            name = named(asking, text)
            revealing.hide(asking_id=asking.pk, actor=cast.dev, name=name)
            can_undo = name in asking_of(board).answers.hidden
            seen.append(can_undo)
            if can_undo:  # while anything can be taken back, all the rest is shown
                assert asking_of(board).is_shown
        outcomes.add(tuple(seen))
    assert outcomes == {{5: (False, False), 6: (True, False), 7: (True, True)}[devices]}


def test_few_who_choose_give_no_order(leader, cast):
    tips = make_running(cast.team, cast.dev, blocks=["reveal", "vote", "commit"],
                        form=Asking.Form.TIPS)  # fmt: skip
    give_five(tips)
    asking = revealed(tips, form=Asking.Form.TIPS)
    at(tips, "vote")
    phone = Phone(tips).joined()
    phone.choose(asking.answers.cards[0].name)
    press(leader, tips, "next")
    page = wall(leader, tips)
    assert "Fewer than five chose" in page and "answers--ranked" not in page
    assert "answers--ranked" not in phone.text() and "choose aloud" in phone.text()


@pytest.mark.parametrize("block", ["talk", "commit"])
def test_a_board_stays_one_line_at_a_time(leader, cast, block):
    board = make_running(cast.team, cast.dev)
    give_five(board)
    revealed(board, form=Asking.Form.LINES)
    at(board, block)
    pages = [wall(leader, board, f"?sheet={number}") for number in range(1, 6)]
    assert [len(shown_texts(page)) for page in pages] == [1] * 5
    assert all("We can shift it" in page and "Partly" in page for page in pages)


def test_a_phone_is_told_what_is_opened(meeting):
    give_five(meeting)
    at(meeting, "write")
    phone = Phone(meeting).joined()
    assert phone.state().json()["closed"] == []
    asking = revealed(meeting)
    assert phone.state().json()["closed"] == [asking.pk.hex]


def test_nobody_is_asked_to_answer_whose_answer_is_in(cast):
    planned = make_meeting(cast.team, cast.dev)
    phone = Phone(planned).joined()
    assert "You cannot be there" in phone.text()
    phone.send("zq-answer-1")
    assert "Your answer is in." in phone.text() and "You cannot be there" not in phone.text()


def test_long_texts_are_cut_between_words_and_nothing_is_lost():
    text = " ".join(f"word{number}" for number in range(400))
    sheets = laid_out([Group("Why?", [Piece(text, "answer"), Piece("Short.", "answer")])],
                      below=2, one_by_one=True)  # fmt: skip
    assert len(sheets) > 3 and all(len(sheet.pieces) == 1 for sheet in sheets)
    assert " ".join(sheet.pieces[0].text for sheet in sheets) == f"{text} Short."
    assert sheets[0].first == 1 and sheets[-1].first == 2 and sheets[0].total == 2


def test_the_wall_is_on_the_last_sheet_for_whoever_asks_for_one_beyond(cast, meeting):
    give_five(meeting)
    revealed(meeting)
    stage = stage_for(cast.dev, meeting.pk)
    stage.wanted = 99
    assert stage.number == 5 and stage.after == 0
