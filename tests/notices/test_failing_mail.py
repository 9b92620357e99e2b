"""A mail server that is away, that refuses, or that breaks off: nothing lost, and no storm."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from notices.models import CLAIM_TIME, Notice, Wish
from notices.services import send_due, tell
from people.models import User
from tests.makers import make_user
from tests.notices.makers import make_wish, register_kind
from tests.notices.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ROUND = timedelta(minutes=5)


def waiting(kind: SimpleNamespace, count: int) -> list[User]:
    people = []
    for number in range(count):
        person = make_user(f"Nurse {number}", f"nurse{number}@example.test")
        make_wish(person)
        tell(person=person, kind=kind.key, once_for="one")
        people.append(person)
    return people


def test_a_mail_server_that_is_away_is_asked_again_later(
    sink: Sink, kind: SimpleNamespace, clock: Any, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    waiting(kind, 6)
    settings.EMAIL_PORT = 9  # nobody listens there
    with caplog.at_level(logging.ERROR):
        assert send_due() == 0
    said = [record.getMessage() for record in caplog.records]
    assert said == ["Mail something_new was not sent: ConnectionRefusedError."] * 3, (
        "after three in a row the round is over"
    )
    assert sorted(Wish.objects.values_list("tries", flat=True)) == [0, 0, 0, 1, 1, 1]
    assert not Wish.objects.exclude(claimed_at=None).exists()
    settings.EMAIL_PORT = sink.port
    assert send_due() == 3, "those not tried yet go at once"
    clock.shift(ROUND)
    assert send_due() == 3
    assert sorted(letter.recipients[0] for letter in sink.letters) == [
        f"nurse{number}@example.test" for number in range(6)
    ]


def test_the_waits_grow_to_a_day_and_no_longer(
    sink: Sink, kind: SimpleNamespace, clock: Any
) -> None:
    (person,) = waiting(kind, 1)
    sink.refused.add(person.email)
    waits, before = [], timezone.now()
    for _try in range(9):
        assert send_due() == 0
        wish = Wish.objects.get()
        waits.append(wish.try_after - timezone.now())
        Wish.objects.update(try_after=None)
    assert waits[:3] == [ROUND, 3 * ROUND, 9 * ROUND]
    assert waits[-1] == timedelta(days=1)
    assert timezone.now() == before
    sink.refused.clear()
    assert send_due() == 1
    wish.refresh_from_db()
    assert (wish.tries, wish.try_after) == (0, None)


def test_one_bad_address_keeps_nobody_else_waiting(
    sink: Sink, kind: SimpleNamespace, clock: Any
) -> None:
    people = waiting(kind, 12)
    sink.refused = {person.email for person in people[:5]}
    rounds = []
    for _round in range(4):
        rounds.append(send_due())
        clock.shift(ROUND)
    assert sum(rounds) == 7
    assert len(sink.letters) == 7


def test_a_line_that_breaks_before_the_yes_may_make_it_two(
    sink: Sink, kind: SimpleNamespace, clock: Any
) -> None:
    """What SMTP cannot tell us. The name of the mail is the same, and the next has another."""
    (person,) = waiting(kind, 1)
    sink.breaks_off = 1
    assert send_due() == 0
    clock.shift(ROUND)
    assert send_due() == 1
    clock.shift(timedelta(days=1))
    tell(person=person, kind=kind.key, once_for="two")
    assert send_due() == 1
    names = [letter.message["Message-ID"] for letter in sink.letters]
    assert len(names) == 3
    assert names[0] == names[1] != names[2]
    assert names[0].endswith("@localhost>")


def test_a_process_that_ended_in_the_middle_loses_nothing(
    sink: Sink, kind: SimpleNamespace, clock: Any
) -> None:
    waiting(kind, 1)
    Wish.objects.update(claimed_at=timezone.now())
    assert send_due() == 0, "somebody may be sending it"
    clock.shift(CLAIM_TIME)
    assert send_due() == 1
    assert Wish.objects.get().claimed_at is None


def test_a_process_that_comes_back_late_takes_nobodys_claim(
    sink: Sink, kind: SimpleNamespace, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It slept through its claim; another sent the mail meanwhile and may be at the next."""
    waiting(kind, 1)
    theirs = timezone.now() + timedelta(hours=1)

    def sleeps(self: Any, messages: Any) -> int:
        Wish.objects.update(claimed_at=theirs, tries=0)
        raise TimeoutError

    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.send_messages", sleeps)
    assert send_due() == 0
    assert Wish.objects.values_list("claimed_at", "tries").get() == (theirs, 0)


def test_one_rooms_mistake_keeps_nobody_elses_mail(
    sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(person: User, notices: Sequence[Notice]) -> set[Any]:
        raise RuntimeError("words that nobody should read")

    waiting(register_kind(still_open=breaks), 1)
    kind = register_kind()
    other = make_user("Efua", "efua@example.test")
    make_wish(other)
    tell(person=other, kind=kind.key, once_for="one")
    with caplog.at_level(logging.ERROR):
        assert send_due() == 1
    assert [letter.recipients for letter in sink.letters] == [["efua@example.test"]]
    assert "RuntimeError" in caplog.text
    assert "nobody should read" not in caplog.text
    assert Notice.objects.waiting().count() == 1
