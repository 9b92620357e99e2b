"""The second step at the door: asked after the password, and nothing is open before it."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from people import totp
from people.models import User
from people.services.codes import make_codes
from people.services.factors import use_app
from people.session_store import SessionStore, row_key
from tests.conftest import suspend
from tests.makers import PASSWORD, SECRET, make_factor

LOGIN, STEP = "/sign-in/", "/sign-in/second-step/"
NOW = "2026-11-22T08:00:10+00:00"


@pytest.fixture(autouse=True)
def _a_moment(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def nurse(cast: SimpleNamespace) -> User:
    """Amara, with an app on her phone."""
    make_factor(cast.amara)
    return cast.amara


def code(steps: int = 0) -> str:
    return totp.code_at(SECRET, totp.step_now() + steps)


def begin(client: Client, *, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": "amara@example.test", "password": password, **more})


def step(client: Client, typed: str, do: str = "code", **more: str) -> Any:
    return client.post(STEP, {"do": do, "code": typed, **more})


def is_in(client: Client) -> bool:
    return bool(client.get("/me/session/").json()["signed_in"])


class TestAtTheDoor:
    def test_the_password_alone_opens_nothing(self, client: Client, nurse: User) -> None:
        response = begin(client)
        assert (response.status_code, response.url) == (302, STEP)
        assert not is_in(client)
        assert client.get("/").url.startswith("/sign-in/")
        assert not nurse.events.exists()

    def test_the_code_opens(self, client: Client, nurse: User) -> None:
        begin(client, next="/me/trail/")
        response = step(client, code())
        assert (response.status_code, response.url) == (303, "/me/trail/")
        assert is_in(client)
        assert [event.action for event in nurse.events.all()] == ["signed-in"]
        assert "factor_at" in client.session and "account_login" not in client.session

    @pytest.mark.parametrize("steps", [-1, 0, 1])
    def test_a_clock_may_be_half_a_minute_off(
        self, steps: int, client: Client, nurse: User
    ) -> None:
        begin(client)
        step(client, code(steps))
        assert is_in(client)

    @pytest.mark.parametrize("steps", [-3, -2, 2, 3, 100_000])
    def test_and_no_more(self, steps: int, client: Client, nurse: User) -> None:
        begin(client)
        assert step(client, code(steps)).url == f"{STEP}?answer=no-match"
        assert not is_in(client)

    def test_a_code_may_be_typed_with_a_gap(self, client: Client, nurse: User) -> None:
        begin(client)
        step(client, f" {code()[:3]} {code()[3:]} ")
        assert is_in(client)

    @pytest.mark.parametrize(
        "typed", ["", "0", "abcdef", "12345", "1234567", "\x00" * 6, "١٢٣٤٥٦", "9" * 100_000, "💬"]
    )
    def test_odd_input_is_just_refused(self, typed: str, client: Client, nurse: User) -> None:
        begin(client)
        for way in ("code", "recovery", "passkey", "another"):
            assert step(client, typed, way).status_code == 303
        assert not is_in(client)

    def test_no_typed_code_is_sent_back(self, client: Client, nurse: User) -> None:
        begin(client)
        response = step(client, "918273")
        assert b"918273" not in response.content + client.get(response.url).content
        assert "918273" not in str(response.cookies) + str(dict(client.session))

    def test_the_device_is_remembered_from_the_first_page(
        self, client: Client, nurse: User
    ) -> None:
        begin(client, device="own", others="no")
        assert client.session.get_expiry_age() == 15 * 60
        step(client, code())
        assert client.session["device"] == "own"

    def test_nobody_without_a_password_gets_there(self, client: Client, nurse: User) -> None:
        for response in (client.get(STEP), step(client, code())):
            assert response.url == LOGIN
        assert client.get(STEP + "lost/").url == LOGIN
        assert not is_in(client)

    def test_who_is_in_goes_home(self, client: Client, nurse: User) -> None:
        client.force_login(nurse)
        assert client.get(STEP).url == "/"

    def test_who_has_none_is_not_asked(self, client: Client, ben: User) -> None:
        client.post(LOGIN, {"login": "ben@example.test", "password": PASSWORD})
        assert is_in(client)

    def test_a_quarter_of_an_hour(self, client: Client, nurse: User, time_machine: Any) -> None:
        begin(client)
        time_machine.shift(15 * 60 + 1)
        assert step(client, code()).url == LOGIN
        assert not is_in(client)

    def test_another_password_meanwhile_ends_it(self, client: Client, nurse: User) -> None:
        begin(client)
        nurse.set_password("quite another phrase")
        nurse.save()
        assert step(client, code()).url == LOGIN
        assert not is_in(client)

    def test_a_suspended_person_stays_out(self, client: Client, nurse: User) -> None:
        begin(client)
        suspend(nurse)
        step(client, code())
        assert not is_in(client)

    def test_somebody_else_may_come_instead(self, client: Client, nurse: User) -> None:
        begin(client)
        assert step(client, "", "leave").url == LOGIN
        assert client.get(STEP).url == LOGIN

    def test_the_cookie_changes_at_both_doors(self, client: Client, nurse: User) -> None:
        client.get(LOGIN)
        planted = SessionStore()
        planted["x"] = 1
        planted.save()
        client.cookies["sessionid"] = planted.session_key
        begin(client)
        waiting = client.cookies["sessionid"].value
        step(client, code())
        keys = {planted.session_key, waiting, client.cookies["sessionid"].value}
        assert len(keys) == 3
        for dead in (planted.session_key, waiting):
            assert not Session.objects.filter(pk=row_key(dead)).exists()

    def test_what_waits_shows_no_address_and_no_password(self, client: Client, nurse: User) -> None:
        begin(client)
        row = Session.objects.get(pk=row_key(client.cookies["sessionid"].value))
        seen = str(row.get_decoded())
        assert "example.test" not in seen and PASSWORD not in seen and SECRET not in seen

    def test_remembers_no_device(self, client: Client, nurse: User) -> None:
        begin(client)
        step(client, code())
        client.post("/sign-in/out/")
        begin(client)
        assert not is_in(client)


class TestOnceOnly:
    def test_the_same_code_again(self, client: Client, nurse: User) -> None:
        begin(client)
        step(client, code())
        other = Client()
        begin(other)
        assert step(other, code()).url == f"{STEP}?answer=no-match"
        assert not is_in(other)

    def test_an_older_one_after_a_newer(self, client: Client, nurse: User) -> None:
        assert use_app(user=nurse, code=code(1))
        assert not use_app(user=nurse, code=code(0))
        assert not use_app(user=nurse, code=code(1))

    def test_the_next_one_works(self, client: Client, nurse: User, time_machine: Any) -> None:
        assert use_app(user=nurse, code=code())
        time_machine.shift(30)
        assert use_app(user=nurse, code=code())

    def test_the_code_that_set_it_up(self, client: Client, nurse: User) -> None:
        nurse.factors.all().delete()
        make_factor(nurse, last_step=totp.step_now())
        assert not use_app(user=nurse, code=code())

    def test_nobody_elses(self, cast: SimpleNamespace, nurse: User) -> None:
        make_factor(cast.ben, secret=totp.new_secret())
        assert not use_app(user=cast.ben, code=code())


class TestRecoveryCode:
    def test_lets_in_once_and_tells(self, client: Client, nurse: User) -> None:
        codes = make_codes(user=nurse)
        begin(client)
        assert step(client, codes[0].lower(), "recovery").url == "/"
        assert is_in(client)
        actions = [event.action for event in nurse.events.all()]
        assert actions[:2] == ["signed-in", "code-used"]
        assert "A recovery code was used" in mail.outbox[-1].subject
        assert "9 unused codes are left" in mail.outbox[-1].body
        again = Client()
        begin(again)
        step(again, codes[0], "recovery")
        assert not is_in(again)

    def test_nobody_elses(self, client: Client, nurse: User, ben: User) -> None:
        begin(client)
        step(client, make_codes(user=ben)[0], "recovery")
        assert not is_in(client)

    def test_is_not_taken_as_a_code_of_the_app(self, client: Client, nurse: User) -> None:
        codes = make_codes(user=nurse)
        begin(client)
        step(client, codes[0])
        assert not is_in(client) and nurse.recovery_codes.unused().count() == 10


def test_the_page_offers_what_there_is(client: Client, nurse: User) -> None:
    begin(client)
    page = client.get(STEP).content.decode()
    assert "Six-digit code" in page and 'inputmode="numeric"' in page
    assert "data-passkey" not in page and "Recovery code" not in page
    assert "emember" not in page and "amara" not in page.casefold()
    make_codes(user=nurse)
    assert "Recovery code" in client.get(STEP).content.decode()


def test_every_door_asks_for_it(client: Client, nurse: User) -> None:
    """The places that sign somebody in. A new one must be looked at, and be named here."""
    from pathlib import Path

    calls = {
        path.name
        for path in Path("people").rglob("*.py")
        if any(
            word in path.read_text()
            for word in ("adapter.login(", "perform_login", "login(request,")
        )
    }
    # An invitation signs in the person whom it has just made, who has no second step yet.
    assert calls == {"invitations.py"}
    assert reverse("account_second_step") == STEP


def test_takes_no_time_to_speak_of(nurse: User) -> None:
    started = time.process_time()  # its own: the machine may be busy with other things
    for _try in range(100):
        totp.step_of(SECRET, "000000")
    assert time.process_time() - started < 0.5
