"""What comes back to its writer: only what they asked for, gently, and no word of it by mail."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from desk.ticking import tick
from journals import coming_back
from journals.coming_back_news import SIX_WEEKS_ON
from journals.models import ComingBack, Entry, LookingBack
from journals.services import entries as services
from journals.services.coming_back import choose, tell_due
from notices.models import Notice, Wish
from notices.services import send_due
from people.models import AuditEvent, User
from prompts.models import PromptVersion
from tests.conftest import open_session
from tests.journals.pages import opened, post
from tests.makers import make_entry, make_prompt_version
from vault.ids import short

pytestmark = pytest.mark.django_db
FINISHED = datetime(2027, 3, 1, 10, tzinfo=UTC)  # a Monday
PATH = "/your-journal/coming-back/"


def at(days: float) -> Any:
    return time_machine.travel(FINISHED + timedelta(days=days), tick=False)


@pytest.fixture
def client(amara: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), amara)


@pytest.fixture
def asked(amara: User) -> User:
    """She wants to be told, since the day on which she wrote."""
    with at(0):
        choose(person=amara, on_this_day=False, six_weeks=True)
    return amara


def finished(author: User, days: float = 0, **fields: Any) -> Entry:
    moment = FINISHED + timedelta(days=days)
    return make_entry(author, title="zq-title", started_at=moment, finished_at=moment, **fields)


def told(person: User) -> list[Any]:
    rows = Notice.objects.filter(person=person, kind=SIX_WEEKS_ON)
    return list(rows.order_by("made_at").values_list("about_id", flat=True))


def test_nothing_comes_back_unless_it_was_asked_for(amara: User, client: Client) -> None:
    finished(amara)
    with at(43):
        assert tell_due() == 0
    page = client.get(PATH).text
    assert "in earlier years</h2>" not in page
    assert '" checked' not in page


def test_it_is_chosen_turned_off_and_noted_once(amara: User, client: Client) -> None:
    assert client.post(PATH, {"six_weeks": "on"}).status_code == 303
    assert client.post(PATH, {"six_weeks": "on"}).status_code == 303
    row = ComingBack.objects.get(person=amara)
    assert row.six_weeks_since
    assert row.on_this_day_since is None
    noted = AuditEvent.objects.filter(person=amara, action="coming-back-chosen")
    assert noted.count() == 1
    client.post(PATH, {"on_this_day": "on"})
    row.refresh_from_db()
    assert row.six_weeks_since is None
    assert row.on_this_day_since
    assert noted.count() == 2


def test_told_after_six_weeks_once_and_one_a_week(asked: User) -> None:
    first, second = finished(asked), finished(asked, days=1)
    with at(41.9):
        assert tell_due() == 0
    with at(42.1):
        assert [tick()["entries that come back told of"] for _round in range(2)] == [1, 0]
        assert told(asked) == [first.pk]
    with at(48):
        assert tell_due() == 0
    with at(49.2):
        assert tell_due() == 1
        assert told(asked) == [first.pk, second.pk]
    with at(57):
        assert tell_due() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"stays_away": True},
        {"was_shock": True},
        {"deleted": True},
        {"revision": 0},
        {"finished_at": None},
        {"days": -50},  # long before she asked: what is old is not brought up
    ],
)
def test_of_these_nothing_is_said(asked: User, fields: dict[str, Any]) -> None:
    days = fields.pop("days", 0)
    entry = finished(asked, days=days, **{k: v for k, v in fields.items() if k != "finished_at"})
    if "finished_at" in fields:
        Entry.objects.filter(pk=entry.pk).update(finished_at=None)
    for later in (2, 42.5, 43):
        with at(later):
            assert tell_due() == 0


def test_nothing_is_said_of_what_lies_too_long(asked: User) -> None:
    finished(asked)
    with at(42 + 15):
        assert tell_due() == 0


@pytest.mark.parametrize(
    "state",
    [
        {"held_until": FINISHED + timedelta(days=99)},
        {"erase_after": FINISHED + timedelta(days=99)},
        {"is_active": False},
    ],
)
def test_nobody_is_told_whose_journal_is_shut(asked: User, state: dict[str, Any]) -> None:
    finished(asked)
    User.objects.filter(pk=asked.pk).update(**state)
    with at(43):
        assert tell_due() == 0


def test_none_on_leave_and_none_of_what_they_do_not_want_in_the_news(asked: User) -> None:
    finished(asked)
    wish = Wish.objects.create(person=asked, paused_until=date(2027, 4, 16))
    with at(43):
        assert tell_due() == 0
    wish.unwanted = [SIX_WEEKS_ON]
    wish.save()
    with at(47):
        assert tell_due() == 0
    wish.unwanted = []
    wish.save()
    with at(47):
        assert tell_due() == 1  # back from leave, and not too late


def test_the_news_say_no_word_and_neither_does_the_mail(asked: User) -> None:
    entry = finished(asked, answers={"happened": "zq-words"})
    Wish.objects.create(person=asked, mail=Wish.Mail.DAILY)
    with at(42.1):
        client = open_session(Client(), asked)
        tell_due()
        send_due()
        page = client.get("/news/").text
        assert "Six weeks ago you finished an entry." in page
        assert "zq-words" not in page
        assert len(mail.outbox) == 1
        assert "zq-words" not in str(mail.outbox[0].message())
        notice = Notice.objects.get(person=asked)
        leads = client.post(f"/news/{short_of(notice)}/open/")
        assert leads["Location"] == f"/your-journal/{short_of(entry)}/later/"
        assert "zq-words" in client.get(leads["Location"]).text


def short_of(row: Any) -> str:
    return short(row.pk)


@pytest.mark.parametrize("change", ["stays_away", "deleted", "off"])
def test_it_is_no_news_once_it_must_not_come(asked: User, change: str) -> None:
    entry = finished(asked)
    with at(42.1):
        tell_due()
        client = open_session(Client(), asked)
        assert "Six weeks ago" in client.get("/news/").text
        if change == "stays_away":
            Entry.objects.filter(pk=entry.pk).update(stays_away=True)
        elif change == "deleted":
            services.delete_entry(entry=entry, actor=asked)
        else:
            choose(person=asked, on_this_day=True, six_weeks=False)
        assert "Six weeks ago" not in client.get("/news/").text
        if change != "off":
            assert client.get(f"/your-journal/{short_of(entry)}/later/").status_code == 404


def test_what_became_of_it_is_begun_once_with_the_old_words_beside(
    library: None, amara: User, client: Client
) -> None:
    entry = make_entry(amara, answers={"happened": "zq-words"}, finished=True)
    path = f"/your-journal/{short_of(entry)}/later/"
    began = [client.post(path)["Location"] for _press in range(2)]
    assert began[0] == began[1]
    later = LookingBack.objects.get(earlier=entry).entry
    assert later.prompt_version.prompt.programme.key == "six-weeks-on"
    assert began[0] == f"/your-journal/{short_of(later)}/write/"
    page = client.get(began[0]).text
    assert "zq-words" in page
    # The line can be taken across, as any that stands beside a question.
    take = f"take:said/{short_of(entry)}/happened/0"
    assert take in page
    assert post(client, later, opened(client, later), do=take).status_code == 303
    later.refresh_from_db()
    assert later.answers["said"] == "zq-words"
    services.finish_entry(entry=later, actor=amara)
    assert client.get(f"/your-journal/{short_of(later)}/later/").status_code == 404
    assert client.post(path)["Location"] != began[0]  # and later once more


def test_it_is_not_asked_of_what_was_looked_back_on(library: None, asked: User) -> None:
    entry = finished(asked)
    open_session(Client(), asked).post(f"/your-journal/{short_of(entry)}/later/")
    with at(43):
        assert tell_due() == 0


def test_the_old_words_do_not_stand_beside_once_they_must_not_come(
    library: None, amara: User, client: Client
) -> None:
    entry = make_entry(amara, answers={"happened": "zq-words"}, finished=True)
    page = client.post(f"/your-journal/{short_of(entry)}/later/")["Location"]
    Entry.objects.filter(pk=entry.pk).update(stays_away=True)
    assert "zq-words" not in client.get(page).text


def test_nobody_looks_back_on_anothers(library: None, ife: User, client: Client) -> None:
    path = f"/your-journal/{short_of(make_entry(ife, finished=True))}/later/"
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert not LookingBack.objects.exists()


def test_without_the_questions_it_says_so(amara: User, client: Client) -> None:
    assert not PromptVersion.objects.filter(prompt__programme__key="six-weeks-on").exists()
    path = f"/your-journal/{short_of(make_entry(amara, finished=True))}/later/"
    assert client.post(path)["Location"] == path
    assert "not in the library just now" in client.get(path).text


def test_on_this_day(amara: User, ife: User) -> None:
    version = make_prompt_version()
    today = date(2027, 3, 1)

    def make(title: str, day: date | None = None, year: int = 2026, **fields: Any) -> Entry:
        began = datetime(year, 3, 1, 10, tzinfo=UTC)
        return make_entry(amara, version, title=title, happened_on=day, started_at=began, **fields)

    make("begun on it")
    make("happened on it", date(2025, 3, 1), year=2027)
    make("happened on another", date(2026, 3, 2))
    make("this year", year=2027)
    make("a shock", was_shock=True, stays_away=True)
    make("not wanted", stays_away=True)
    make("binned", deleted=True)
    make("untouched", revision=0)
    make_entry(ife, version, title="hers", started_at=datetime(2026, 3, 1, 10, tzinfo=UTC))
    found = [entry.title for entry in coming_back.on_this_day(amara, today)]
    assert sorted(found) == ["begun on it", "happened on it"]


@pytest.mark.parametrize(
    ("today", "is_there"),
    [(date(2027, 2, 28), True), (date(2028, 2, 28), False), (date(2028, 2, 29), True)],
)
def test_the_29th_of_february_comes_every_year(amara: User, today: date, is_there: bool) -> None:
    make_entry(amara, happened_on=date(2024, 2, 29))
    assert bool(coming_back.on_this_day(amara, today)) is is_there


def test_the_page_of_this_day_shows_names_and_nothing_on_leave(amara: User, client: Client) -> None:
    today = timezone.localdate()
    leap = (today.month, today.day) == (2, 29)  # then the entry is of four years before
    day = today.replace(year=today.year - (4 if leap else 1))
    make_entry(amara, title="zq-title", happened_on=day, answers={"happened": "zq-words"})
    client.post(PATH, {"on_this_day": "on"})
    page = client.get(PATH).text
    assert "zq-title" in page
    assert "zq-words" not in page
    Wish.objects.create(person=amara, paused_until=today + timedelta(days=9))
    page = client.get(PATH).text
    assert "zq-title" not in page
    assert "You are on leave" in page
