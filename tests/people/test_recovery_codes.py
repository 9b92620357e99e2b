"""Codes on paper: shown once, kept as digests, printable, gone when kept."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from people import parking
from people.models import RecoveryCode, User
from people.services.codes import make_codes, use_code
from people.tokens import LETTERS
from tests.makers import PASSWORD

CODE = re.compile(rf"[{LETTERS}]{{5}}-[{LETTERS}]{{5}}-(?:<wbr>)?[{LETTERS}]{{5}}-[{LETTERS}]{{5}}")
PAGE = "/me/codes/"


@pytest.fixture
def own(client: Client, amara: User) -> Client:
    client.force_login(amara)
    return client


def shown(client: Client) -> list[str]:
    return CODE.findall(client.get(PAGE).content.decode().replace("<wbr>", ""))


def test_ten_codes_of_a_hundred_bits(amara: User) -> None:
    codes = make_codes(user=amara)
    assert len(set(codes)) == 10
    assert all(CODE.fullmatch(code) for code in codes)
    assert len(LETTERS) == 32  # five bits each, twenty letters


def test_only_digests_are_stored(amara: User) -> None:
    codes = make_codes(user=amara)
    stored = "".join(row.digest for row in RecoveryCode.objects.all())
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    assert {len(row.digest) for row in RecoveryCode.objects.all()} == {64}


def test_the_same_code_twice(amara: User) -> None:
    codes = make_codes(user=amara)
    assert use_code(user=amara, code=codes[0])
    assert not use_code(user=amara, code=codes[0])


def test_new_ones_make_the_old_ones_useless(amara: User) -> None:
    old = make_codes(user=amara)
    make_codes(user=amara)
    assert not use_code(user=amara, code=old[0])


def test_need_the_password(own: Client, amara: User) -> None:
    for password in ("", "wrong"):
        assert own.post(PAGE, {"password": password}).status_code == 303
        assert not amara.recovery_codes.exists()
    assert "That is not your password" not in own.get("/me/safe/").content.decode()


def test_a_wrong_password_is_told_once(own: Client, amara: User) -> None:
    own.post(PAGE, {"password": "wrong"})
    assert "That is not your password" in own.get(PAGE).content.decode()
    assert "That is not your password" not in own.get(PAGE).content.decode()


def test_are_shown_until_kept(own: Client, amara: User) -> None:
    assert own.post(PAGE, {"password": PASSWORD}).url == PAGE
    codes = shown(own)
    assert len(codes) == 10
    assert shown(own) == codes  # a reload loses nothing
    own.post("/me/codes/kept/")
    assert shown(own) == []
    assert amara.recovery_codes.unused().count() == 10


def test_are_sealed_meanwhile(own: Client, amara: User) -> None:
    own.post(PAGE, {"password": PASSWORD})
    row = str(dict(own.session.items()))
    assert not any(code in row for code in shown(own))


def test_are_forgotten_after_a_while(own: Client, amara: User, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)
    own.post(PAGE, {"password": PASSWORD})
    time_machine.shift(parking.SHOWN_FOR)
    User.objects.filter(pk=amara.pk).update(display_name="Amara")
    session = own.session
    session["seen"] = session["began"] = __import__("time").time()
    session["locked"] = False
    session.save()
    assert shown(own) == []


def test_can_be_saved_as_a_file(own: Client, amara: User) -> None:
    own.post(PAGE, {"password": PASSWORD})
    codes = shown(own)
    response = own.get("/me/codes/download/")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in response.headers["Cache-Control"]
    assert CODE.findall(response.content.decode()) == codes
    own.post("/me/codes/kept/")
    assert own.get("/me/codes/download/").url == PAGE


def test_the_safety_page_reminds(own: Client, amara: User) -> None:
    assert "Not yet made" in own.get(reverse("people:security")).content.decode()
    make_codes(user=amara)
    assert "10 unused codes" in own.get(reverse("people:security")).content.decode()
