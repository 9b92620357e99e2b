"""What devices may do: join, answer, change their answer, choose tips."""

import pytest

from meetings import devices, slips
from meetings.models import Asking, Meeting
from meetings.services import answering, revealing, running
from meetings.services.answering import FullError, Outcome
from meetings.services.running import end_meeting
from meetings.tallies import chosen, voters
from tests.meetings.makers import asking_of, give, give_five, make_device, make_running
from tests.meetings.test_join import at


@pytest.fixture
def meeting(cast):
    return make_running(cast.team, cast.dev)


def send(meeting, device, *texts, send=True):
    return answering.answer(
        meeting=meeting,
        asking_id=asking_of(meeting).pk,
        device=device,
        words={"happened": list(texts)} if texts else {},
        send=send,
    )


def texts(meeting):
    return sorted(card.text for card in asking_of(meeting).answers.cards)


def test_a_device_joins_once_however_often_it_asks(meeting):
    device = make_device(meeting)
    answering.join(meeting=meeting, device=device, network="192.0.2.1")
    meeting.refresh_from_db()
    assert meeting.devices == [device.joined]


def test_a_device_has_one_answer_and_may_change_it(meeting):
    device = give(meeting, "First words.")
    assert send(meeting, device, "Better words.").outcome == Outcome.IN
    assert send(meeting, device, "Better words.").count == 1
    assert texts(meeting) == ["Better words."]


def test_no_words_take_an_answer_back(meeting):
    device = give(meeting, "Words.")
    assert send(meeting, device).outcome == Outcome.OUT
    assert asking_of(meeting).answers.count == 0


def test_words_kept_to_be_looked_at_count_for_nothing(meeting):
    device = make_device(meeting)
    assert send(meeting, device, "Mrs Okafor", send=False).outcome == Outcome.KEPT
    asking = asking_of(meeting)
    assert asking.answers.count == 0
    kept = slips.slip_of(asking, device)
    assert kept is not None and kept.words == {"happened": ["Mrs Okafor"]} and not kept.is_in


def test_a_device_that_never_joined_puts_nothing_into_the_pot(meeting):
    assert send(meeting, devices.Device.new(meeting), "Words.").outcome == Outcome.KEPT
    assert texts(meeting) == []


def test_after_the_first_look_nothing_comes_in_and_late_words_stay_with_their_device(meeting):
    late = make_device(meeting)
    give_five(meeting)
    revealing.look_first(asking_id=asking_of(meeting).pk, actor=meeting.facilitator)
    assert send(meeting, late, "Too late.").outcome == Outcome.CLOSED
    asking = asking_of(meeting)
    assert asking.answers.count == 5 and "Too late." not in texts(meeting)
    kept = slips.slip_of(asking, late)
    assert kept is not None and kept.words == {"happened": ["Too late."]}


def test_a_changed_answer_too_late_changes_nothing(meeting):
    one, *_others = give_five(meeting)
    before = texts(meeting)
    revealing.reveal(asking_id=asking_of(meeting).pk, actor=meeting.facilitator)
    assert send(meeting, one, "Changed.").outcome == Outcome.CLOSED
    assert texts(meeting) == before


def test_what_nobody_asks_in_writing_takes_no_answer(meeting):
    Asking.objects.update(questions=[])
    with pytest.raises(Asking.DoesNotExist):
        send(meeting, make_device(meeting), "Words.")


def test_a_meeting_that_is_over_takes_nothing(meeting):
    device = make_device(meeting)
    end_meeting(meeting_id=meeting.pk, actor=meeting.facilitator)
    with pytest.raises(Meeting.DoesNotExist):
        send(meeting, device, "Words.")
    with pytest.raises(Meeting.DoesNotExist):
        answering.join(meeting=meeting, device=device, network="192.0.2.1")


def test_an_asking_of_another_meeting_is_none_of_this_one(cast, meeting):
    other = make_running(cast.team, cast.dev)
    with pytest.raises(Asking.DoesNotExist):
        answering.answer(
            meeting=meeting,
            asking_id=asking_of(other).pk,
            device=make_device(meeting),
            words={"happened": ["Words."]},
            send=True,
        )


def test_brand_new_devices_from_one_network_are_counted_and_a_whole_ward_gets_in(
    meeting, monkeypatch
):
    for _device in range(60):
        make_device(meeting)
    assert len(meeting.devices) == 60
    monkeypatch.setattr(answering, "DEVICES_AT_MOST", 60)
    with pytest.raises(FullError):
        make_device(meeting)
    monkeypatch.setattr(answering, "DEVICES_AT_MOST", 1000)
    with pytest.raises(FullError):
        for _device in range(100):
            make_device(meeting)
    assert len(meeting.devices) == answering.NEW_DEVICES.tries


@pytest.fixture
def tips(cast):
    blocks = ["write", "reveal", "vote", "commit", "check-out"]
    meeting = at(make_running(cast.team, cast.dev, form=Asking.Form.TIPS, blocks=blocks), "vote")
    voting = [give(meeting, f"Tip {number}", f"Second tip {number}") for number in range(5)]
    return meeting, voting


def vote(meeting, device, names):
    return answering.vote(
        meeting=meeting, asking_id=asking_of(meeting).pk, device=device, names=names
    )


def move(meeting, by=1):
    meeting.refresh_from_db()
    running.move(meeting_id=meeting.pk, actor=meeting.facilitator, by=by, seen=meeting.item_id)
    meeting.refresh_from_db()


def test_who_chooses_after_numbers_were_shown_is_not_counted(tips):
    """The number would grow by one, and the room would see who pressed."""
    meeting, voting = tips
    revealing.reveal(asking_id=asking_of(meeting).pk, actor=meeting.facilitator)
    last = make_device(meeting)
    names = [card.name for card in asking_of(meeting).answers.cards]
    for device in voting:
        assert vote(meeting, device, [names[0]])
    move(meeting)
    for by in (1, -1, -1):  # to check out, and back to the choosing itself
        assert not vote(meeting, last, [names[0]])
        assert not vote(meeting, voting[0], [])
        move(meeting, by)
    assert meeting.item.block == "vote" and not vote(meeting, last, [names[0]])
    assert chosen(asking_of(meeting))[0][1] == 5


def test_while_numbers_are_unsaid_the_choosing_opens_again(tips):
    meeting, voting = tips
    revealing.reveal(asking_id=asking_of(meeting).pk, actor=meeting.facilitator)
    names = [card.name for card in asking_of(meeting).answers.cards]
    for device in voting[:4]:
        assert vote(meeting, device, [names[0]])
    move(meeting)
    assert not vote(meeting, voting[4], [names[0]])  # it is not on the screen
    move(meeting, -1)
    assert vote(meeting, voting[4], [names[0]])


def test_nobody_chooses_before_the_tips_are_shown(tips):
    meeting, voting = tips
    cards = asking_of(meeting).answers.cards
    assert not vote(meeting, voting[0], [cards[0].name])


def test_a_device_chooses_up_to_three_and_may_choose_again(tips):
    meeting, voting = tips
    revealing.reveal(asking_id=asking_of(meeting).pk, actor=meeting.facilitator)
    names = [card.name for card in asking_of(meeting).answers.cards]
    assert vote(meeting, voting[0], names[:3])
    assert not vote(meeting, voting[0], names[:4])
    assert not vote(meeting, voting[0], ["no such card"])
    assert vote(meeting, voting[0], names[3:4])
    assert voters(asking_of(meeting)) == 1
    assert vote(meeting, voting[0], [])
    assert voters(asking_of(meeting)) == 0


def test_numbers_of_votes_are_said_from_five_devices_on_and_survive_the_meeting(tips):
    meeting, voting = tips
    revealing.reveal(asking_id=asking_of(meeting).pk, actor=meeting.facilitator)
    names = [card.name for card in asking_of(meeting).answers.cards]
    for device in voting[:4]:
        vote(meeting, device, [names[7]])
    assert {votes for _card, votes in chosen(asking_of(meeting))} == {0}
    vote(meeting, voting[4], [names[7], names[2]])
    assert {votes for _card, votes in chosen(asking_of(meeting))} == {0}
    move(meeting)
    found = [(card.name, votes) for card, votes in chosen(asking_of(meeting))]
    assert found[:2] == [(names[7], 5), (names[2], 1)]
    end_meeting(meeting_id=meeting.pk, actor=meeting.facilitator)
    asking = asking_of(meeting)
    assert "ballots" not in asking.votes
    assert [(card.name, votes) for card, votes in chosen(asking)][:2] == found[:2]
