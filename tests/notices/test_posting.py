"""One mail a day at most, to whom asked for it, about what may still be opened."""

import random
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from notices import kinds
from notices.models import Notice, Wish
from notices.services import send_due, tell
from notices.services.posting import in_words
from people.models import User
from tests.makers import make_user
from tests.notices.conftest import NOON
from tests.notices.makers import make_notice, make_wish, register_kind
from tests.notices.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def person() -> User:
    person = make_user("Amara", "amara@example.test")
    make_wish(person)
    return person


def test_what_the_mail_says(sink: Sink, person: User, kind: SimpleNamespace) -> None:
    for number in range(3):
        tell(person=person, kind=kind.key, once_for=str(number))
    assert send_due() == 1
    (letter,) = sink.letters
    message = letter.message
    assert letter.recipients == ["amara@example.test"]
    assert message["Subject"] == "There is something new in your journal"
    assert message["Auto-Submitted"] == "auto-generated"
    assert letter.text.startswith("Three new things wait for you in your journal.\r\n")
    assert "http://localhost:8000/news/\r\n" in letter.text
    assert "http://localhost:8000/news/mail/\r\n" in letter.text
    for hidden in ("Amara", "Ben", "did something", person.pk.hex, kind.key):
        assert hidden not in letter.raw.decode()


def test_it_is_sent_once(sink: Sink, person: User, kind: SimpleNamespace, clock: Any) -> None:
    tell(person=person, kind=kind.key, once_for="one")
    assert [send_due(), send_due()] == [1, 0]
    clock.shift(timedelta(days=3))
    assert send_due() == 0
    tell(person=person, kind=kind.key, once_for="two")
    assert send_due() == 1
    assert [letter.text.partition(" ")[0] for letter in sink.letters] == ["One", "One"]


def test_what_comes_later_that_day_waits_for_the_next(
    sink: Sink, person: User, kind: SimpleNamespace, clock: Any
) -> None:
    tell(person=person, kind=kind.key, once_for="one")
    assert send_due() == 1
    clock.shift(timedelta(hours=1))
    tell(person=person, kind=kind.key, once_for="two")
    assert send_due() == 0
    clock.move_to(NOON + timedelta(days=1))
    assert send_due() == 1


@pytest.mark.parametrize(
    ("zone", "goes"),
    [
        ("Europe/London", True),  # 12:00
        ("America/New_York", True),  # 8:00
        ("America/Los_Angeles", False),  # 5:00
        ("Asia/Kolkata", True),  # 17:30
        ("Asia/Tokyo", False),  # 21:00
        ("Nowhere/At_all", True),  # the zone of the house
    ],
)
def test_it_comes_by_day_where_the_person_is(
    sink: Sink, person: User, kind: SimpleNamespace, zone: str, goes: bool
) -> None:
    User.objects.filter(pk=person.pk).update(time_zone=zone)
    tell(person=person, kind=kind.key, once_for="one")
    assert send_due() == goes == len(sink.letters)


@pytest.mark.parametrize("hours", [3, 4, 5, 6, 7, 8, 18, 18.9, 19, 19.1, 23])
def test_the_hours_of_a_day(
    sink: Sink, person: User, kind: SimpleNamespace, clock: Any, hours: float
) -> None:
    tell(person=person, kind=kind.key, once_for="one")
    clock.move_to(NOON.replace(hour=0) + timedelta(hours=hours))
    assert send_due() == (7 <= hours < 19)


def test_no_wish_no_mail(sink: Sink, kind: SimpleNamespace) -> None:
    tell(person=make_user(), kind=kind.key, once_for="one")
    assert send_due() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"is_active": False},
        {"held_until": NOON + timedelta(days=2)},
        {"erase_after": NOON + timedelta(days=20)},
    ],
    ids=["suspended", "waiting after a reset", "being erased"],
)
def test_who_gets_none(
    sink: Sink, person: User, kind: SimpleNamespace, fields: dict[str, Any]
) -> None:
    tell(person=person, kind=kind.key, once_for="one")
    User.objects.filter(pk=person.pk).update(**fields)
    assert send_due() == 0
    clear = {"is_active": True, "held_until": None, "erase_after": None}
    User.objects.filter(pk=person.pk).update(**clear)
    assert send_due() == 1, "nothing was lost meanwhile"


def test_a_pause(sink: Sink, person: User, kind: SimpleNamespace, clock: Any) -> None:
    tell(person=person, kind=kind.key, once_for="one")
    Wish.objects.update(paused_until=date(2026, 3, 12))
    found = []
    for _day in range(3):
        found.append(send_due())
        clock.shift(timedelta(days=1))
    assert found == [0, 0, 1]


def test_only_kinds_that_are_wanted(sink: Sink, person: User, kind: SimpleNamespace) -> None:
    other = register_kind()
    Wish.objects.update(unwanted=[kind.key])
    tell(person=person, kind=kind.key, once_for="one")
    assert send_due() == 0
    tell(person=person, kind=other.key, once_for="one")
    assert send_due() == 1
    assert sink.letters[0].text.startswith("One new thing ")


def test_what_was_seen_here_is_not_mailed(sink: Sink, person: User, kind: SimpleNamespace) -> None:
    make_notice(person, kind.key, seen_at=timezone.now())
    assert send_due() == 0


def test_a_kind_that_nobody_speaks_for_is_not_mailed(
    sink: Sink, person: User, kind: SimpleNamespace
) -> None:
    tell(person=person, kind=kind.key, once_for="one")
    kinds.unregister(kind.key)
    assert send_due() == 0


def test_whoever_says_no_at_the_last_moment_gets_none(
    sink: Sink, person: User, kind: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the list of whom to write to and the claim."""
    tell(person=person, kind=kind.key, once_for="one")
    as_it_was = Wish.is_time

    def says_no(wish: Wish, now: Any) -> bool:
        Wish.objects.update(mail=Wish.Mail.NO)
        return as_it_was(wish, now)

    monkeypatch.setattr(Wish, "is_time", says_no)
    assert send_due() == 0
    assert sink.letters == []
    assert Wish.objects.get().claimed_at is None


def test_no_day_has_two_whatever_the_hours_and_the_zones(
    sink: Sink, person: User, kind: SimpleNamespace, clock: Any
) -> None:
    """Thirty days of news at any hour, a round every half an hour, and much travelling."""
    chance, moments = random.Random(3), []
    zones = ["Europe/London", "Pacific/Auckland", "Pacific/Honolulu", "Asia/Kolkata"]
    for step in range(30 * 48):
        if chance.random() < 0.1:
            tell(person=person, kind=kind.key, once_for=str(step))
        if chance.random() < 0.02:
            User.objects.filter(pk=person.pk).update(time_zone=chance.choice(zones))
        if send_due():
            moments.append((timezone.now(), User.objects.get(pk=person.pk).zone))
        clock.shift(timedelta(minutes=30))
    assert 15 < len(moments) == len(sink.letters) <= 36
    assert all(7 <= at.astimezone(zone).hour < 19 for at, zone in moments)
    gaps = [later - at for (at, _), (later, _) in pairwise(moments)]
    assert min(gaps) >= timedelta(hours=20)
    stayed = Counter((zone.key, at.astimezone(zone).date()) for at, zone in moments)
    assert max(stayed.values()) == 1
    assert not Notice.objects.waiting().filter(made_at__lte=moments[-1][0]).exists()


def test_a_count_in_words() -> None:
    words = [in_words(number) for number in (1, 2, 10, 11, 500)]
    assert words == ["one", "two", "ten", "more than ten", "more than ten"]
