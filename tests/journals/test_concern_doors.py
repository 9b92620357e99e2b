"""Who is let in to the pages about a worry, in each state, and may do something there."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from journals.models import Concern, Share
from journals.services import concerns
from people.models import Membership, User
from tests.journals.concerns import WORDS, Scene, make_scene, page, post
from vault.ids import short

SignIn = Callable[..., Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_request_log")]

PAGES = ("concern_detail", "concern_told", "concern_list")
POSTS: dict[str, dict[str, Any]] = {
    "concern_tell": {},
    "concern_set": {"until": "2099-01-01", "reason": "asked"},
    "concern_close": {"reason": "talked"},
}


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return make_scene(cast)


def opens(client: Client, concern: Concern) -> str:
    """Which of the two pages about it a person may open."""
    found = [name[8:] for name in PAGES[:2] if page(client, name, concern.pk).status_code == 200]
    return " ".join(found)


# What each may open, in each state: nobody who is not named may open anything.
OPENS = {
    "delayed": {"reader": "detail", "lead": "detail", "second": "detail"},
    "told later": {"reader": "detail", "lead": "detail", "second": "detail", "writer": "told"},
    "told now": {"reader": "detail", "writer": "told"},
    "closed": {"reader": "detail", "writer": "told"},
}


@pytest.mark.parametrize("state", OPENS)
def test_who_can_open_it(cast: SimpleNamespace, scene: Scene, sign_in: SignIn, state: str) -> None:
    concern = scene.raise_it(later=state != "told now")
    if state in ("told later", "closed"):
        concerns.tell_writer(concern_id=concern.pk, by=scene.lead)
    if state == "closed":
        concerns.close(concern_id=concern.pk, raiser=scene.reader, reason="talked")
    people = {
        name: getattr(cast, name) for name in ("chloe", "dev", "hana", "grace", "ife", "efua")
    }
    people |= {
        name: getattr(scene, name) for name in ("reader", "writer", "lead", "second", "stranger")
    }
    found = {}
    for name, person in people.items():
        client = sign_in(Client(), person, factor=True)
        if opened := opens(client, concern):
            found[name] = opened
        listed = page(client, "concern_list")
        assert listed.status_code == 200
        assert (short(concern.pk) in listed.text) is ("detail" in opened)
        assert WORDS not in listed.text
    assert found == OPENS[state]


@pytest.mark.parametrize("name", ["dev", "hana", "grace", "chloe", "ife", "efua"])
@pytest.mark.parametrize("action", POSTS)
def test_nobody_else_does_anything(
    cast: SimpleNamespace, scene: Scene, sign_in: SignIn, name: str, action: str
) -> None:
    concern = scene.raise_it()
    client = sign_in(Client(), getattr(cast, name), factor=True)
    assert post(client, action, concern.pk, **POSTS[action]).status_code == 404
    assert post(client, "concern_raise", scene.share.pk, tell="now").status_code == 404
    assert page(client, "concern_raise", scene.share.pk).status_code == 404
    concern.refresh_from_db()
    assert concern.is_delayed


@pytest.mark.parametrize("action", POSTS)
@pytest.mark.parametrize("who", ["writer", "stranger"])
def test_neither_does_the_writer_nor_another_house_s_lead(
    scene: Scene, sign_in: SignIn, who: str, action: str
) -> None:
    concern = scene.raise_it()
    client = sign_in(Client(), getattr(scene, who), factor=True)
    assert post(client, action, concern.pk, **POSTS[action]).status_code == 404


def test_without_a_second_step_no_lead_or_reader_gets_in(scene: Scene, sign_in: SignIn) -> None:
    concern = scene.raise_it()
    for person in (scene.lead, scene.reader):
        client = sign_in(Client(), person)
        for response in (
            page(client, "concern_detail", concern.pk),
            page(client, "concern_list"),
            post(client, "concern_tell", concern.pk),
            page(client, "concern_raise", scene.share.pk),
        ):
            assert response.status_code in (302, 303)
            assert "second-step" in response.url


def test_a_lead_whose_role_was_taken_meanwhile_is_not_let_in(scene: Scene, sign_in: SignIn) -> None:
    concern = scene.raise_it()
    client = sign_in(Client(), scene.lead, factor=True)
    assert page(client, "concern_detail", concern.pk).status_code == 200
    Membership.objects.filter(user=scene.lead).update(roles=["member"])
    assert page(client, "concern_detail", concern.pk).status_code == 404
    assert post(client, "concern_tell", concern.pk).status_code == 404


def test_a_person_who_is_nobody_asks_the_sign_in(scene: Scene) -> None:
    concern = scene.raise_it()
    for name in PAGES[:2]:
        assert page(Client(), name, concern.pk).status_code == 302
    assert Share.objects.visible_to(User(pk=concern.pk)).count() == 0
