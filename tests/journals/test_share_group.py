"""The writer's page about a group: the names, the yes, taking it back, and who opened it."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journals.models import BeforeGroup, Share
from journals.services import before_groups, sharing
from people.models import User
from supervision.models import SupervisionSession
from supervision.services import sessions
from tests.journals.groups import ASK, REST, WORDS, Scene, make_scene
from tests.makers import make_supervision, make_user
from tests.supervision.makers import make_group
from vault.ids import new_id, short

SignIn = Callable[..., Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_request_log")]


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return make_scene(cast)


@pytest.fixture
def hers(scene: Scene, sign_in: SignIn) -> Client:
    return sign_in(Client(), scene.writer)


def url(share: Share) -> str:
    return reverse("journals:share_group", args=[share.pk])


def said(client: Client, response: Any) -> str:
    assert response.status_code == 303
    shown = client.get(response.headers["Location"])
    assert shown.status_code == 200
    return str(shown.text)


def typed(scene: Scene, **other: Any) -> dict[str, Any]:
    named = [short(pk) for pk in scene.all_named]
    plan = SupervisionSession.objects.get(pk=scene.session.pk).plan_revision
    return {"session": short(scene.session.pk), "plan": plan, "named": named, **other}


def test_the_names_and_the_words_stand_there_before_the_yes(scene: Scene, hers: Client) -> None:
    shown = hers.get(url(scene.share)).text
    for name in ("Ben", "Second", "Third"):
        assert f"<li>{name}" in shown
    assert WORDS in shown and REST not in shown and ASK not in shown
    assert not BeforeGroup.objects.exists()


def test_the_form_of_the_page_is_a_yes_without_any_script(scene: Scene, hers: Client) -> None:
    shown = hers.get(url(scene.share)).text
    form = next(f for f in re.findall(r"<form.*?</form>", shown, re.S) if 'name="named"' in f)
    fields = {
        "session": re.findall(r'name="session" value="([\w-]+)"', form),
        "plan": re.findall(r'name="plan" value="(\d+)"', form),
        "named": re.findall(r'name="named" value="([\w-]+)"', form),
    }
    assert "It is before that group" in said(hers, hers.post(url(scene.share), fields))
    row = BeforeGroup.objects.get()
    assert row.is_put and row.share_id == scene.share.pk


def test_who_joined_after_the_page_was_opened_makes_it_no_yes(scene: Scene, hers: Client) -> None:
    fields = typed(scene)
    fourth = make_user("Fourth")
    make_supervision(scene.supervisor, fourth)
    sessions.change_session(
        session_id=scene.session.pk,
        actor=scene.supervisor,
        starts_at=scene.session.starts_at,
        minutes=90,
        aim=scene.session.aim,
        people=[scene.writer, scene.second, scene.third, fourth],
    )
    assert "its group has changed" in said(hers, hers.post(url(scene.share), fields))
    assert not BeforeGroup.objects.exists()


def test_who_joined_after_the_yes_is_named_and_let_in_by_another(
    scene: Scene, hers: Client
) -> None:
    scene.put()
    fourth = make_user("Fourth")
    make_supervision(scene.supervisor, fourth)
    people = [scene.writer, scene.second, scene.third, fourth]
    sessions.change_session(
        session_id=scene.session.pk,
        actor=scene.supervisor,
        starts_at=scene.session.starts_at,
        minutes=90,
        people=people,
    )
    assert (
        "Fourth has joined the group since, and cannot read it" in hers.get(url(scene.share)).text
    )
    fields = typed(scene)
    fields["named"].append(short(fourth.pk))
    assert "joined the group since" not in said(hers, hers.post(url(scene.share), fields))


def test_a_moved_session_is_said_and_needs_another_yes(scene: Scene, hers: Client) -> None:
    scene.put()
    later = scene.session.starts_at + timedelta(hours=1)
    sessions.change_session(
        session_id=scene.session.pk, actor=scene.supervisor, starts_at=later, minutes=90
    )
    assert "The session was changed since" in hers.get(url(scene.share)).text
    assert "changed since" not in said(hers, hers.post(url(scene.share), typed(scene)))
    assert BeforeGroup.objects.get().opens_at == later


def test_a_second_account_is_refused_clearly(scene: Scene, sign_in: SignIn) -> None:
    scene.put()
    other = scene.share_of(scene.second)
    theirs = sign_in(Client(), scene.second)
    named = [short(one.pk) for one in (scene.supervisor, scene.writer, scene.third)]
    posted = theirs.post(url(other), typed(scene, named=named))
    assert "Another entry is already before this session" in said(theirs, posted)
    assert "Amara put" not in theirs.get(url(other)).text  # nor whose it is


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"session": "", "named": ""},
        {"session": "x" * 5000, "named": "\x00"},
        {"session": short(new_id()), "named": [short(new_id())]},
    ],
)
def test_nonsense_puts_nothing_anywhere(scene: Scene, hers: Client, fields: dict[str, Any]) -> None:
    assert "Nothing was changed" in said(hers, hers.post(url(scene.share), fields))
    assert not BeforeGroup.objects.exists()


def test_nobody_else_has_that_page(scene: Scene, cast: SimpleNamespace, sign_in: SignIn) -> None:
    scene.put()
    people = [getattr(cast, name) for name in ("ben", "chloe", "grace", "hana", "ife")]
    with scene.at(5):
        for person in [*people, scene.second]:
            client = sign_in(Client(), person, factor=True)
            assert client.get(url(scene.share)).status_code == 404
            assert client.post(url(scene.share), typed(scene)).status_code == 404


def test_she_sees_who_opened_it_and_takes_it_back_at_once(scene: Scene, sign_in: SignIn) -> None:
    row = scene.put()
    with scene.at(5):
        before_groups.open_before_group(row_id=row.pk, reader=scene.second)
        before_groups.open_before_group(row_id=row.pk, reader=scene.second)
        hers = sign_in(Client(), scene.writer)
        shown = hers.get(url(scene.share)).text
        assert "Before the group now" in shown and "2 times" in shown
        let_go = reverse("journals:group_let_go", args=[row.pk])
        shown = said(hers, hers.post(let_go))
        assert "You took it back on" in shown
        assert "Second" in shown and "2 times" in shown  # what was, stays to be seen
        assert shown.index("You had named:") < shown.index("Opened by:") < shown.index("2 times")
        assert said(hers, hers.post(let_go))  # pressed twice
    row.refresh_from_db()
    assert row.state == "taken-back"
    with scene.at(60 * 24 * 30):
        hers = sign_in(Client(), scene.writer)
        assert "2 times" in hers.get(url(scene.share)).text


def test_asked_she_says_yes_or_no_on_the_same_page(scene: Scene, hers: Client) -> None:
    row = scene.ask()
    assert "asks whether" in hers.get(reverse("notices:notice_list")).text
    assert "would put this before a group" in hers.get(scene.share.get_absolute_url()).text
    shown = hers.get(url(scene.share)).text
    assert "I would rather not" in shown and "Yes, put it before them" in shown
    said(hers, hers.post(reverse("journals:group_let_go", args=[row.pk])))
    row.refresh_from_db()
    assert row.is_declined
    shown = hers.get(url(scene.share)).text
    assert "That stands, and you need do nothing." in shown and "asks whether" not in shown


def test_what_is_closed_says_so_and_how_to_go_on(scene: Scene, hers: Client) -> None:
    sharing.withdraw_share(share_id=scene.share.pk, author=scene.writer)
    assert "This is closed" in hers.get(url(scene.share)).text


def test_without_a_group_the_page_says_what_to_do(
    cast: SimpleNamespace, scene: Scene, hers: Client
) -> None:
    sessions.call_off(session_id=scene.session.pk, actor=scene.supervisor)
    assert "No group session is planned" in hers.get(url(scene.share)).text
    assert url(scene.share) not in hers.get(scene.share.get_absolute_url()).text


def test_a_member_who_reads_it_cannot_take_it_away(scene: Scene, sign_in: SignIn) -> None:
    row = scene.put()
    with scene.at(5):
        for person, status in ((scene.second, 403), (scene.supervisor, 303)):
            client = sign_in(Client(), person, factor=True)
            posted = client.post(reverse("journals:group_let_go", args=[row.pk]))
            assert posted.status_code == status
    row.refresh_from_db()
    assert row.is_put


def test_a_held_writer_can_still_take_everything_back(scene: Scene, sign_in: SignIn) -> None:
    row = scene.put()
    later = scene.session.starts_at + timedelta(days=14)
    User.objects.filter(pk=scene.writer.pk).update(held_until=later)
    hers = sign_in(Client(), User.objects.get(pk=scene.writer.pk))
    assert hers.get(url(scene.share)).status_code != 200
    hers.post(reverse("journals:shares_withdraw"))
    row.refresh_from_db()
    assert row.state == "closed"


FOLD = "What they read, how long, and who knows"


def test_what_is_asked_or_was_answered_comes_before_the_rules(scene: Scene, hers: Client) -> None:
    """The rules stand open where nobody asks, and in a fold of one line where somebody does."""
    assert "<details open>" in hers.get(url(scene.share)).text
    row = scene.ask()
    sooner = make_group(
        scene.supervisor,
        [scene.writer, scene.second],
        starts_at=scene.session.starts_at - timedelta(hours=20),
    )
    own, other = (f'id="session-{short(one.pk)}"' for one in (scene.session, sooner))
    shown = hers.get(url(scene.share)).text
    assert "<details open>" not in shown and FOLD in shown
    assert shown.index(own) < shown.index("asks whether") < shown.index(other)
    assert "while the session lasts. You can take it back at any time." in shown
    hers.post(reverse("journals:group_let_go", args=[row.pk]))
    shown = hers.get(url(scene.share)).text
    assert "<details open>" not in shown
    assert shown.index(own) < shown.index("That stands") < shown.index(other)
    scene.put()
    shown = hers.get(url(scene.share)).text
    assert shown.index(own) < shown.index("Will be before the group") < shown.index(other)


def test_who_took_the_place_herself_is_told_so(scene: Scene, sign_in: SignIn) -> None:
    """ "Another entry" made her ask whose."""
    scene.put()
    other = scene.share_of(scene.writer)
    shown = sign_in(Client(), scene.writer).get(url(other)).text
    assert "You have put another one before it. There is one place" in shown
    assert "Another entry is already" not in shown
    theirs = sign_in(Client(), scene.second).get(url(scene.share_of(scene.second))).text
    assert "Another entry is already before this session. There is one place" in theirs
    assert "You have put another one" not in theirs
