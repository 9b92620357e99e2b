"""Passkeys: made, named, shown at the door, and every answer refused that is not quite right."""

import json
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from people import passkeys
from people.models import Factor, User
from tests.makers import PASSWORD, make_factor
from tests.people.keys import Key

ADD, STEP = "/me/second-step/passkey/", "/sign-in/second-step/"


def options_on(client: Client, path: str) -> str:
    page = client.get(path).content.decode()
    return unescape(page.split('data-options="')[1].split('"')[0])


def add(client: Client, key: Key, name: str = "My phone", **changes: Any) -> Any:
    answer = key.make(options_on(client, ADD), **changes)
    return client.post(ADD, {"name": name, "credential": answer})


def begin(client: Client) -> Client:
    client.post("/sign-in/", {"login": "amara@example.test", "password": PASSWORD})
    return client


def show(client: Client, key: Key, **changes: Any) -> Any:
    answer = key.show(options_on(client, STEP), **changes)
    return client.post(STEP, {"do": "passkey", "credential": answer})


def is_in(client: Client) -> bool:
    return bool(client.get("/me/session/").json()["signed_in"])


@pytest.fixture
def key(client: Client, amara: User) -> Key:
    """Amara's first passkey."""
    begin(client)
    key = Key()
    assert add(client, key).url == "/me/safe/"
    return key


class TestMaking:
    def test_is_kept_with_its_name_and_told(
        self, client: Client, amara: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        begin(client)
        with django_capture_on_commit_callbacks(execute=True):
            add(client, Key())
        factor = amara.factors.get()
        assert (factor.kind, factor.name) == ("passkey", "My phone")
        assert "added" in mail.outbox[-1].subject
        actions = [(e.action, e.object_id) for e in amara.events.all()]
        assert actions[0] == ("factor-added", factor.pk)

    def test_counts_as_taken_in_this_session(self, key: Key, client: Client) -> None:
        assert "factor_at" in client.session

    def test_several(self, key: Key, client: Client, amara: User) -> None:
        offered = json.loads(options_on(client, ADD))["publicKey"]
        assert len(offered["excludeCredentials"]) == 1
        add(client, Key(), "The blue key")
        assert [factor.name for factor in amara.factors.all()] == ["My phone", "The blue key"]
        page = client.get("/me/safe/").content.decode()
        assert "My phone" in page and "The blue key" in page and "Not used yet" in page

    def test_ten_and_no_more(self, key: Key, client: Client, amara: User) -> None:
        for _number in range(9):
            make_factor(amara, kind="passkey", secret=amara.factors.first().secret)
        add(client, Key())
        assert amara.factors.count() == 10

    def test_a_name_is_needed(self, client: Client, amara: User) -> None:
        begin(client)
        assert add(client, Key(), "  ").url == f"{ADD}?answer=no-match"
        assert not amara.factors.exists()

    @pytest.mark.parametrize(
        "changes",
        [
            {"origin": "http://evil.example"},
            {"origin": "https://testserver"},
            {"origin": "http://sub.testserver"},
            {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
            {"type": "webauthn.get"},
        ],
    )
    def test_an_answer_to_something_else(
        self, changes: dict[str, str], client: Client, amara: User
    ) -> None:
        begin(client)
        assert add(client, Key(), **changes).url == f"{ADD}?answer=no-match"
        assert not amara.factors.exists()

    def test_a_question_is_good_once(self, client: Client, amara: User) -> None:
        begin(client)
        answer = Key().make(options_on(client, ADD))
        for _time in range(2):
            client.post(ADD, {"name": "x", "credential": answer})
        assert amara.factors.count() == 1

    def test_not_while_a_reset_waits(self, client: Client, amara: User) -> None:
        begin(client)
        options = options_on(client, ADD)
        User.objects.filter(pk=amara.pk).update(held_until=timezone.now() + timedelta(days=9))
        response = client.post(ADD, {"name": "x", "credential": Key().make(options)})
        assert response.url == "/me/wait/" and not amara.factors.exists()


class TestShowing:
    def test_lets_in(self, key: Key, amara: User) -> None:
        other = begin(Client())
        assert not is_in(other)
        response = show(other, key)
        assert (response.status_code, response.url) == (303, "/")
        assert is_in(other)
        assert amara.factors.get().used_at is not None

    @pytest.mark.parametrize(
        "changes",
        [
            {"origin": "http://evil.example"},
            {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
            {"type": "webauthn.create"},
        ],
    )
    def test_an_answer_to_something_else(self, changes: dict[str, str], key: Key) -> None:
        other = begin(Client())
        assert show(other, key, **changes).url == f"{STEP}?answer=passkey"
        assert not is_in(other)

    def test_another_key_with_the_same_name(self, key: Key) -> None:
        false = Key()
        false.id = key.id
        other = begin(Client())
        show(other, false)
        assert not is_in(other)

    def test_a_key_of_another_address(self, key: Key) -> None:
        key.host = "evil.example"
        other = begin(Client())
        show(other, key)
        assert not is_in(other)

    def test_an_answer_of_another_session(self, key: Key) -> None:
        first, second = begin(Client()), begin(Client())
        answer = key.show(options_on(first, STEP))
        options_on(second, STEP)
        second.post(STEP, {"do": "passkey", "credential": answer})
        assert not is_in(second)

    def test_a_question_is_good_once_and_for_ten_minutes(self, key: Key, time_machine: Any) -> None:
        time_machine.move_to(timezone.now(), tick=False)
        other = begin(Client())
        answer = key.show(options_on(other, STEP))
        other.post(STEP, {"do": "passkey", "credential": "{}"})
        other.post(STEP, {"do": "passkey", "credential": answer})
        assert not is_in(other)
        answer = key.show(options_on(other, STEP))
        time_machine.shift(601)
        other.post(STEP, {"do": "passkey", "credential": answer})
        assert not is_in(other)

    def test_somebody_elses_key(self, key: Key, cast: SimpleNamespace, client: Client) -> None:
        bens = Client()
        bens.post("/sign-in/", {"login": "ben@example.test", "password": PASSWORD})
        his = Key()
        add(bens, his)
        other = begin(Client())
        show(other, his)
        assert not is_in(other)

    def test_one_that_was_taken_off(self, key: Key, client: Client, amara: User) -> None:
        other = begin(Client())
        answer = key.show(options_on(other, STEP))
        make_factor(amara)
        Factor.objects.passkeys().delete()
        other.post(STEP, {"do": "passkey", "credential": answer})
        assert not is_in(other)

    @pytest.mark.parametrize(
        "answer",
        ["", "{}", "[]", "null", "0", '"x"', "{", '{"id": 1}', '{"rawId":"%%","response":{}}',
         '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA",'
         '"authenticatorData":"AA","signature":"AA"}}', "x" * 100_000, "\x00", "[" * 19_000],
    )  # fmt: skip
    def test_anything_else_is_just_refused(self, answer: str, key: Key) -> None:
        other = begin(Client())
        options_on(other, STEP)
        response = other.post(STEP, {"do": "passkey", "credential": answer})
        assert response.status_code == 303 and not is_in(other)

    def test_guesses_at_codes_do_not_close_it(self, key: Key, amara: User) -> None:
        make_factor(amara)
        guesser = begin(Client())
        for _try in range(30):
            guesser.post(STEP, {"do": "code", "code": "000000"})
        owner = begin(Client())
        show(owner, key)
        assert is_in(owner)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "[::1]:8000"])
def test_not_where_the_address_is_a_number(host: str, amara: User, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.post("/sign-in/", {"login": "amara@example.test", "password": PASSWORD}, HTTP_HOST=host)
    page = client.get(ADD, HTTP_HOST=host).content.decode()
    assert "do not work at an address that is a number" in page
    assert "data-options" not in page


def test_other_rows_are_never_opened_for_it(key: Key, ben: User, amara: User, rf: Any) -> None:
    """A row moved to another person in the database is nobody's."""
    Factor.objects.filter(user=amara).update(user=ben)
    request = rf.get("/")
    request.session = {}
    assert passkeys.ask_to_show(request, ben) == ""
