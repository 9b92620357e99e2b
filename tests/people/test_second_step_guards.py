"""Once there is a second step, the password alone changes nothing about who gets in."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from people import factors, totp
from people.models import User
from people.services.codes import make_codes
from tests.conftest import open_session
from tests.makers import PASSWORD, SECRET, make_factor
from tests.people.keys import Key
from tests.people.test_passkeys import add as add_passkey
from tests.people.test_second_step_setup import set_up

PROVE, CODES, APP = "/me/prove/", "/me/codes/", "/me/second-step/app/"
LOGIN = {"login": "ben@example.test", "password": PASSWORD}


def signed_in_by_password(person: User) -> Client:
    client = Client()
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client: Client) -> bool:
    return bool(client.get("/me/session/").json()["signed_in"])


def code() -> str:
    return totp.code_at(SECRET, totp.step_now())


@pytest.fixture
def older(ben: User) -> Client:
    """A session by the password alone, from before the second step, that somehow lives on."""
    client = signed_in_by_password(ben)
    make_factor(ben)
    return client


def guarded(ben: User) -> Iterator[tuple[str, dict[str, str]]]:
    again = {"password": PASSWORD}
    yield CODES, again
    yield APP, {"code": "000000"}
    yield "/me/second-step/passkey/", {"name": "Mine", "credential": "{}"}
    yield reverse("people:factor_remove", args=[ben.factors.get().pk]), {}
    yield "/me/addresses/", {"address": "thief@home.example", "use": "reach", **again}
    yield "/me/addresses/confirm/", {"code": "0000-0000"}
    yield reverse("people:address_remove", args=[ben.addresses.get().pk]), again
    new = {"password1": "a thief chose this one", "password2": "a thief chose this one"}
    yield "/sign-in/password/", {"oldpassword": PASSWORD, **new}


class TestASessionFromBefore:
    def test_changes_nothing_about_who_gets_in(self, older: Client, ben: User) -> None:
        for path, body in guarded(ben):
            for answer in (older.get(path), older.post(path, body)):
                assert answer.status_code in (302, 303), path
                assert answer.url.startswith(PROVE), path
        ben.refresh_from_db()
        assert ben.factors.count() == 1 and ben.addresses.count() == 1
        assert ben.check_password(PASSWORD) and not ben.recovery_codes.exists()
        assert not mail.outbox

    def test_the_password_is_no_proof_there(self, older: Client) -> None:
        page = older.get(f"{PROVE}?next={CODES}").content.decode()
        assert "Your password alone is not enough" in page
        assert 'name="password"' not in page
        for password in (PASSWORD, "wrong"):
            answer = older.post(PROVE, {"do": "password", "password": password, "next": CODES})
            assert answer.url == f"{PROVE}?answer=factor&next=%2Fme%2Fcodes%2F"
        assert "not enough here" in older.get(answer.url).content.decode()
        assert not factors.has_taken(older.session)
        assert older.post(CODES, {"password": PASSWORD}).url.startswith(PROVE)

    def test_the_code_is_and_then_all_goes_as_ever(self, older: Client, ben: User) -> None:
        answer = older.post(PROVE, {"do": "code", "code": code(), "next": CODES})
        assert answer.url == CODES
        assert older.post(CODES, {"password": PASSWORD}).url == CODES
        assert ben.recovery_codes.count() == 10

    def test_so_is_a_recovery_code(self, older: Client, ben: User) -> None:
        paper = make_codes(user=ben)[0]
        page = older.get(PROVE).content.decode()
        assert "Recovery code" in page
        older.post(PROVE, {"do": "recovery", "code": paper})
        assert factors.has_taken(older.session)

    def test_unlocking_by_password_is_no_proof_either(self, client: Client, ben: User) -> None:
        open_session(client, ben, factor=True)
        session = client.session
        session["proved_at"], session["locked"] = 0.0, True
        session.save()
        client.post("/me/lock/", {"password": PASSWORD})
        assert client.get("/me/").status_code == 200
        assert client.get(APP).url.startswith(PROVE)

    def test_who_took_it_a_while_ago_makes_codes_with_the_password(
        self, client: Client, ben: User
    ) -> None:
        open_session(client, ben, factor=True)
        session = client.session
        session["proved_at"] = 0.0
        session.save()
        assert client.get(CODES).status_code == 200
        assert client.get(APP).url.startswith(PROVE)

    @pytest.mark.parametrize("embedded", [True, False])
    def test_demonstration_people_go_on_as_before(
        self, embedded: bool, older: Client, ben: User, settings: Any
    ) -> None:
        settings.PROFILE_IS_EMBEDDED = embedded
        User.objects.filter(pk=ben.pk).update(is_demo=True)
        assert (older.get(CODES).status_code == 200) == embedded
        assert ('name="password"' in older.get(CODES, follow=True).content.decode()) == embedded


class TestTheFirstOne:
    def test_ends_every_other_session(
        self, ben: User, amara: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        thief, bystander = signed_in_by_password(ben), signed_in_by_password(amara)
        owner = signed_in_by_password(ben)
        assert "signed out everywhere else" in owner.get(APP).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            set_up(owner)
        assert "You are signed out everywhere else" in owner.get("/me/safe/").content.decode()
        assert "signed out everywhere but" in mail.outbox[-1].body
        assert is_in(owner) and is_in(bystander) and not is_in(thief)
        assert thief.get(CODES).url.startswith("/sign-in/")

    def test_also_a_passkey(self, ben: User) -> None:
        thief, owner = signed_in_by_password(ben), signed_in_by_password(ben)
        page = owner.get("/me/second-step/passkey/").content.decode()
        assert "signed out everywhere else" in page
        add_passkey(owner, Key())
        assert ben.factors.exists() and is_in(owner) and not is_in(thief)

    def test_the_second_one_ends_none(
        self, ben: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        owner, phone = signed_in_by_password(ben), Client()
        set_up(owner)
        secret = ben.factors.get().secret
        ben.factors.update(last_step=0)
        phone.post("/sign-in/", LOGIN)
        typed = totp.code_at(secret, totp.step_now())
        phone.post("/sign-in/second-step/", {"do": "code", "code": typed})
        assert is_in(phone)
        page = phone.get("/me/second-step/passkey/").content.decode()
        assert "signed out everywhere else" not in page
        with django_capture_on_commit_callbacks(execute=True):
            add_passkey(phone, Key())
        assert ben.factors.count() == 2 and is_in(owner) and is_in(phone)
        assert "signed out" not in mail.outbox[-1].body
