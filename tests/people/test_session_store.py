"""What a session's row gives away, and that a lock is never undone by a slower request."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people import aside, sessions
from people.models import User
from people.session_store import SessionStore, row_key
from tests.makers import PASSWORD, make_user


def enter(client: Client, name: str = "amara", password: str = PASSWORD) -> Client:
    client.post("/sign-in/", {"login": f"{name}@example.test", "password": password})
    return client


def with_cookie(value: str) -> Client:
    client = Client()
    client.cookies["sessionid"] = value
    return client


def is_in(client: Client) -> bool:
    return client.get("/me/session/").json()["signed_in"]


class TestRow:
    def test_names_no_cookie_and_opens_nothing(self, client: Client, amara: User) -> None:
        cookie = enter(client).cookies["sessionid"].value
        for row in (Session.objects.get(), UserSession.objects.get()):
            assert row.session_key == row_key(cookie) and len(row.session_key) == 40
            assert not is_in(with_cookie(row.session_key))
        assert is_in(with_cookie(cookie))

    def test_holds_no_address(self, client: Client, amara: User) -> None:
        enter(client)
        assert "@" not in str(Session.objects.get().get_decoded())

    def test_holds_no_token_of_a_reset(self, client: Client, amara: User) -> None:
        Client().post("/sign-in/forgotten/", {"email": "amara@example.test"})
        path = mail.outbox[-1].body.split("http://testserver")[1].split()[0]
        token = path.strip("/").split("-", 2)[2]
        page = client.get(path, follow=True).content.decode()
        assert "Choose a new password" in page
        held = str([row.get_decoded() for row in Session.objects.all()])
        assert "reset" in held and token not in held

    def test_holds_no_link_of_an_invitation(self, client: Client, db: None) -> None:
        from people.services.invitations import invite

        link, _sent = invite(address="nia@example.test", base_url="http://testserver")
        client.post(link, {"display_name": "", "password": "x"})
        held = str([row.get_decoded() for row in Session.objects.all()])
        assert "form" in held and link.strip("/").rsplit("/", 1)[1] not in held

    def test_is_cleared_with_its_place_on_the_list(self, client: Client, amara: User) -> None:
        enter(client)
        Session.objects.update(expire_date=timezone.now())
        call_command("clearsessions")
        assert not Session.objects.exists()
        assert "This one" in enter(client).get("/sign-in/sessions/").content.decode()


class TestLockWins:
    def test_over_a_session_that_was_read_before(self, client: Client, amara: User) -> None:
        cookie = enter(client).cookies["sessionid"].value
        slow, locking = SessionStore(cookie), SessionStore(cookie)
        slow["seen"] = slow["seen"] + 30
        sessions.lock(locking)
        locking.save()
        slow.save()
        assert SessionStore(cookie)["locked"] is True

    def test_over_a_page_under_way(
        self, client: Client, amara: User, monkeypatch: pytest.MonkeyPatch, time_machine: Any
    ) -> None:
        time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)
        cookie = enter(client).cookies["sessionid"].value
        time_machine.shift(30)
        touch = sessions.touch

        def slowly(session: Any) -> None:
            monkeypatch.setattr(sessions, "touch", touch)
            with_cookie(cookie).post("/me/lock/now/")
            touch(session)

        monkeypatch.setattr(sessions, "touch", slowly)
        assert client.get("/me/").status_code == 200
        assert client.get("/me/").url.startswith("/me/lock/")

    def test_over_a_new_name_of_the_session(self, client: Client, amara: User) -> None:
        cookie = enter(client).cookies["sessionid"].value
        changing, locking = SessionStore(cookie), SessionStore(cookie)
        assert changing["locked"] is False
        sessions.lock(locking)
        locking.save()
        changing.cycle_key()
        changing.save()
        assert SessionStore(changing.session_key)["locked"] is True

    def test_until_the_password(self, client: Client, amara: User) -> None:
        enter(client).post("/me/lock/now/")
        client.post("/me/lock/", {"password": PASSWORD})
        assert client.get("/me/").status_code == 200


class TestLockPage:
    @pytest.fixture(autouse=True)
    def clock(self, time_machine: Any) -> Any:
        time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)
        return time_machine

    def guess(self, client: Client, times: int, password: str = "wrong") -> Any:
        for _try in range(times):
            answer = client.post("/me/lock/", {"password": password})
        return answer

    def test_ten_wrong_ones_in_a_row_end_the_session(
        self, client: Client, amara: User, clock: Any
    ) -> None:
        enter(client).post("/me/lock/now/")
        self.guess(client, 5)
        assert "wait" in self.guess(client, 1).url  # not tried, not counted
        clock.shift(61)
        self.guess(client, 4)
        assert is_in(client)
        assert self.guess(client, 1).url == "/sign-in/?next=%2F"
        assert not is_in(client)

    def test_a_right_one_breaks_the_row(self, client: Client, amara: User, clock: Any) -> None:
        for _round in range(3):
            enter(client).post("/me/lock/now/")
            self.guess(client, 4)
            self.guess(client, 1, PASSWORD)
            clock.shift(61)
        assert client.get("/me/").status_code == 200

    def test_fifty_a_day(self, client: Client, amara: User, clock: Any) -> None:
        enter(client)
        for _round in range(10):
            client.post("/me/lock/now/")
            self.guess(client, 5)
            clock.shift(61)
            if _round < 9:
                assert self.guess(client, 1, PASSWORD).url == "/"
        assert "today" in self.guess(client, 1, PASSWORD).url

    def test_nobody_at_another_session_is_in_the_way(self, client: Client, amara: User) -> None:
        colleague = enter(Client())
        for one in (enter(client), colleague):
            one.post("/me/lock/now/")
        self.guess(colleague, 9)
        self.guess(client, 1, PASSWORD)
        assert client.get("/me/").status_code == 200


class TestFirstDays:
    """Somebody at an unlocked screen of a person who has not settled in yet."""

    def test_no_codes_and_no_address_without_the_password(self, client: Client, db: None) -> None:
        newcomer = make_user("New", "new@example.test", welcomed_at=None)
        enter(client, "new")
        assert client.post("/me/welcome/codes/").url == "/me/codes/"
        answer = client.post("/me/welcome/address/", {"address": "thief@example.net"})
        assert answer.url == "/me/addresses/"
        assert not newcomer.recovery_codes.exists() and not newcomer.addresses.pending().exists()

    def test_an_hour_and_no_longer(self, client: Client, db: None, time_machine: Any) -> None:
        from people.services.invitations import invite

        time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)
        link, _sent = invite(address="nia@example.test", base_url="http://testserver")
        client.post(
            link,
            {"display_name": "Nia", "password": PASSWORD, "device": "own", "others": "no"},
        )
        assert client.get("/me/welcome/codes/").status_code == 200
        assert enter(Client(), "nia").get("/me/welcome/codes/").url == "/me/codes/"
        for _quarter in range(4):
            time_machine.shift(15 * 60)
            client.get("/me/")
        assert client.get("/me/welcome/codes/").url == "/me/codes/"

    def test_every_address_hears_of_new_codes(self, client: Client, amara: User) -> None:
        enter(client).post("/me/codes/", {"password": PASSWORD})
        assert [m.to for m in mail.outbox if m.subject == "New recovery codes were made"] == [
            ["amara@example.test"]
        ]


class TestResets:
    def test_a_link_signs_nobody_else_out_unasked(
        self, client: Client, amara: User, ben: User
    ) -> None:
        enter(client, "ben")
        Client().post("/sign-in/forgotten/", {"email": "amara@example.test"})
        path = mail.outbox[-1].body.split("http://testserver")[1].split()[0]
        page = client.get(path, follow=True).content.decode()
        assert "Somebody is signed in here" in page and is_in(client)
        answer = client.post("/sign-in/out/", {"next": path})
        assert answer.url == path and not is_in(client)
        assert "Choose a new password" in client.get(path, follow=True).content.decode()

    def test_a_known_address_does_not_make_the_page_do_more(
        self, amara: User, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.MAIL_ASIDE = True
        monkeypatch.setattr(aside, "_worker", type("Nobody", (), {"wake": lambda self: None})())
        asked = []
        for address in ("amara@example.test", "nobody@example.test"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                Client().post("/sign-in/forgotten/", {"email": address})
            asked.append([query["sql"] for query in queries.captured_queries])
        assert asked[0] == asked[1] == []
        assert not mail.outbox
        settings.MAIL_ASIDE = False
        monkeypatch.setattr(aside, "close_old_connections", lambda: None)
        while not aside._jobs.empty():
            aside.work_off(aside._jobs.get())
        assert [message.to for message in mail.outbox] == [["amara@example.test"]]


def test_a_mistyped_password_is_kept_nowhere(client: Client, amara: User) -> None:
    answer = client.post("/sign-in/", {"login": "my secret password", "password": "x"})
    assert "typed" not in answer.cookies
    assert "my secret" not in client.get(answer.url).content.decode()
