"""Plans: how many there may be, what has begun, and what a calendar and the rounds make of them."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from people.models import User
from supervision import session_pages
from supervision.calendar import calendar_file
from supervision.models import ParkedSheet, Supervision, SupervisionSession
from supervision.pages import SHELF
from supervision.services import ahead, recording, sessions
from supervision.services.refused import SessionRefused, TooManyPlanned
from supervision.services.tomorrow import tell_tomorrow
from tests.makers import make_supervision, make_user
from tests.supervision.makers import (
    make_data,
    make_drop_in,
    make_group,
    make_past_session,
    make_session,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
TOMORROW = "session-tomorrow"
NOON = datetime(2027, 3, 22, 12, tzinfo=UTC)


@pytest.fixture
def pair(amara: User, ben: User) -> Supervision:
    return Supervision.objects.get(supervisor=ben, supervisee=amara)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "MOST", 2)


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def move(session: SupervisionSession, at: datetime, actor: User) -> None:
    sessions.change_session(
        session_id=session.pk, actor=actor, starts_at=at, minutes=60, place="Room 4"
    )


def test_a_pair_plans_only_so_many_ahead(few: None, pair: Supervision, ben: User) -> None:
    first, _second = (make_session(pair, starts_at=in_days(day)) for day in (1, 2))
    with pytest.raises(TooManyPlanned):
        make_session(pair, starts_at=in_days(3))
    assert make_session(pair, starts_at=first.starts_at) == first  # pressed twice is no third
    sessions.call_off(session_id=first.pk, actor=ben)
    make_session(pair, starts_at=in_days(3))
    with pytest.raises(TooManyPlanned):
        sessions.restore_session(session_id=first.pk, actor=ben)
    make_session(make_supervision(ben, make_user("Second")))  # each pair by itself


def test_of_too_many_the_nearest_are_on_the_pairs_page(
    pair: Supervision, amara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = [make_past_session(pair, ago=timedelta(days=days)) for days in (2, 9)]
    ahead = [make_session(pair, starts_at=in_days(day)) for day in (4, 1, 3, 2)]
    monkeypatch.setattr(session_pages, "MOST_AHEAD", 1)
    monkeypatch.setattr(session_pages, "NEWEST", 1)
    pair = Supervision.objects.saying_whether_they_run().get(pk=pair.pk)
    shown = session_pages.pair_context(pair, amara)
    assert shown["next_sessions"] == [ahead[1], ahead[3], ahead[2]]
    monkeypatch.setattr(session_pages, "MOST_AHEAD", 4)
    shown = session_pages.pair_context(pair, amara)
    assert shown["next_sessions"] == [ahead[1], ahead[3], ahead[2], ahead[0]]
    assert shown["past_sessions"] == past[:1] and shown["has_more_sessions"]


def test_a_supervisor_plans_only_so_many_groups_and_drop_ins(
    few: None, pair: Supervision, cast: SimpleNamespace
) -> None:
    second = make_user("Second")
    make_supervision(cast.ben, second)
    people = [cast.amara, second]
    group = make_group(cast.ben, people)
    make_drop_in(cast.ben, cast.team.organisation)
    with pytest.raises(TooManyPlanned):
        make_group(cast.ben, people, starts_at=in_days(8))
    sessions.call_off(session_id=group.pk, actor=cast.ben)
    make_drop_in(cast.ben, cast.team.organisation, starts_at=in_days(8))
    with pytest.raises(TooManyPlanned):
        sessions.restore_session(session_id=group.pk, actor=cast.ben)


def test_the_page_says_so_and_keeps_what_was_typed(
    few: None, pair: Supervision, amara: User, sign_in: SignIn
) -> None:
    for day in (1, 2):
        make_session(pair, starts_at=in_days(day))
    hers = sign_in(Client(), amara)
    address = reverse("supervision:session_create", args=[pair.pk])
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    page = {"day": day, "time": "10:00", "minutes": "60", "place": "The long corridor"}
    answer = hers.post(address, {"binding": SHELF.bind(amara, pair.pk), **page})
    assert answer.status_code == 303
    shown = html.unescape(hers.get(answer.headers["Location"]).text)
    assert "2 sessions are planned ahead already" in shown and "The long corridor" in shown
    assert ParkedSheet.objects.visible_to(amara).exists()


def test_a_record_that_plans_one_too_many_is_kept_and_says_why(
    few: None, pair: Supervision, ben: User, sign_in: SignIn
) -> None:
    session = make_past_session(pair)
    for day in (1, 2):
        make_session(pair, starts_at=in_days(day))
    his = sign_in(Client(), ben, factor=True)
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    words = {
        "minutes": "50", "functions": ["formative"], "themes": "Saying no", "revision": "0",
        "exception": "not-used", "next_day": day, "next_time": "10:00", "do": "show",
        "binding": SHELF.bind(ben, session.pk),
    }  # fmt: skip
    answer = his.post(reverse("supervision:session_record", args=[session.pk]), words)
    shown = html.unescape(his.get(answer.headers["Location"]).text)
    assert "2 sessions are planned ahead already" in shown and "Saying no" in shown
    session.refresh_from_db()
    assert not session.is_recorded


def test_who_is_supervised_calls_nothing_off_that_has_begun(
    pair: Supervision, amara: User, ben: User, sign_in: SignIn
) -> None:
    session = make_past_session(pair, ago=timedelta(minutes=1))
    with pytest.raises(SessionRefused):
        sessions.call_off(session_id=session.pk, actor=amara)
    hers, his = (sign_in(Client(), one, factor=True) for one in (amara, ben))
    path = reverse("supervision:session_call_off", args=[session.pk])
    assert path not in hers.get(session.get_absolute_url()).text
    shown = html.unescape(hers.get(hers.post(path).headers["Location"]).text)
    assert "It stands otherwise by now" in shown and "Called off" not in shown
    assert "It did not take place" in his.get(session.get_absolute_url()).text
    his.post(path)
    assert not Notice.objects.filter(person=amara, kind="session-called-off").exists()
    restore = reverse("supervision:session_restore", args=[session.pk])
    assert restore not in hers.get(session.get_absolute_url()).text
    hers.post(restore)
    assert SupervisionSession.objects.get(pk=session.pk).is_called_off
    assert "Undo: it did take place" in his.get(session.get_absolute_url()).text
    for _press in range(2):
        his.post(restore)
    assert SupervisionSession.objects.get(pk=session.pk).is_planned
    recording.save_record(
        session_id=session.pk, actor=ben, revision=0, data=make_data(session), show=True
    )


def test_nobody_calls_off_one_whose_record_is_begun(pair: Supervision, ben: User) -> None:
    session = make_past_session(pair)
    recording.save_record(
        session_id=session.pk, actor=ben, revision=0, data=make_data(session), show=False
    )
    with pytest.raises(SessionRefused):
        sessions.call_off(session_id=session.pk, actor=ben)


def sequence(session: SupervisionSession, *, is_off: bool = False) -> tuple[str, int, str]:
    fresh = SupervisionSession.objects.get(pk=session.pk)
    lines = dict(
        line.split(":", 1) for line in calendar_file(fresh, is_off=is_off).split("\r\n") if line
    )
    return lines["UID"], int(lines["SEQUENCE"]), lines["STATUS"]


def test_a_calendar_puts_each_newer_file_in_the_place_of_the_older(
    pair: Supervision, ben: User
) -> None:
    session = make_session(pair)
    seen = [sequence(session)]
    move(session, in_days(6), ben)
    seen.append(sequence(session))
    sessions.call_off(session_id=session.pk, actor=ben)
    seen.append(sequence(session, is_off=True))
    sessions.call_off(session_id=session.pk, actor=ben)
    assert sequence(session, is_off=True) == seen[-1]
    sessions.restore_session(session_id=session.pk, actor=ben)
    seen.append(sequence(session))
    assert len({uid for uid, _number, _status in seen}) == 1
    assert [number for _uid, number, _status in seen] == [0, 1, 2, 3]
    assert [status for _uid, _number, status in seen] == [
        "CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"
    ]  # fmt: skip
    assert sequence(session, is_off=True)[1] == 4  # it ended by itself


def told(person: User) -> int:
    return Notice.objects.filter(person=person, kind=TOMORROW).count()


def test_one_that_was_moved_away_and_back_is_told_again_once(
    pair: Supervision, amara: User, ben: User
) -> None:
    with time_machine.travel(NOON, tick=False):
        session = make_session(pair, starts_at=NOON + timedelta(days=1))
        assert tell_tomorrow() == 2
        move(session, NOON + timedelta(days=9), ben)
        assert told(amara) == 0 and tell_tomorrow() == 0
        move(session, NOON + timedelta(days=1), ben)
        assert (tell_tomorrow(), tell_tomorrow()) == (2, 0)
        assert told(amara) == told(ben) == 1


def test_one_that_is_planned_again_is_told_again(pair: Supervision, amara: User, ben: User) -> None:
    with time_machine.travel(NOON, tick=False):
        session = make_session(pair, starts_at=NOON + timedelta(days=1))
        tell_tomorrow()
        sessions.call_off(session_id=session.pk, actor=ben)
        sessions.restore_session(session_id=session.pk, actor=ben)
        assert tell_tomorrow() == 2 and told(amara) == 1


def test_who_knows_of_the_day_is_not_told_again_for_another_hour(
    pair: Supervision, amara: User, ben: User
) -> None:
    with time_machine.travel(NOON, tick=False):
        session = make_session(pair, starts_at=NOON + timedelta(days=1))
        tell_tomorrow()
        Notice.objects.filter(kind=TOMORROW).update(seen_at=NOON)
        move(session, NOON + timedelta(days=1, hours=2), ben)
        assert tell_tomorrow() == 0 and told(amara) == 1
        assert Notice.objects.get(person=amara, kind=TOMORROW).seen_at is not None


def test_each_is_counted_once_where_the_two_have_other_days(
    pair: Supervision, amara: User, ben: User
) -> None:
    User.objects.filter(pk=amara.pk).update(time_zone="Pacific/Auckland")
    User.objects.filter(pk=ben.pk).update(time_zone="America/Los_Angeles")
    with time_machine.travel(datetime(2027, 3, 26, 10, tzinfo=UTC), tick=False):
        make_session(pair, starts_at=datetime(2027, 3, 27, 18, tzinfo=UTC))
        assert (tell_tomorrow(), tell_tomorrow()) == (1, 0)
    with time_machine.travel(datetime(2027, 3, 26, 15, tzinfo=UTC), tick=False):
        assert (tell_tomorrow(), tell_tomorrow()) == (1, 0)
