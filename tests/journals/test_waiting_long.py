"""The reminder of shares that have waited long: gentle, chosen, and none on leave."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from desk.ticking import tick
from journals.models import Share
from journals.services.endings import end_supervision
from journals.services.erasing import erase_written
from journals.services.read_these import say_read
from journals.services.reminding import tell_waiting
from journals.services.sharing import open_share, withdraw_share
from journals.waiting_news import LONG, waits_since
from notices.models import Notice, Wish
from notices.services import send_due, unseen_count
from people.days import house_day
from people.models import User
from supervision.models import Supervision
from supervision.services.pairs import set_end
from tests.conftest import open_session
from tests.makers import make_entry, make_prompt_version, make_share, make_supervision, make_user

pytestmark = pytest.mark.django_db
MONDAY = datetime(2027, 3, 1, 10, tzinfo=UTC)


@pytest.fixture
def pair(amara: User, ben: User) -> Supervision:
    return Supervision.objects.get(supervisor=ben, supervisee=amara)


@pytest.fixture
def waiting(pair: Supervision, amara: User) -> Share:
    """Shared on a Monday."""
    entry = make_entry(amara, make_prompt_version(), answers={"happened": "zq-words"})
    share = make_share(entry, pair)
    Share.objects.filter(pk=share.pk).update(shared_at=MONDAY)
    return share


def at(days: float) -> Any:
    return time_machine.travel(MONDAY + timedelta(days=days), tick=False)


def told(person: User) -> int:
    return Notice.objects.filter(person=person, kind=LONG).count()


@pytest.mark.parametrize(
    ("now", "since"),
    [
        (datetime(2027, 3, 8, 10, tzinfo=UTC), MONDAY),  # a Monday again
        (datetime(2027, 3, 5, 10, tzinfo=UTC), datetime(2027, 2, 28, 10, tzinfo=UTC)),
        (datetime(2027, 3, 7, 10, tzinfo=UTC), datetime(2027, 2, 28, 10, tzinfo=UTC)),  # a Sunday
    ],
)
def test_days_off_do_not_count(now: datetime, since: datetime) -> None:
    assert waits_since(now) == since


def test_told_after_five_working_days_and_once_a_week(waiting: Share, ben: User) -> None:
    with at(4):
        assert tell_waiting() == 0
    with at(7.1):
        assert [tick()["waiting shares told of"] for _round in range(2)] == [1, 0]
    for days in (9, 13):
        with at(days):
            assert tell_waiting() == 0
    with at(14.2):
        assert tell_waiting() == 1
        assert told(ben) == 1  # in the place of the last one


def test_it_says_how_many_and_no_more(waiting: Share, pair: Supervision, ben: User) -> None:
    second = make_share(make_entry(pair.supervisee, make_prompt_version()), pair)
    Share.objects.filter(pk=second.pk).update(shared_at=MONDAY)
    Notice.objects.all().delete()
    Wish.objects.create(person=ben, mail=Wish.Mail.DAILY)
    with at(8):
        client = open_session(Client(), ben, factor=True)
        tell_waiting()
        page = client.get("/news/").text
        assert "2 things that were shared with you have waited for some days." in page
        send_due()
        assert len(mail.outbox) == 1
        for word in ("zq-", "Amara", "amara"):
            assert word not in str(mail.outbox[0].message())
        withdraw_share(share_id=second.pk, author=pair.supervisee)
        assert "One thing that was shared with you has waited" in client.get("/news/").text
        withdraw_share(share_id=waiting.pk, author=pair.supervisee)
        assert "some days" not in client.get("/news/").text


def test_an_opened_one_still_waits_and_an_ended_one_does_not(
    waiting: Share, pair: Supervision, ben: User
) -> None:
    with at(8):
        open_share(share_id=waiting.pk, reader=ben)
        assert tell_waiting() == 1
        Notice.objects.all().delete()
        set_end(supervision=pair)
        assert tell_waiting() == 0


def answer_it(share: Share, ben: User) -> None:
    open_share(share_id=share.pk, reader=ben)
    say_read(share_ids=[share.pk], reader=ben)


def take_it_back(share: Share, ben: User) -> None:
    withdraw_share(share_id=share.pk, author=share.author)


def end_it(share: Share, ben: User) -> None:
    assert share.supervision is not None
    end_supervision(supervision=share.supervision, actor=ben)


def erase_it(share: Share, ben: User) -> None:
    erase_written(person=share.author)


@pytest.mark.parametrize("act", [answer_it, take_it_back, end_it, erase_it])
def test_the_reminder_is_no_news_once_nothing_waits(
    waiting: Share, pair: Supervision, ben: User, act: Callable[[Share, User], None]
) -> None:
    second = make_share(make_entry(pair.supervisee, make_prompt_version()), pair)
    Share.objects.filter(pk=second.pk).update(shared_at=MONDAY)
    Notice.objects.all().delete()
    with at(8):
        tell_waiting()
        answer_it(second, ben)
        assert unseen_count(ben) == 1  # the first one waits still
        open_share(share_id=waiting.pk, reader=ben)
        assert unseen_count(ben) == 1  # and is opened, not answered
        act(waiting, ben)
        reminders = Notice.objects.filter(person=ben, kind=LONG)
        assert not reminders.unseen().exists()
    another = make_user("Another")
    later = make_share(make_entry(another), make_supervision(ben, another))
    Share.objects.filter(pk=later.pk).update(shared_at=MONDAY)
    with at(9):
        assert tell_waiting() == 0  # no sooner than in a week
    with at(15.2):
        assert tell_waiting() == 1


@pytest.mark.parametrize(
    ("wish", "number"),
    [
        ({"unwanted": [LONG]}, 0),
        ({"paused_until": (MONDAY + timedelta(days=30)).date()}, 0),
        ({"paused_until": (MONDAY + timedelta(days=2)).date()}, 1),
        ({"unwanted": ["share-waiting"]}, 1),
    ],
)
def test_it_is_chosen_and_can_pause(
    waiting: Share, ben: User, wish: dict[str, Any], number: int
) -> None:
    Wish.objects.create(person=ben, **wish)
    with at(8):
        assert tell_waiting() == number


def test_none_while_a_colleague_stands_in(
    waiting: Share, pair: Supervision, cast: SimpleNamespace
) -> None:
    with at(8):
        make_supervision(
            cast.chloe,
            cast.amara,
            covers=pair,
            organisation=pair.organisation,
            started_on=house_day() - timedelta(days=1),
            ended_on=house_day() + timedelta(days=2),
        )
        assert tell_waiting() == 0
    with at(12):
        assert tell_waiting() == 1


@pytest.mark.parametrize("who", ["held", "suspended", "leaving"])
def test_nobody_who_cannot_open_it(waiting: Share, ben: User, who: str) -> None:
    with at(8):
        later = MONDAY + timedelta(days=30)
        fields: dict[str, Any] = {
            "held": {"held_until": later},
            "suspended": {"is_active": False},
            "leaving": {"erase_after": later},
        }[who]
        User.objects.filter(pk=ben.pk).update(**fields)
        assert tell_waiting() == 0


def test_a_stranger_is_told_nothing(waiting: Share) -> None:
    with at(8):
        tell_waiting()
        assert not Notice.objects.filter(kind=LONG, person=make_user("Stranger")).exists()
        assert Notice.objects.filter(kind=LONG).count() == 1
