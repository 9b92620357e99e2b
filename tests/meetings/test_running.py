"""A meeting starts, moves on and ends; and what is gone then."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings import keepsakes, slips
from meetings.models import Asking, Meeting
from meetings.services import revealing, running, tidying
from people import disk
from tests.meetings.makers import (
    asking_of,
    give,
    give_five,
    make_device,
    make_meeting,
    make_running,
)


@pytest.fixture
def meeting(cast):
    return make_running(cast.team, cast.dev)


def test_starting_puts_the_first_thing_on_the_screen_with_its_time(cast):
    meeting = make_meeting(cast.team, cast.dev)
    meeting = running.start_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert meeting.item is not None and meeting.item.block == "arrive"
    left = meeting.item_ends_at - timezone.now()
    assert timedelta(minutes=2, seconds=50) < left <= timedelta(minutes=3)
    again = running.start_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert again.version == meeting.version


def test_a_press_that_comes_twice_moves_once(cast, meeting):
    first = meeting.item_id
    moved = running.move(meeting_id=meeting.pk, actor=cast.dev, by=1, seen=first)
    assert moved.block == "read"
    again = running.move(meeting_id=meeting.pk, actor=cast.dev, by=1, seen=first)
    assert again == moved


def test_nothing_lies_before_the_first_thing_or_after_the_last(cast, meeting):
    back = running.move(meeting_id=meeting.pk, actor=cast.dev, by=-1, seen=meeting.item_id)
    assert back.block == "arrive"
    for _press in range(9):
        item = Meeting.objects.get().item_id
        running.move(meeting_id=meeting.pk, actor=cast.dev, by=1, seen=item)
    assert Meeting.objects.get().item.block == "commit"


def test_more_time_is_given_from_now_on_and_within_bounds(cast, meeting):
    Meeting.objects.update(item_ends_at=timezone.now() - timedelta(minutes=5))
    ends_at = running.more_time(meeting_id=meeting.pk, actor=cast.dev)
    assert ends_at > timezone.now() + timedelta(seconds=55)
    for _press in range(100):
        ends_at = running.more_time(meeting_id=meeting.pk, actor=cast.dev)
    assert ends_at <= timezone.now() + running.MOST_MORE


@pytest.mark.parametrize("name", ["amara", "ben", "efua", "grace", "hana"])
def test_nobody_else_moves_anything(cast, meeting, name):
    other = getattr(cast, name)
    acts = [
        lambda: running.start_meeting(meeting_id=meeting.pk, actor=other),
        lambda: running.move(meeting_id=meeting.pk, actor=other, by=1, seen=meeting.item_id),
        lambda: running.more_time(meeting_id=meeting.pk, actor=other),
        lambda: running.end_meeting(meeting_id=meeting.pk, actor=other),
        lambda: revealing.look_first(asking_id=asking_of(meeting).pk, actor=other),
        lambda: revealing.reveal(asking_id=asking_of(meeting).pk, actor=other),
        lambda: revealing.set_aside(asking_id=asking_of(meeting).pk, actor=other, name="x"),
    ]
    give_five(meeting)
    for act in acts:
        with pytest.raises(Meeting.DoesNotExist):
            act()


def test_the_end_forgets_every_device_and_keeps_what_was_shown(cast, meeting):
    device, *_others = give_five(meeting)
    revealing.reveal(asking_id=asking_of(meeting).pk, actor=cast.dev)
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    meeting.refresh_from_db()
    asking = asking_of(meeting)
    assert meeting.join_code == "" and meeting.devices == [] and meeting.item is None
    assert asking.answers.by_mark == {} and asking.answers.count == 5
    assert device.mark(asking) not in str(asking.pot)
    assert len(revealing.readable(asking)) == 5


def test_what_was_never_shown_does_not_outlive_the_meeting(cast, meeting):
    """Not even if whoever leads has read it: nobody reads on alone for two weeks."""
    device, *_others = give_five(meeting)
    revealing.look_first(asking_id=asking_of(meeting).pk, actor=cast.dev)
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    asking = asking_of(meeting)
    assert asking.answers.cards == [] and revealing.readable(asking) == []
    assert slips.slip_of(asking, device).words == {"happened": ["zq-answer-0"]}  # their own


@pytest.mark.parametrize("opens", [revealing.look_first, revealing.reveal])
def test_answers_are_opened_while_the_meeting_goes_on_and_never_else(cast, opens):
    meeting = make_meeting(cast.team, cast.dev, starts_at=timezone.now() + timedelta(days=3))
    give_five(meeting)
    with pytest.raises(revealing.NotRunning):
        opens(asking_id=asking_of(meeting).pk, actor=cast.dev)
    assert not asking_of(meeting).is_closed
    running.start_meeting(meeting_id=meeting.pk, actor=cast.dev)
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    with pytest.raises(revealing.NotRunning):
        opens(asking_id=asking_of(meeting).pk, actor=cast.dev)


def test_what_is_still_to_come_is_not_ended(cast):
    meeting = make_meeting(cast.team, cast.dev, starts_at=timezone.now() + timedelta(days=5))
    give_five(meeting)
    with pytest.raises(running.NotBegun):
        running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert asking_of(meeting).answers.count == 5


def test_too_few_answers_do_not_outlive_the_meeting(cast, meeting):
    for number in range(4):
        give(meeting, f"zq-answer-{number}")
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert asking_of(meeting).answers.cards == []


def test_a_meeting_that_nobody_ended_is_over_a_day_later(cast, meeting):
    make_device(meeting)
    assert running.end_left_open() == 0
    Meeting.objects.update(started_at=timezone.now() - timedelta(hours=25))
    assert not Meeting.objects.at_code(meeting.join_code).exists()  # at once, whoever ticks
    assert running.end_left_open() == 1
    meeting.refresh_from_db()
    assert meeting.is_over and meeting.devices == [] and meeting.join_code == ""


def test_a_meeting_that_begins_days_late_has_its_whole_day(cast):
    late = make_meeting(cast.team, cast.dev, starts_at=timezone.now() - timedelta(days=3))
    running.start_meeting(meeting_id=late.pk, actor=cast.dev)
    assert Meeting.objects.at_code(late.join_code).exists()
    assert running.end_left_open() == 0
    Meeting.objects.update(started_at=timezone.now() - timedelta(hours=25))
    assert not Meeting.objects.at_code(late.join_code).exists()
    assert running.end_left_open() == 1


def test_a_meeting_that_begins_early_takes_answers_and_is_over_a_day_later(cast):
    early = make_meeting(cast.team, cast.dev, starts_at=timezone.now() + timedelta(days=9))
    assert not early.takes_answers
    early = running.start_meeting(meeting_id=early.pk, actor=cast.dev)
    assert early.takes_answers
    Meeting.objects.update(started_at=timezone.now() - timedelta(hours=25))
    assert running.end_left_open() == 1


@pytest.mark.parametrize("change", ["called off", "moved"])
def test_what_changes_while_the_clock_ticks_is_not_ended(cast, monkeypatch, change):
    """Between the list of what was left open and the lock of one of them."""
    left = make_meeting(cast.team, cast.dev, starts_at=timezone.now() - timedelta(hours=25))
    other = make_meeting(cast.team, cast.dev, starts_at=timezone.now() - timedelta(hours=25))
    locked = type(Meeting.objects.all()).locked

    def meanwhile(rows):
        if change == "called off":
            Meeting.objects.filter(pk=left.pk).delete()
        else:
            later = timezone.now() + timedelta(days=2)
            Meeting.objects.filter(pk=left.pk).update(starts_at=later)
        return locked(rows)

    monkeypatch.setattr(type(Meeting.objects.all()), "locked", meanwhile)
    assert running.end_left_open() == 1
    assert Meeting.objects.get(pk=other.pk).is_over
    assert not Meeting.objects.filter(pk=left.pk, state=Meeting.State.OVER).exists()


def test_own_words_can_be_carried_along_once_it_is_over_and_not_before(cast, meeting):
    device, *_others = give_five(meeting)
    late = give(meeting, "Never sent.", send=False)
    assert keepsakes.open_keepsakes(meeting=meeting, token=device.token) == []
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    meeting.refresh_from_db()
    (kept,) = keepsakes.open_keepsakes(meeting=meeting, token=device.token)
    assert kept.words == {"happened": ["zq-answer-0"]}
    (kept,) = keepsakes.open_keepsakes(meeting=meeting, token=late.token)
    assert kept.words == {"happened": ["Never sent."]}
    assert keepsakes.open_keepsakes(meeting=meeting, token="x" * 32) == []


def test_what_is_kept_for_a_while_goes_when_its_while_is_over(cast, meeting):
    device, *_others = give_five(meeting)
    revealing.reveal(asking_id=asking_of(meeting).pk, actor=cast.dev)
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert tidying.drop_stale() == 0
    Meeting.objects.update(ended_at=timezone.now() - timedelta(hours=25))
    assert tidying.drop_stale() == 1
    asking = asking_of(meeting)
    assert slips.slip_of(asking, device) is None and asking.answers.count == 5
    Meeting.objects.update(ended_at=timezone.now() - timedelta(days=15))
    assert tidying.drop_stale() == 1
    assert Asking.objects.get().answers.cards == []
    assert tidying.drop_stale() == 0


def test_what_was_dropped_is_not_looked_at_again(meeting, cast, django_assert_num_queries):
    """However many meetings there were, for ever, every few minutes."""
    give_five(meeting)
    revealing.reveal(asking_id=asking_of(meeting).pk, actor=cast.dev)
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    Meeting.objects.update(ended_at=timezone.now() - timedelta(days=15))
    assert tidying.drop_stale() == 2
    with django_assert_num_queries(2):
        assert tidying.drop_stale() == 0


def test_every_tick_tries_to_empty_the_log(meeting, monkeypatch):
    """Also one that drops nothing: the end of a meeting may have had to leave it."""
    tried = []
    monkeypatch.setattr(disk, "drop_old_rows", lambda: tried.append(1))
    assert tidying.drop_stale() == 0
    assert tried == [1]
