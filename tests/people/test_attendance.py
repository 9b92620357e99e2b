"""Locking and ending by the clock, on the server; the lock page; suspended people."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from people.access import on_refusal
from people.middleware import Attendance
from people.models import User
from people.session_store import row_key
from tests.conftest import suspend
from tests.makers import PASSWORD
from vault.ids import short

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
PAGE = "/me/trail/"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def enter(client: Client, device: str = "shared", name: str = "amara") -> Client:
    data = {"login": f"{name}@example.test", "password": PASSWORD, "device": device}
    client.post("/sign-in/", {**data, "others": "no"})
    return client


def state(client: Client) -> dict[str, Any]:
    return client.get("/me/session/").json()


def minutes(clock: time_machine.Traveller, number: float) -> None:
    clock.shift(timedelta(minutes=number))


@pytest.mark.parametrize(("device", "open_for", "locks_at"), [("shared", 4, 5), ("own", 29, 30)])
def test_locks_after_a_pause(
    device: str, open_for: int, locks_at: int, clock: Any, client: Client, amara: User
) -> None:
    enter(client, device)
    minutes(clock, open_for)
    assert client.get(PAGE).status_code == 200
    minutes(clock, locks_at)
    response = client.get(PAGE)
    assert response.url == f"/me/lock/?next={PAGE.replace('/', '%2F')}"
    assert "Only you see this" not in client.get(response.url).content.decode()


def test_the_clock_is_the_servers(clock: Any, client: Client, amara: User) -> None:
    """A browser that asks often without the person being there does not keep it open."""
    enter(client)
    for _time in range(10):
        minutes(clock, 0.5)
        state(client)
        client.get(PAGE, headers={"Reflect-Poll": "1"})
    assert state(client)["locked"]


def test_posts_and_pages_keep_it_open(clock: Any, client: Client, amara: User) -> None:
    enter(client)
    for _time in range(5):
        minutes(clock, 4)
        assert client.post("/me/session/extend/").status_code == 204
        minutes(clock, 4)
        assert client.get(PAGE).status_code == 200
    assert not state(client)["locked"]


def test_ends_after_a_long_pause(clock: Any, client: Client, amara: User) -> None:
    enter(client)
    key = row_key(client.session.session_key)
    assert Session.objects.filter(pk=key).exists()
    minutes(clock, 31)
    assert client.get(PAGE).url == f"/sign-in/?next={PAGE.replace('/', '%2F')}"
    assert not Session.objects.filter(pk=key).exists()


def test_ends_after_twelve_hours_whatever_happens(clock: Any, client: Client, amara: User) -> None:
    enter(client)
    for _time in range(12 * 15 - 1):
        minutes(clock, 4)
        client.post("/me/session/extend/")
    assert client.get(PAGE).status_code == 200
    minutes(clock, 4)
    assert client.get(PAGE).url.startswith("/sign-in/")


def test_an_own_device_stays_for_thirty_days(clock: Any, client: Client, amara: User) -> None:
    enter(client, "own")
    clock.shift(timedelta(days=29))
    assert client.get(PAGE).url.startswith("/me/lock/")
    client.post("/me/lock/", {"password": PASSWORD})
    assert client.get(PAGE).status_code == 200
    clock.shift(timedelta(days=1, minutes=1))
    assert client.get(PAGE).url.startswith("/sign-in/")


def test_says_when_it_will_lock(clock: Any, client: Client, amara: User) -> None:
    enter(client)
    minutes(clock, 1)
    told = state(client)
    assert told.pop("csrf")
    assert told == {
        "signed_in": True,
        "locked": False,
        "person": short(amara.pk),
        "warn_in": 120,
        "lock_in": 240,
    }


def test_tells_nobody_nothing(client: Client, db: None) -> None:
    told = state(client)
    assert told["csrf"]
    assert (told["signed_in"], told["locked"], told["person"]) == (False, False, "")


class TestScripts:
    """A script is told by status and keeps the words on its page."""

    def test_signed_out(self, client: Client, db: None) -> None:
        for headers in ({"Accept": "application/json"}, {"Reflect-Operation": "1"}):
            response = client.get(PAGE, headers=headers)
            assert (response.status_code, response.json()) == (401, {"state": "signed-out"})

    def test_locked(self, clock: Any, client: Client, amara: User) -> None:
        enter(client)
        minutes(clock, 6)
        response = client.post("/me/session/extend/", headers={"Accept": "application/json"})
        assert (response.status_code, response.json()) == (401, {"state": "locked"})

    def test_over(self, clock: Any, client: Client, amara: User) -> None:
        enter(client)
        minutes(clock, 31)
        response = client.get(PAGE, headers={"Accept": "application/json"})
        assert (response.status_code, response.json()) == (401, {"state": "signed-out"})

    def test_a_browser_gets_a_page(self, client: Client, db: None) -> None:
        accept = "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8"
        assert client.get(PAGE, headers={"Accept": accept}).status_code == 302

    def test_opens_by_script(self, client: Client, amara: User) -> None:
        enter(client)
        client.post("/me/lock/now/")
        accept = {"Accept": "application/json"}
        wrong = client.post("/me/lock/", {"password": "x"}, headers=accept)
        assert (wrong.status_code, wrong.json()["answer"]) == (401, "no-match")
        assert client.post("/me/lock/", {"password": PASSWORD}, headers=accept).status_code == 204
        assert not state(client)["locked"]

    def test_hides_by_script(self, client: Client, amara: User) -> None:
        enter(client)
        accept = {"Accept": "application/json"}
        answer = client.post("/me/lock/now/", headers=accept)
        assert (answer.status_code, answer.headers["Reflect-Locked"]) == (204, "1")
        assert state(client)["locked"]
        again = client.post("/me/lock/now/", headers=accept)
        assert (again.status_code, again.json()) == (401, {"state": "locked"})


class TestLockPage:
    def test_hides_at_once_and_leads_back(self, client: Client, amara: User) -> None:
        enter(client)
        response = client.post(
            "/me/lock/now/", headers={"Referer": f"http://testserver{PAGE}?page=2"}
        )
        assert (response.status_code, response.url) == (303, "/me/lock/?next=%2Fme%2Ftrail%2F")
        assert "Reflect-Locked" not in response.headers
        assert client.get(PAGE).url.startswith("/me/lock/")
        back = client.post("/me/lock/", {"password": PASSWORD, "next": PAGE})
        assert (back.status_code, back.url) == (303, PAGE)
        assert client.get(PAGE).status_code == 200

    def test_a_wrong_password_leaves_it_closed(self, client: Client, amara: User) -> None:
        enter(client)
        client.post("/me/lock/now/")
        response = client.post("/me/lock/", {"password": "wrong", "next": PAGE})
        assert response.status_code == 303
        assert "That is not your password" in client.get(response.url).content.decode()
        assert state(client)["locked"]

    def test_another_persons_password_does_not_open_it(
        self, client: Client, amara: User, ben: User
    ) -> None:
        enter(client)
        User.objects.get(pk=ben.pk)
        ben.set_password("bens own password")
        ben.save()
        client.post("/me/lock/now/")
        client.post("/me/lock/", {"password": "bens own password"})
        assert state(client)["locked"]

    def test_guessing_is_limited(self, client: Client, amara: User) -> None:
        enter(client)
        client.post("/me/lock/now/")
        for _try in range(5):
            client.post("/me/lock/", {"password": "wrong"})
        assert "wait" in client.post("/me/lock/", {"password": PASSWORD}).url
        assert state(client)["locked"]

    @pytest.mark.parametrize("next", ["//evil.example", "https://evil.example/", "/\\evil"])
    def test_next_stays_here(self, next: str, client: Client, amara: User) -> None:
        enter(client)
        client.post("/me/lock/now/")
        assert client.post("/me/lock/", {"password": PASSWORD, "next": next}).url == "/"

    def test_somebody_else_can_sign_in_there(self, client: Client, amara: User, ben: User) -> None:
        enter(client)
        client.post("/me/lock/now/")
        page = client.get("/me/lock/").content.decode()
        assert "I am somebody else" in page
        client.post("/sign-in/out/")
        enter(client, name="ben")
        assert state(client)["person"] == short(ben.pk)

    def test_shows_no_places_and_no_words(self, client: Client, amara: User) -> None:
        enter(client)
        client.post("/me/lock/now/")
        page = client.get("/me/lock/").content.decode()
        assert "data-signed-in" not in page and "places-nav" not in page

    def test_when_open_it_leads_on(self, client: Client, amara: User) -> None:
        enter(client)
        assert client.get("/me/lock/", {"next": PAGE}).url == PAGE

    def test_hiding_needs_a_post(self, client: Client, amara: User) -> None:
        enter(client)
        assert client.get("/me/lock/now/").status_code == 405
        assert not state(client)["locked"]


def test_public_pages_open_while_locked(client: Client, amara: User) -> None:
    enter(client)
    client.post("/me/lock/now/")
    assert client.get(reverse("account_reset_password")).status_code == 200


def test_does_not_write_the_session_each_time(
    clock: Any, client: Client, amara: User, django_assert_num_queries: Any
) -> None:
    enter(client)
    clock.shift(21)
    client.get("/me/safe/")
    saved = client.session["seen"]
    clock.shift(19)
    client.get("/me/safe/")
    assert client.session["seen"] == saved
    clock.shift(2)
    client.get("/me/safe/")
    assert client.session["seen"] > saved


def test_a_suspended_person_is_out_at_the_next_request_on_every_device(
    client: Client, amara: User
) -> None:
    clients = [enter(Client(), device) for device in ("shared", "own", "shared", "own", "shared")]
    keys = [row_key(one.session.session_key) for one in clients]
    suspend(amara)
    for one in clients:
        assert one.get(PAGE).url.startswith("/sign-in/")
    User.objects.filter(pk=amara.pk).update(is_active=True)
    assert not Session.objects.filter(pk__in=keys).exists()  # not even if opened again
    for one in clients:
        assert one.get(PAGE).url.startswith("/sign-in/")


def test_a_tampered_cookie_is_nobody(client: Client, amara: User) -> None:
    enter(client)
    client.cookies["sessionid"] = "x" * 32
    assert client.get(PAGE).url.startswith("/sign-in/")


def test_the_middleware_rescues_a_post_only_for_its_writer(
    clock: Any, client: Client, amara: User, rf: Any
) -> None:
    rescued: list[tuple[bool, dict[str, Any]]] = []

    def keep(request: HttpRequest, **kwargs: Any) -> bool:
        rescued.append((request.user.is_authenticated, kwargs))
        return len(rescued) == 1

    @on_refusal(keep)
    def view(request: HttpRequest, pk: int) -> None:
        raise AssertionError

    enter(client)
    request = rf.post("/x/", {"text": "words"})
    request.session, request.user = client.session, User.objects.get(pk=amara.pk)
    request.session["locked"] = True
    response = Attendance(lambda _request: None).process_view(request, view, (), {"pk": 1})
    assert (response.status_code, response.headers["Reflect-Kept"]) == (303, "1")
    assert rescued == [(False, {"pk": 1})]
    assert request.user == amara
    refused = Attendance(lambda _request: None).process_view(request, view, (), {"pk": 1})
    assert refused.status_code == 409 and "Reflect-Kept" not in refused.headers
    text = refused.content.decode()
    assert "could not be kept" in text and "Press Back" in text and "words</" not in text


def test_the_written_limits_are_the_set_ones() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "sessions.md").read_text()
    shared, own = settings.IDLE_TIMES["shared"], settings.IDLE_TIMES["own"]

    def cell(time: timedelta) -> str:
        if time >= timedelta(days=1):
            return f"{time.days} days"
        whole = int(time.total_seconds())
        return f"{whole // 3600} hours" if whole >= 7200 else f"{whole // 60} minutes"

    for name, words in {
        "warn": "warning",
        "lock": "lock",
        "end": "end",
        "absolute": "end, whatever happens",
    }.items():
        assert f"| {words} | {cell(shared[name])} | {cell(own[name])} |" in text
