"""Addresses on file: confirmed from the mailbox, changed by the person alone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import Address, User
from people.services.addresses import ask_address, confirm_address
from tests.makers import PASSWORD, make_user
from vault.ids import short

HOME = "amara@home.example"


@pytest.fixture
def own(client: Client, amara: User) -> Client:
    client.force_login(amara)
    return client


def code_in(message: Any) -> str:
    found = re.search(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$", message.body, re.MULTILINE)
    assert found, message.body
    return found[0]


def ask(own: Client, address: str = HOME, use: str = "reach", password: str = PASSWORD) -> Any:
    return own.post("/me/addresses/", {"address": address, "use": use, "password": password})


def confirm(own: Client, code: str) -> Any:
    return own.post("/me/addresses/confirm/", {"code": code})


def test_everybody_has_their_sign_in_address(amara: User) -> None:
    row = amara.addresses.get()
    assert (row.address, row.key, row.signs_in) == ("amara@example.test", amara.email_key, True)


def test_a_new_one_needs_password_and_code(own: Client, amara: User) -> None:
    ask(own, password="wrong")
    assert not mail.outbox and amara.addresses.count() == 1
    assert ask(own).url == "/me/addresses/confirm/"
    assert [message.to for message in mail.outbox] == [[HOME]]
    assert HOME in own.get("/me/addresses/confirm/").content.decode()
    assert amara.addresses.confirmed().count() == 1
    confirm(own, code_in(mail.outbox[0]).lower())
    assert {row.address for row in amara.addresses.confirmed()} == {HOME, "amara@example.test"}
    assert mail.outbox[1].to == ["amara@example.test"]  # the old one hears of it
    assert amara.events.first().action == "address-added"


def test_both_sign_in(own: Client, amara: User) -> None:
    ask(own)
    confirm(own, code_in(mail.outbox[0]))
    other = Client()
    other.post("/sign-in/", {"login": HOME, "password": PASSWORD})
    assert other.get("/me/session/").json()["signed_in"]


def test_changing_the_sign_in_address(own: Client, amara: User) -> None:
    ask(own, use="sign-in")
    amara.refresh_from_db()
    assert amara.email == "amara@example.test"
    confirm(own, code_in(mail.outbox[0]))
    amara.refresh_from_db()
    assert (amara.email, amara.email_key) == (HOME, HOME)
    assert [row.address for row in amara.addresses.all()] == [HOME]
    assert mail.outbox[1].to == ["amara@example.test"]
    assert "no longer used" in mail.outbox[1].body
    assert amara.events.first().action == "address-changed"
    old = Client()
    old.post("/sign-in/", {"login": "amara@example.test", "password": PASSWORD})
    assert not old.get("/me/session/").json()["signed_in"]


def test_five_tries_and_one_hour(own: Client, amara: User, time_machine: Any) -> None:
    ask(own)
    for _try in range(5):
        confirm(own, "0000-0000")
    confirm(own, code_in(mail.outbox[0]))
    assert amara.addresses.confirmed().count() == 1
    ask(own)
    time_machine.move_to(timezone.now() + timedelta(minutes=61))
    assert confirm_address(user=amara, code=code_in(mail.outbox[1])) is None


def test_a_code_works_for_its_own_address_only(own: Client, amara: User) -> None:
    ask(own)
    first = code_in(mail.outbox[0])
    ask(own, "other@home.example")
    confirm(own, first)
    assert amara.addresses.confirmed().count() == 1


def test_another_persons_code_is_no_use(amara: User, ben: User) -> None:
    ask_address(user=amara, address=HOME, for_sign_in=False)
    ask_address(user=ben, address="ben@home.example", for_sign_in=False)
    assert confirm_address(user=ben, code=code_in(mail.outbox[0])) is None


def test_somebody_elses_address_looks_the_same_and_cannot_be_had(
    own: Client, amara: User, ben: User
) -> None:
    free, taken = ask(own), ask(own, "BEN@example.test")
    assert (free.status_code, free.url) == (taken.status_code, taken.url)
    assert "belongs to yours" in mail.outbox[1].body
    assert not re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", mail.outbox[1].body)
    for code in ("", "0000-0000"):
        confirm(own, code)
    assert amara.addresses.confirmed().count() == 1


def test_the_first_to_confirm_has_it(amara: User, ben: User) -> None:
    ask_address(user=amara, address=HOME, for_sign_in=False)
    ask_address(user=ben, address=HOME.upper(), for_sign_in=True)
    assert confirm_address(user=ben, code=code_in(mail.outbox[1]))
    assert confirm_address(user=amara, code=code_in(mail.outbox[0])) is None
    ben.refresh_from_db()
    assert ben.email == HOME.upper()


def test_the_database_keeps_one_address_for_one_person(amara: User, ben: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Address.objects.create(
            user=ben, address="x", key=amara.email_key, confirmed_at=timezone.now()
        )


def test_taking_one_off(own: Client, amara: User) -> None:
    ask(own)
    confirm(own, code_in(mail.outbox[0]))
    row = amara.addresses.get(address=HOME)

    path = f"/me/addresses/{short(row.pk)}/remove/"
    own.post(path, {"password": "wrong"})
    assert amara.addresses.count() == 2
    own.post(path, {"password": PASSWORD})
    assert [row.address for row in amara.addresses.all()] == ["amara@example.test"]
    assert own.post(path, {"password": PASSWORD}).status_code == 404


def test_the_sign_in_address_stays(own: Client, amara: User) -> None:

    path = f"/me/addresses/{short(amara.addresses.get().pk)}/remove/"
    own.post(path, {"password": PASSWORD})
    assert amara.addresses.count() == 1


def test_another_persons_address_is_not_there(own: Client, amara: User, ben: User) -> None:

    path = f"/me/addresses/{short(ben.addresses.get().pk)}/remove/"
    assert own.get(path).status_code == 404
    assert own.post(path, {"password": PASSWORD}).status_code == 404
    assert ben.addresses.count() == 1


def test_five_codes_an_hour(own: Client, amara: User) -> None:
    for _time in range(8):
        ask(own)
    assert len(mail.outbox) == 5


def test_confirming_when_nothing_waits(own: Client) -> None:
    assert own.get("/me/addresses/confirm/").url == "/me/addresses/"
    assert confirm(own, "0000-0000").status_code == 303


@pytest.mark.parametrize(
    "address",
    ["", "x", "a@b\r\nBcc: evil@example.net", "a@b.example\x00", "a" * 300 + "@b.example"],
)
def test_odd_addresses_are_refused(address: str, own: Client, amara: User) -> None:
    response = ask(own, address)
    assert response.url == "/me/addresses/"
    assert own.get("/me/addresses/").status_code == 200
    assert not mail.outbox


def test_allauths_own_table_stays_empty(own: Client, amara: User) -> None:
    """Two lists of addresses would one day differ; its spelling rule is weaker."""
    ask(own, use="sign-in")
    confirm(own, code_in(mail.outbox[0]))
    Client().post("/sign-in/", {"login": HOME, "password": PASSWORD})
    Client().post("/sign-in/forgotten/", {"email": HOME})
    own.get("/sign-in/sessions/")
    assert not EmailAddress.objects.exists()


def test_a_new_person_cannot_take_a_known_address(amara: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user("Impostor", "\uff21MARA@example.test")


def test_an_address_that_folds_too_long_is_refused(client: Client, amara: User) -> None:
    client.force_login(amara)
    long = "a@" + ".".join(["\u337f" * 4] * 27) + ".uk"
    form = {"address": long, "use": "reach", "password": PASSWORD}
    response = client.post(reverse("people:addresses"), form)
    assert (response.status_code, response.url) == (303, reverse("people:addresses"))
    assert "too long to be kept" in client.get(response.url).content.decode()
    assert not amara.addresses.pending().exists()
