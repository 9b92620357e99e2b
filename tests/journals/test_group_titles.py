"""What is put before a group is called by the title that its writer shared, to who knows it."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from journals.models import Share
from journals.services import sharing
from people.models import User
from tests.journals.groups import Scene, make_scene
from tests.makers import make_entry, make_share

SignIn = Callable[..., Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_request_log")]

TITLE, KEPT = "Tea at four", "Kept to myself"


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return make_scene(cast)


@pytest.fixture
def read(scene: Scene, sign_in: SignIn) -> Callable[..., str]:
    def page(person: User, url: str = "") -> str:
        client = sign_in(Client(), person, factor=True)
        return " ".join(client.get(url or scene.session.get_absolute_url()).text.split())

    return page


def titled(scene: Scene, title: str, *more: str) -> Share:
    return make_share(make_entry(scene.writer, title=title), scene.pair, "happened", *more)


def choice(scene: Scene) -> str:
    return reverse("journals:group_choose", args=[scene.session.pk])


def test_the_writer_reads_the_title_that_she_shared(scene: Scene, read: Callable[..., str]) -> None:
    share = titled(scene, TITLE, "title")
    assert TITLE in read(scene.writer, choice(scene))
    scene.ask(share)
    assert f"asks whether you would put “{TITLE}” before this group" in read(scene.writer)
    scene.put(share_id=share.pk)
    assert f"You put “{TITLE}” before this group" in read(scene.writer)
    page = read(scene.writer, reverse("journals:share_group", args=[share.pk]))
    assert f'<p class="eyebrow">{TITLE} · ' in page


def test_a_title_that_she_did_not_share_stands_nowhere(
    scene: Scene, read: Callable[..., str]
) -> None:
    share = titled(scene, KEPT)
    sharing.open_share(share_id=share.pk, reader=scene.supervisor)
    scene.put(share_id=share.pk)
    form = f"“{share.prompt_version.title}”"
    for person in (scene.writer, scene.supervisor):
        assert form in read(person)
        for url in (scene.session.get_absolute_url(), choice(scene)):
            assert KEPT not in read(person, url)
    assert KEPT not in read(scene.writer, reverse("journals:share_group", args=[share.pk]))


def test_her_supervisor_reads_it_once_they_opened_what_was_shared(
    scene: Scene, read: Callable[..., str]
) -> None:
    share = titled(scene, TITLE, "title")
    scene.ask(share)
    for url in (scene.session.get_absolute_url(), choice(scene)):
        assert TITLE not in read(scene.supervisor, url)
    sharing.open_share(share_id=share.pk, reader=scene.supervisor)
    assert f"You asked Amara for “{TITLE}”" in read(scene.supervisor)
    assert f"{TITLE} · {share.prompt_version.title} · shared on" in read(
        scene.supervisor, choice(scene)
    )


def test_the_others_read_it_only_where_they_open_it(scene: Scene, read: Callable[..., str]) -> None:
    """Opening it is in its writer's trail, and looking at the session is not."""
    share = titled(scene, TITLE, "title")
    row = scene.put(share_id=share.pk)
    with scene.at(5):
        assert f"Amara put “{share.prompt_version.title}” before" in read(scene.second)
        assert TITLE not in read(scene.second)
        assert TITLE in read(scene.second, reverse("journals:group_read", args=[row.pk]))
