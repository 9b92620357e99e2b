"""What stands on every page, signed in and signed out."""

import re
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from people.models import User
from vault.ids import short


def sign_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, name: str) -> str:
    return client.get(reverse(name)).content.decode()


EVERYWHERE = ["prompts:support", "desk:privacy", "desk:trust", "desk:accessibility"]


@pytest.mark.parametrize("name", ["account_login", *EVERYWHERE])
def test_a_page_without_a_person(db: None, name: str) -> None:
    html = page(Client(), name)
    for link in EVERYWHERE:
        assert f'href="{reverse(link)}"' in html
    assert "data-signed-in" not in html and "data-hide" not in html
    assert re.search(r"<title>[^<]+ · Reflect</title>", html)
    assert 'data-theme="system"' in html


@pytest.mark.parametrize("name", ["desk:home", "journals:entry_list", "people:trail", *EVERYWHERE])
def test_a_page_of_a_person(amara: User, name: str) -> None:
    html = page(sign_in(amara), name)
    for link in EVERYWHERE:
        assert f'href="{reverse(link)}"' in html
    for action in ("account_logout", "people:lock_now"):
        assert f'<form method="post" action="{reverse(action)}"' in html
    assert f'data-person="{short(amara.pk)}"' in html
    assert 'data-idle-warn="180" data-idle-lock="300"' in html


def test_own_device_waits_longer(amara: User) -> None:
    client = sign_in(amara)
    session = client.session
    session["device"] = "own"
    session.save()
    assert 'data-idle-warn="1680" data-idle-lock="1800"' in page(client, "desk:home")


def test_navigation_is_at_most_five_words(amara: User) -> None:
    html = page(sign_in(amara), "desk:home")
    places = re.search(r'<ul class="places">(.*?)</ul>', html, re.S)
    assert places
    assert re.findall(r"</svg>\s*(\w+)</a>", places.group(1)) == ["Home", "Write", "Journal"]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("desk:home", "Home"),
        ("prompts:programme_list", "Write"),
        ("journals:entry_list", "Journal"),
        ("people:profile", None),
        ("prompts:support", None),
    ],
)
def test_one_place_is_marked(amara: User, name: str, place: str | None) -> None:
    html = page(sign_in(amara), name)
    marked = re.findall(r"aria-current=[^>]*>.*?</svg>\s*(\w+)</a>", html)
    assert marked == ([place] if place else [])


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_the_theme_that_was_chosen(amara: User, theme: str) -> None:
    amara.theme = theme
    amara.save(update_fields=["theme"])
    html = page(sign_in(amara), "desk:home")
    assert f'data-theme="{theme}"' in html
    meant = "light dark" if theme == "system" else theme
    assert f'<meta name="color-scheme" content="{meant}">' in html


def test_a_locked_page_shows_no_places(amara: User) -> None:
    client = sign_in(amara)
    client.get(reverse("desk:home"))
    client.post(reverse("people:lock_now"))
    html = page(client, "people:lock")
    assert "data-signed-in" not in html and 'class="places"' not in html


@pytest.mark.parametrize("name", ["400.html", "405.html", "500.html", "503.html"])
def test_calm_pages_need_nothing(name: str) -> None:
    """No database is allowed here: the fixture is missing on purpose."""
    from django.template.loader import render_to_string

    html = render_to_string(name)
    assert 'href="/static/css/pine.css"' in html and "<script" not in html
    assert f'href="{reverse("prompts:support")}"' in html


def test_unseen_and_missing_look_the_same(cast: SimpleNamespace) -> None:
    client = sign_in(cast.amara)
    missing = client.get("/your-journal/AAAAAAAAAAAAAAAAAAAAAA/")
    assert missing.status_code == 404
    assert "AAAAAAAA" not in missing.content.decode()
