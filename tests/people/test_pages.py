"""Every page of a person's own opens, for the person, and says what it should."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from people.models import User
from tests.makers import make_user

PAGES = [
    "people:profile",
    "people:security",
    "people:trail",
    "people:recovery_codes",
    "people:addresses",
    "account_change_password",
    "account_logout",
    "usersessions_list",
]
PUBLIC = [
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
]


@pytest.mark.parametrize("name", PAGES)
def test_opens(name: str, client: Client, amara: User) -> None:
    client.force_login(amara)
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert "account" not in response.content.decode().split("<main", 1)[1].lower()


@pytest.mark.parametrize("name", PUBLIC)
def test_opens_for_nobody(name: str, client: Client, db: None) -> None:
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", [*PAGES[:6], "people:welcome", "people:hold", "people:lock"])
def test_asks_nobody_to_sign_in(name: str, client: Client, db: None) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response.url == f"/sign-in/?next={reverse(name).replace('/', '%2F')}"


# What only a later version can do must not be promised to anybody.
NOT_YET = ["Leaders see", "somebody you choose"]


def test_promises_only_what_is_true_now(client: Client, db: None) -> None:
    client.force_login(make_user("New", welcomed_at=None))
    welcome = client.get(reverse("people:welcome")).content.decode()
    assert "Nobody reads your entry until you press Share" in welcome
    client.logout()
    door = client.get(reverse("account_login")).content.decode()
    invitation = render_to_string("people/mail/invitation.txt", {"link": "x"})
    for words in NOT_YET:
        assert words not in welcome + door + invitation
