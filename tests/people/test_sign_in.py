"""The door: who gets in, what is said, what is remembered."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.hashers import (
    Argon2PasswordHasher,
    check_password,
    get_hasher,
    make_password,
)
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from people import limits
from people.backends import AddressBackend
from people.models import Tally, User
from people.session_store import row_key
from reflectjournal.settings import base
from tests.conftest import suspend
from tests.makers import PASSWORD, make_user

LOGIN = "/sign-in/"


def post(client: Client, address: str, password: str = PASSWORD, **more: str):
    extra = {"REMOTE_ADDR": more.pop("ip", "192.0.2.1")}
    return client.post(LOGIN, {"login": address, "password": password, **more}, **extra)


def is_in(client: Client) -> bool:
    return client.get("/me/session/").json()["signed_in"]


def test_lets_the_right_person_in(client: Client, amara: User) -> None:
    response = post(client, "amara@example.test")
    assert (response.status_code, response.url) == (302, "/")
    assert is_in(client)
    assert [e.action for e in amara.events.all()] == ["signed-in"]


def test_a_person_not_yet_welcomed_goes_to_the_welcome(client: Client, db: None) -> None:
    make_user("New", "new@example.test", welcomed_at=None)
    assert post(client, "new@example.test").url == reverse("people:welcome")


@pytest.mark.parametrize("address", ["AMARA@Example.Test", " amara@example.test "])
def test_any_spelling_that_folds_to_the_address(address: str, client: Client, amara: User) -> None:
    post(client, address)
    assert is_in(client)


def test_a_refusal_is_a_redirect_and_the_same_for_everybody(client: Client, amara: User) -> None:
    known = post(client, "amara@example.test", "wrong wrong wrong")
    unknown = post(client, "nobody@example.test", "wrong wrong wrong")
    assert known.status_code == unknown.status_code == 303
    assert known.url == unknown.url == "/sign-in/?answer=no-match"
    pages = []
    for address in ("amara@example.test", "nobody@example.test"):
        other = Client()
        post(other, address, "wrong wrong wrong")
        page = other.get("/sign-in/?answer=no-match").content.decode()
        assert address not in page  # the next one here may be somebody else
        pages.append(page)
    assert _without_tokens(pages[0]) == _without_tokens(pages[1])


def _without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf" not in line)


def test_an_unknown_address_costs_a_password_hash_too(
    amara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    hasher = type(get_hasher())
    real = hasher.encode

    def counted(self: object, password: str, *rest: object, **more: object) -> str:
        hashed.append(password)
        return real(self, password, *rest, **more)

    monkeypatch.setattr(hasher, "encode", counted)
    for address in ("amara@example.test", "nobody@example.test"):
        assert AddressBackend().authenticate(None, email=address, password="wrong one") is None
    assert len(hashed) == 2


def test_no_typed_password_is_sent_back(client: Client, amara: User) -> None:
    response = post(client, "amara@example.test", "a-mistyped-secret")
    assert b"a-mistyped-secret" not in response.content
    assert "a-mistyped-secret" not in str(response.cookies)
    assert b"a-mistyped-secret" not in client.get(response.url).content


@pytest.mark.parametrize(
    ("address", "password"),
    [
        ("", ""),
        ("not an address", "x"),
        ("a@b.example" + "x" * 5000, "x"),
        ("amara@example.test\x00", "x\x00"),
        ("\ud800@example.test".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "x"),
        ("amara@example.test", "x" * 100_000),
        ("\u0301" * 500 + "@example.test", "x"),
    ],
)
def test_odd_input_is_just_refused(
    address: str, password: str, client: Client, amara: User
) -> None:
    assert post(client, address, password).status_code == 303
    assert not is_in(client)


@pytest.mark.parametrize(
    "next",
    [
        "//evil.example/",
        "https://evil.example/",
        "http://testserver/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "///evil.example",
        "/%0d%0aSet-Cookie:x\r\n",
        " //evil.example",
        "/x\x00",
    ],
)
def test_next_stays_here(next: str, client: Client, amara: User) -> None:
    response = post(client, "amara@example.test", next=next)
    assert response.url == "/"


def test_next_leads_back(client: Client, amara: User) -> None:
    assert post(client, "amara@example.test", next="/me/trail/?page=2").url == "/me/trail/?page=2"


def test_next_survives_a_refusal(client: Client, amara: User) -> None:
    response = post(client, "amara@example.test", "wrong", next="/me/trail/")
    assert response.url == "/sign-in/?answer=no-match&next=%2Fme%2Ftrail%2F"
    assert 'value="/me/trail/"' in client.get(response.url).content.decode()


def test_the_session_key_changes_and_the_old_one_is_dead(client: Client, amara: User) -> None:
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    post(client, "amara@example.test")
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=row_key(before)).exists()
    assert Session.objects.filter(pk=row_key(client.session.session_key)).exists()
    assert len(client.session.session_key) == 32


def test_signing_out_ends_it_on_the_server(client: Client, amara: User) -> None:
    post(client, "amara@example.test")
    key = client.session.session_key
    response = client.post("/sign-in/out/")
    assert (response.status_code, response.url) == (303, "/sign-in/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    replay = Client()
    replay.cookies["sessionid"] = key
    assert not is_in(replay)


def test_signing_out_needs_a_post(client: Client, amara: User) -> None:
    client.force_login(amara)
    assert client.get("/sign-in/out/").status_code == 200
    assert is_in(client)


def test_nobody_signs_up(client: Client, db: None) -> None:
    for path in ("/sign-in/signup/", "/sign-in/email/", "/sign-in/login/code/"):
        assert client.get(path).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_a_suspended_person_is_told_only_with_the_right_password(client: Client, jo: User) -> None:
    suspend(jo)
    assert post(client, "jo@example.test", "wrong").url == "/sign-in/?answer=no-match"
    assert post(client, "jo@example.test").url == reverse("account_inactive")
    assert not is_in(client)


def test_sends_no_json_of_its_own(client: Client, amara: User) -> None:
    response = client.post(
        LOGIN, {"login": "x@y.example", "password": "x"}, HTTP_ACCEPT="application/json"
    )
    assert response.status_code == 303


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({}, "shared"),
        ({"device": "shared"}, "shared"),
        ({"device": "own", "others": "no"}, "own"),
        ({"device": "own", "others": "yes"}, "shared"),
        ({"device": "own"}, "shared"),
        ({"others": "no"}, "shared"),
    ],
)
def test_the_device_is_shared_unless_surely_not(
    answers: dict[str, str], kind: str, client: Client, amara: User
) -> None:
    response = post(client, "amara@example.test", **answers)
    assert client.session["device"] == kind
    cookie = response.cookies["sessionid"]
    assert bool(cookie["max-age"]) == (kind == "own")


def test_the_page_asks_about_others_without_a_script(client: Client, db: None) -> None:
    page = client.get(LOGIN).content.decode()
    assert "Does anyone else use or check this phone" in page
    assert 'name="others"' in page and " hidden" not in page.split("data-own-device")[1][:40]


class TestLimits:
    def test_forty_nurses_at_one_address_in_a_minute(self, db: None) -> None:
        for number in range(40):
            make_user("Nurse", f"nurse{number}@example.test")
        refused = 0
        for number in range(40):
            client = Client()
            if number % 3 == 0:  # some mistype
                post(client, f"nurse{number}@example.test", "wrong")
            post(client, f"nurse{number}@example.test")
            refused += not is_in(client)
        assert refused == 0

    def test_one_person_from_one_address(self, amara: User) -> None:
        for _try in range(5):
            assert "no-match" in post(Client(), "amara@example.test", "wrong").url
        guesser = Client()
        assert "wait" in post(guesser, "amara@example.test", PASSWORD).url
        assert not is_in(guesser)

    def test_an_unknown_address_is_limited_alike(self, db: None) -> None:
        for _try in range(5):
            post(Client(), "nobody@example.test", "wrong")
        assert "wait" in post(Client(), "nobody@example.test", "wrong").url

    def test_one_person_from_many_addresses(self, amara: User) -> None:
        answers = [
            post(Client(), "amara@example.test", "wrong", ip=f"198.51.100.{number}").url
            for number in range(30)
        ]
        assert sum("no-match" in answer for answer in answers) == 20
        assert "wait" in post(Client(), "amara@example.test", PASSWORD, ip="203.0.113.9").url

    def test_the_owner_gets_in_on_a_known_device_all_the_same(self, amara: User) -> None:
        owner = Client()
        post(owner, "amara@example.test")
        owner.post("/sign-in/out/")
        for number in range(30):
            post(Client(), "amara@example.test", "wrong", ip=f"198.51.100.{number}")
        post(owner, "amara@example.test", ip="203.0.113.9")
        assert is_in(owner)

    def test_a_known_device_is_no_licence_to_guess(self, amara: User) -> None:
        owner = Client()
        post(owner, "amara@example.test")
        owner.post("/sign-in/out/")
        answers = [post(owner, "amara@example.test", "wrong").url for _try in range(12)]
        assert sum("no-match" in answer for answer in answers) == 10

    def test_a_known_device_knows_only_its_people(self, amara: User, ben: User) -> None:
        shared = Client()
        post(shared, "amara@example.test")
        shared.post("/sign-in/out/")
        for _try in range(5):
            post(Client(), "ben@example.test", "wrong")
        assert "wait" in post(shared, "ben@example.test").url

    def test_a_made_up_device_is_not_known(self, amara: User) -> None:
        for _try in range(5):
            post(Client(), "amara@example.test", "wrong")
        client = Client()
        client.cookies["device"] = '["x","' + "0" * 16 + '"]'
        assert "wait" in post(client, "amara@example.test").url

    def test_many_people_from_one_address(self, db: None) -> None:
        answers = [
            post(Client(), f"guess{number}@example.test", "wrong").url for number in range(210)
        ]
        assert sum("no-match" in answer for answer in answers) == 200

    def test_a_forged_forwarding_header_changes_nothing(self, amara: User) -> None:
        for number in range(5):
            Client().post(
                LOGIN,
                {"login": "amara@example.test", "password": "wrong"},
                REMOTE_ADDR="192.0.2.1",
                HTTP_X_FORWARDED_FOR=f"198.51.100.{number}",
                HTTP_X_REAL_IP=f"198.51.100.{number}",
            )
        assert "wait" in post(Client(), "amara@example.test").url

    def test_right_passwords_are_given_back(self, amara: User) -> None:
        for _time in range(12):
            client = Client()
            post(client, "amara@example.test")
            assert is_in(client)

    def test_a_limit_ends_by_itself(self, amara: User, time_machine: object) -> None:
        time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)  # type: ignore[attr-defined]
        for _try in range(6):
            post(Client(), "amara@example.test", "wrong")
        time_machine.shift(301)  # type: ignore[attr-defined]
        client = Client()
        post(client, "amara@example.test")
        assert is_in(client)

    def test_the_table_names_nobody_and_stays_small(
        self, amara: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "ROWS_AT_MOST", 50)
        for number in range(100):
            limits.take(limits.PERSON_ELSEWHERE, f"made-up-{number}")
        limits.tidy()
        assert Tally.objects.count() <= 50
        assert not Tally.objects.filter(key__contains="made-up").exists()


def test_the_log_holds_no_address_and_no_password(
    client: Client, amara: User, caplog: pytest.LogCaptureFixture
) -> None:
    post(client, "amara@example.test", "a-mistyped-secret")
    assert "A sign-in failed" in caplog.text
    assert "amara" not in caplog.text and "a-mistyped-secret" not in caplog.text


def test_look_alikes_are_one_address(cast: SimpleNamespace) -> None:
    for look_alike in (
        "AMARA@EXAMPLE.TEST",
        "\uff41\uff4d\uff41\uff52\uff41@example.test",
        "amara@\uff45xample.test",
    ):
        found = User.objects.with_address(look_alike)
        assert found == cast.amara
    for other in ("amara@examp1e.test", "\u0430mara@example.test", "amar\u0430@example.test"):
        assert User.objects.with_address(other) is None


def test_passwords_are_hashed_by_argon2id(settings: Any) -> None:
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    encoded = make_password("a long enough password")
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("a long enough password", encoded)
    assert not check_password("a long enough passwor", encoded)


def test_an_older_hash_is_renewed_at_the_next_sign_in(settings: Any) -> None:
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    old = Argon2PasswordHasher()
    old.memory_cost, old.parallelism = 1024, 2
    renewed: list[str] = []
    encoded = old.encode("a long enough password", old.salt())
    assert check_password("a long enough password", encoded, setter=renewed.append)
    assert renewed == ["a long enough password"]


@pytest.mark.django_db(transaction=True)
def test_fifty_tries_at_once_are_fifty_tries() -> None:
    """On a database that other connections reach; elsewhere one after the other."""
    at_once = not connection.is_in_memory_db() if connection.vendor == "sqlite" else True
    with ThreadPoolExecutor(16 if at_once else 1) as pool:
        taken = list(pool.map(lambda _n: _take_and_close(), range(50)))
    assert sum(one is not None for one in taken) == limits.PERSON_FROM_HERE.tries


def _take_and_close() -> list[str] | None:
    try:
        return limits.take(limits.PERSON_FROM_HERE, "amara", "192.0.2.1")
    finally:
        connection.close()
