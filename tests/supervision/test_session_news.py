"""What people are told of sessions: once, by their own clock, and without a word of anybody's."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from desk.ticking import tick
from notices.models import Notice
from people.models import User
from supervision.models import Supervision, SupervisionSession
from supervision.services import recording, sessions
from supervision.services.pairs import set_end
from supervision.services.tomorrow import tell_tomorrow
from tests.makers import make_supervision, make_user
from tests.supervision.makers import make_group, make_past_session, make_recorded, make_session

pytestmark = pytest.mark.django_db
TOMORROW = "session-tomorrow"
NOON = datetime(2027, 3, 26, 12, tzinfo=UTC)  # a Friday; clocks in Europe go forward on Sunday


@pytest.fixture
def pair(amara: User, ben: User) -> Supervision:
    return Supervision.objects.get(supervisor=ben, supervisee=amara)


def told(person: User, kind: str = "session-") -> list[str]:
    rows = Notice.objects.filter(person=person, kind__startswith=kind).order_by("made_at", "pk")
    return list(rows.values_list("kind", flat=True))


def in_zone(person: User, zone: str) -> None:
    User.objects.filter(pk=person.pk).update(time_zone=zone)


def test_the_other_one_is_told_that_it_is_planned_moved_and_off(
    pair: Supervision, amara: User, ben: User
) -> None:
    session = make_session(pair, by=amara)
    assert told(ben) == ["session-planned"] and told(amara) == []
    later = session.starts_at + timedelta(days=1)
    sessions.change_session(
        session_id=session.pk, actor=ben, starts_at=later, minutes=60, place="Room 4"
    )
    assert told(amara) == ["session-changed"]
    sessions.call_off(session_id=session.pk, actor=amara)
    assert told(ben) == ["session-called-off"] and told(amara) == []
    sessions.restore_session(session_id=session.pk, actor=amara)
    assert told(ben) == ["session-planned"]


def test_told_of_a_record_and_of_each_correction(pair: Supervision, amara: User, ben: User) -> None:
    session = make_past_session(pair)
    make_recorded(session)
    assert told(amara, "session-to") == ["session-to-acknowledge"]
    make_recorded(SupervisionSession.objects.get(pk=session.pk), minutes=20)
    assert told(amara, "session-to") == ["session-to-acknowledge"]
    recording.acknowledge(session_id=session.pk, actor=amara, revision=2, remark="Not so.")
    assert told(ben, "session-differs") == ["session-differs"]


def test_each_is_told_by_their_own_clock(pair: Supervision, amara: User, ben: User) -> None:
    in_zone(amara, "Pacific/Auckland")
    in_zone(ben, "America/Los_Angeles")
    with time_machine.travel(NOON - timedelta(hours=2), tick=False):
        # Friday evening for her, to whom it is on Sunday; for him Friday, and it is on Saturday.
        session = make_session(pair, starts_at=datetime(2027, 3, 27, 18, tzinfo=UTC))
        assert tell_tomorrow() == 1
        assert told(ben, TOMORROW) == [TOMORROW] and told(amara, TOMORROW) == []
        tell_tomorrow()
        assert told(ben, TOMORROW) == [TOMORROW] and told(amara, TOMORROW) == []
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        tell_tomorrow()
        assert told(amara, TOMORROW) == [TOMORROW] and told(ben, TOMORROW) == [TOMORROW]
        tell_tomorrow()
        session.refresh_from_db()
        assert session.told_for == session.starts_at
        assert tell_tomorrow() == 0


def test_a_night_shift_across_the_change_of_clocks_is_told_on_the_day_before(
    pair: Supervision, amara: User
) -> None:
    """On 28 March 2027 one o'clock in London is two o'clock: the day has 23 hours."""
    with time_machine.travel(datetime(2027, 3, 27, 0, 30, tzinfo=UTC), tick=False):
        make_session(pair, starts_at=datetime(2027, 3, 28, 22, 30, tzinfo=UTC))  # 23:30 there
        assert tell_tomorrow() == 2
    with time_machine.travel(datetime(2027, 3, 28, 0, 30, tzinfo=UTC), tick=False):
        assert tell_tomorrow() == 0
    assert told(amara, TOMORROW) == [TOMORROW]


def test_nobody_is_told_of_what_is_off_ended_or_moved_away(
    pair: Supervision, amara: User, ben: User
) -> None:
    with time_machine.travel(NOON, tick=False):
        starts = NOON + timedelta(days=1)
        off = make_session(pair, starts_at=starts)
        sessions.call_off(session_id=off.pk, actor=ben)
        moved = make_session(pair, starts_at=starts + timedelta(hours=2))
        tell_tomorrow()
        assert told(amara, TOMORROW) == [TOMORROW]
        sessions.change_session(
            session_id=moved.pk, actor=ben, starts_at=starts + timedelta(days=5), minutes=60
        )
        assert told(amara, TOMORROW) == []  # it is not tomorrow any more
        make_session(pair, starts_at=starts + timedelta(hours=4))
        set_end(supervision=pair)
        tell_tomorrow()
        assert told(amara, TOMORROW) == []
    with time_machine.travel(NOON + timedelta(days=4), tick=False):
        tell_tomorrow()
        assert told(amara, TOMORROW) == []


def test_the_round_does_both(pair: Supervision) -> None:
    make_session(pair)
    done = tick()
    assert done["sessions of tomorrow told"] == 0
    assert done["actions of sessions fell due"] == 0


def test_the_list_of_news_says_none_of_the_words(
    pair: Supervision, amara: User, ben: User, sign_in: Callable[..., Client]
) -> None:
    session = make_session(pair, place="zq-place")
    client: Client = sign_in(Client(), amara, factor=True)
    page = client.get(reverse("notices:notice_list")).text
    assert "A supervision session is planned." in page and "zq-place" not in page
    client.get(session.get_absolute_url())
    assert Notice.objects.get(person=amara).seen_at is not None


def test_who_is_off_a_group_is_told_nothing_more(amara: User, ben: User) -> None:
    second = make_user("Second")
    make_supervision(ben, second)
    make_group(ben, [amara, second])
    assert told(second) == ["session-planned"]
    client_news = Notice.objects.filter(person=second)
    Supervision.objects.filter(supervisee=second).update(ended_on=datetime.now(UTC).date())
    from notices import kinds

    assert kinds.still_open(second, list(client_news)) == []
