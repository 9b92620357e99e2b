"""Guessing at codes: never far, never in the owner's way, and a ward is not refused."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone

from people import devices, limits, totp
from people.models import Tally, User
from people.services.codes import make_codes
from people.services.factors import ask_to_go_without, use_app
from people.services.resets import complete_reset
from tests.makers import PASSWORD, SECRET, make_factor, make_user
from tests.people.test_second_step import NOW, STEP, begin, code, is_in, step

BASE = "http://testserver"


@pytest.fixture(autouse=True)
def _a_moment(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def nurse(amara: User) -> User:
    make_factor(amara)
    return amara


class TestLimits:
    def test_five_in_five_minutes_in_one_session(
        self, client: Client, nurse: User, time_machine: Any
    ) -> None:
        begin(client)
        answers = [step(client, "000000").url for _try in range(8)]
        assert sum("no-match" in answer for answer in answers) == 5
        assert step(client, code()).url == f"{STEP}?answer=wait"
        assert "Wait five minutes" in client.get(f"{STEP}?answer=wait").content.decode()
        time_machine.shift(301)
        step(client, code())
        assert is_in(client)

    def test_twenty_in_an_hour_in_all_of_them(self, nurse: User) -> None:
        answers = []
        for _session in range(8):
            guesser = Client()
            begin(guesser)
            answers += [step(guesser, "000000").url for _try in range(5)]
        assert sum("no-match" in answer for answer in answers) == 20

    def test_fifty_in_a_day(self, nurse: User, time_machine: Any, rf: RequestFactory) -> None:
        request, took = rf.get("/"), 0
        for number in range(23 * 60):
            took += limits.take_factor(request, nurse, f"session {number}") is not None
            time_machine.shift(60)
        assert took == 50

    def test_the_owners_device_is_not_closed_by_them(self, nurse: User, time_machine: Any) -> None:
        owner = Client()
        begin(owner)
        step(owner, code())
        owner.post("/sign-in/out/")
        for _session in range(6):
            guesser = Client()
            begin(guesser)
            for _try in range(6):
                step(guesser, "000000")
        time_machine.shift(30)
        begin(owner)
        step(owner, code())
        assert is_in(owner)

    def test_nor_is_a_recovery_code_on_a_new_device(self, nurse: User) -> None:
        codes = make_codes(user=nurse)
        for _session in range(6):
            guesser = Client()
            begin(guesser)
            for _try in range(12):
                step(guesser, "000000")
                step(guesser, "WRONG-WRONG", "recovery")
        owner = Client()
        begin(owner)
        step(owner, codes[0], "recovery")
        assert is_in(owner)

    def test_the_owners_device_is_no_licence_to_guess(self, nurse: User) -> None:
        owner = Client()
        begin(owner)
        step(owner, code())
        owner.post("/sign-in/out/")
        begin(owner)
        answers = [step(owner, "000000").url for _try in range(15)]
        assert sum("no-match" in answer for answer in answers) == 10

    def test_a_right_code_is_given_back(self, nurse: User, time_machine: Any) -> None:
        for _time in range(25):
            client = Client()
            begin(client)
            step(client, code())
            assert is_in(client)
            time_machine.shift(30)


class TestGates:
    def test_ten_thousand_tries(
        self, nurse: User, rf: RequestFactory, without_request_log: None
    ) -> None:
        """Who knows the password, from 500 places with new sessions each: none past the limit.

        The right code comes up every hundredth time, which is 3,000 times luckier than life.
        """
        taken = inside = 0
        for number in range(9_900):
            request = rf.get("/")
            if limits.take_factor(request, nurse, f"session {number // 3}") is None:
                continue
            taken += 1
            inside += number % 100 == 99 and use_app(user=nurse, code=code())
        for number in range(100):  # and the last of them through the real door
            client = Client(REMOTE_ADDR=f"198.51.100.{number}")
            begin(client)
            step(client, code())
            inside += is_in(client)
        assert (taken, inside) == (20, 0)

    def test_ten_thousand_passwords(self, nurse: User, rf: RequestFactory) -> None:
        """From one address, and from 500: 0 past the limit of each."""
        took = {"one": 0, "many": 0}
        for number in range(5_000):
            for name, network in (("one", "192.0.2.1"), ("many", f"2001:db8::{number % 500}")):
                address = f"{name}@example.test"
                took[name] += limits.take_sign_in(rf.get("/"), address, network) is not None
        assert took == {"one": 5, "many": 20}

    def test_forty_people_at_one_address_in_a_minute(self, db: None, time_machine: Any) -> None:
        refused = 0
        for number in range(40):
            make_factor(make_user("Nurse", f"nurse{number}@example.test"))
        for number in range(40):
            client = Client(REMOTE_ADDR="192.0.2.1")
            login = {"login": f"nurse{number}@example.test", "password": PASSWORD}
            if number % 3 == 0:  # some mistype, here and there
                client.post("/sign-in/", {**login, "password": "wrong"})
            client.post("/sign-in/", login)
            if number % 4 == 0:
                step(client, "000000")
            step(client, code())
            refused += not is_in(client)
            time_machine.shift(1)
        assert refused == 0

    def test_the_counts_name_nobody(self, nurse: User, rf: RequestFactory) -> None:
        limits.take_factor(rf.get("/"), nurse, "session")
        assert not Tally.objects.filter(key__contains=nurse.pk.hex).exists()


def test_a_device_is_known_only_after_the_second_step(client: Client, nurse: User) -> None:
    """Otherwise whoever has the password could make one, and count for themselves."""
    begin(client)
    assert devices.cookie_name() not in client.cookies
    step(client, code())
    assert devices.cookie_name() in client.cookies


class TestAfterAReset:
    @pytest.fixture
    def held(self, nurse: User) -> User:
        complete_reset(user=nurse, password="another long password", base_url=BASE)
        nurse.refresh_from_db()
        assert nurse.is_held
        return nurse

    def test_the_second_step_is_still_asked(self, client: Client, held: User) -> None:
        begin(client, password="another long password")
        assert not is_in(client)
        assert client.get("/your-journal/").url.startswith("/sign-in/")

    def test_and_opens_private_text_at_once(self, client: Client, held: User) -> None:
        begin(client, password="another long password")
        step(client, code())
        assert client.get("/your-journal/").status_code == 200
        held.refresh_from_db()
        assert not held.is_held and held.holds.get().opened_at is not None
        assert "hold-opened" in [event.action for event in held.events.all()]

    def test_a_recovery_code_there_is_enough_for_both(self, client: Client, held: User) -> None:
        codes = make_codes_before_the_reset(held)
        begin(client, password="another long password")
        step(client, codes[0], "recovery")
        assert client.get("/your-journal/").status_code == 200
        assert held.recovery_codes.unused().count() == 9

    def test_on_the_page_of_the_wait_it_opens_as_well(self, client: Client, held: User) -> None:
        client.force_login(held)
        assert client.get("/your-journal/").url.startswith("/me/wait/")
        assert "Your second step opens them" in client.get("/me/wait/").content.decode()
        wrong = client.post("/me/wait/", {"do": "code", "code": "000000"})
        assert wrong.url == "/me/wait/?answer=no-match"
        client.post("/me/wait/", {"do": "code", "code": code()})
        assert client.get("/your-journal/").status_code == 200


def make_codes_before_the_reset(user: User) -> list[str]:
    until, user.held_until = user.held_until, None
    user.save()
    codes = make_codes(user=user)
    user.held_until = until
    user.save()
    return codes


class TestEverythingLost:
    @pytest.fixture
    def asked(
        self, client: Client, nurse: User, django_capture_on_commit_callbacks: Any
    ) -> list[str]:
        """Asked for on the page, with the links that stop it."""
        begin(client)
        assert "Begin the fourteen days" in client.get(STEP + "lost/").content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(STEP + "lost/").url == STEP + "lost/"
        page = client.get(STEP + "lost/").content.decode()
        assert "The wait has begun" in page and "6 December 2026" in page
        assert "to be taken off" in mail.outbox[-1].subject
        return [word for word in mail.outbox[-1].body.split() if word.startswith(BASE)]

    def test_not_before_fourteen_days(
        self, asked: list[str], nurse: User, time_machine: Any
    ) -> None:
        time_machine.shift(14 * 24 * 3600 - 60)
        client = Client()
        begin(client)
        assert not is_in(client) and nurse.factors.exists()

    def test_then_the_password_is_enough(
        self, asked: list[str], nurse: User, time_machine: Any
    ) -> None:
        time_machine.shift(14 * 24 * 3600)
        client = Client()
        begin(client)
        assert is_in(client) and not nurse.factors.exists()
        actions = [event.action for event in nurse.events.all()]
        assert actions == ["signed-in", "factor-removed", "factors-lost"]
        assert "factor_at" not in client.session

    def test_each_address_can_stop_it(
        self, asked: list[str], nurse: User, time_machine: Any
    ) -> None:
        path = asked[0].removeprefix(BASE)
        page = Client().get(path).content.decode()
        assert "asked to go on without a second step" in page
        Client().post(path)
        time_machine.shift(15 * 24 * 3600)
        client = Client()
        begin(client)  # that password is gone as well
        assert not is_in(client) and nurse.factors.exists()

    def test_using_it_after_all_ends_the_wait(
        self, asked: list[str], nurse: User, client: Client, time_machine: Any
    ) -> None:
        step(client, code())
        assert is_in(client)
        time_machine.shift(15 * 24 * 3600)
        later = Client()
        begin(later)
        assert not is_in(later) and nurse.factors.exists()
        assert "late" in Client().post(asked[0].removeprefix(BASE)).url

    def test_asking_again_begins_nothing_again(self, asked: list[str], nurse: User) -> None:
        until = nurse.holds.get().until
        assert ask_to_go_without(user=nurse, base_url=BASE) == until
        assert nurse.holds.count() == 1 and nurse.events.count() == 1

    def test_private_text_was_never_closed_for_it(self, asked: list[str], nurse: User) -> None:
        nurse.refresh_from_db()
        assert not nurse.is_held and timezone.now() < nurse.holds.get().until


def test_a_code_is_typed_as_shown() -> None:
    assert totp.step_of(SECRET, code()) == totp.step_now()
