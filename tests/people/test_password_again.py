"""The password asked again: few tries, each session for itself, and not for ever."""

from typing import Any

import pytest
from django.test import Client

from people import limits
from people.models import User
from tests.conftest import open_session
from tests.makers import PASSWORD

PROVE, CODES = "/me/prove/", "/me/codes/"


@pytest.fixture(autouse=True)
def _a_moment(time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)


def guess(client: Client, password: str = "wrong") -> Any:
    return client.post(CODES, {"password": password})


def here(person: User) -> Client:
    client = open_session(Client(), person, "own")
    client.get("/me/")
    return client


def test_one_session_is_not_in_anothers_way(amara: User) -> None:
    guesser, owner = here(amara), here(amara)
    for _try in range(12):
        guess(guesser)
    guess(owner, PASSWORD)
    assert amara.recovery_codes.count() == 10


def test_five_a_minute(amara: User, time_machine: Any) -> None:
    client = here(amara)
    for _try in range(5):
        guess(client)
    guess(client, PASSWORD)
    assert "Too many tries" in client.get(CODES).content.decode()
    assert not amara.recovery_codes.exists()
    time_machine.shift(61)
    guess(client, PASSWORD)
    assert amara.recovery_codes.exists()


def test_ten_wrong_in_a_row_end_the_session(amara: User, time_machine: Any) -> None:
    client, owner = here(amara), here(amara)
    for _try in range(10):
        assert client.get("/me/").status_code == 200
        guess(client)
        time_machine.shift(20)
    assert client.get("/me/").url.startswith("/sign-in/")
    assert owner.get("/me/").status_code == 200


def test_a_right_one_breaks_the_row(amara: User, time_machine: Any) -> None:
    client = here(amara)
    for number in range(18):
        guess(client, PASSWORD if number == 9 else "wrong")
        time_machine.shift(20)
    assert client.get("/me/").status_code == 200


def test_fifty_wrong_a_day(amara: User, time_machine: Any) -> None:
    who, wrong = (amara.pk.hex, "a session"), 0
    for number in range(23 * 60):
        taken = limits.take_again(*who)
        if taken is not None and number % 9 == 8:
            limits.right_again(taken, *who)
        else:
            wrong += taken is not None
        time_machine.shift(60)
    assert wrong == 50
    assert limits.take_again(amara.pk.hex, "another session")
