"""Choosing what could be put before a group: its supervisor asks, a writer in it offers."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.models import BeforeGroup
from journals.services import sharing
from people.models import User
from supervision.services import sessions
from tests.journals.groups import REST, WORDS, Scene, make_scene
from tests.makers import make_entry, make_share, make_supervision, make_user
from tests.supervision.makers import at_its_time, make_drop_in, make_recorded, make_session
from vault.ids import new_id, short

SignIn = Callable[..., Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_request_log")]


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return make_scene(cast)


@pytest.fixture
def his(scene: Scene, sign_in: SignIn) -> Client:
    return sign_in(Client(), scene.supervisor, factor=True)


def url(thing: Any) -> str:
    return reverse("journals:group_choose", args=[thing.pk])


def test_the_supervisor_chooses_among_what_the_group_gave_him(scene: Scene, his: Client) -> None:
    other = scene.share_of(scene.second)
    back = scene.share_of(scene.third)
    sharing.withdraw_share(share_id=back.pk, author=scene.third)
    outsider = make_user("Outsider")
    make_share(make_entry(outsider), make_supervision(scene.supervisor, outsider))
    shown = his.get(url(scene.session)).text
    for share in (scene.share, other):
        assert short(share.pk) in shown
    assert short(back.pk) not in shown and "Outsider" not in shown
    assert WORDS not in shown and REST not in shown


def test_he_asks_sees_that_he_did_and_asks_no_more(scene: Scene, his: Client) -> None:
    asked = his.post(url(scene.session), {"share": short(scene.share.pk)})
    shown = his.get(asked.headers["Location"]).text
    assert "Asked. Nobody sees anything" in shown and "There is no answer yet" in shown
    scene.share_of(scene.second)
    assert "Ask for this" not in his.get(url(scene.session)).text  # one at a time
    row = BeforeGroup.objects.get()
    dropped = his.post(reverse("journals:group_let_go", args=[row.pk]))
    assert dropped.status_code == 303
    assert "There is no answer yet" not in his.get(scene.session.get_absolute_url()).text


def test_a_no_is_said_to_him_and_not_asked_again(scene: Scene, his: Client) -> None:
    scene.let_go(scene.ask())
    shown = his.get(scene.session.get_absolute_url()).text
    assert "would rather not put" in shown
    assert "Would rather not" in his.get(url(scene.session)).text
    again = his.post(url(scene.session), {"share": short(scene.share.pk)})
    assert (
        "Its writer would rather not, for this session." in his.get(again.headers["Location"]).text
    )
    assert BeforeGroup.objects.get().is_declined


def test_a_writer_chooses_among_their_own_and_is_led_to_the_names(
    scene: Scene, sign_in: SignIn
) -> None:
    other = scene.share_of(scene.second)
    hers = sign_in(Client(), scene.writer)
    assert url(scene.session) in hers.get(scene.session.get_absolute_url()).text
    shown = hers.get(url(scene.session)).text
    assert reverse("journals:share_group", args=[scene.share.pk]) in shown
    assert reverse("journals:share_group", args=[other.pk]) not in shown
    assert hers.post(url(scene.session), {"share": short(scene.share.pk)}).status_code == 403


def test_with_nothing_to_choose_it_says_what_to_do(scene: Scene, sign_in: SignIn) -> None:
    theirs = sign_in(Client(), scene.third)
    assert "Share an entry first" in theirs.get(url(scene.session)).text


def test_only_groups_and_only_their_people(
    scene: Scene, cast: SimpleNamespace, his: Client, sign_in: SignIn
) -> None:
    for thing in (
        make_session(scene.pair),
        make_drop_in(scene.supervisor, cast.team.organisation),
        SimpleNamespace(pk=new_id()),
    ):
        assert his.get(url(thing)).status_code == 404
    for name in ("chloe", "grace", "hana", "ife", "efua"):
        client = sign_in(Client(), getattr(cast, name), factor=True)
        assert client.get(url(scene.session)).status_code == 404, name
        assert client.post(url(scene.session)).status_code == 404, name


def test_the_supervisor_needs_a_second_step(scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(Client(), scene.supervisor)
    for answer in (
        client.get(url(scene.session)),
        client.post(url(scene.session), {"share": short(scene.share.pk)}),
    ):
        assert answer.status_code in (302, 303)
        assert "second-step" in answer.headers["Location"]
    assert not BeforeGroup.objects.exists()


@pytest.mark.parametrize("share", ["", "x" * 400, "\x00"])
def test_nonsense_asks_nobody(scene: Scene, his: Client, share: str) -> None:
    answer = his.post(url(scene.session), {"share": share})
    assert answer.status_code == 303
    assert not BeforeGroup.objects.exists()


def test_a_held_supervisor_asks_nobody(scene: Scene, sign_in: SignIn) -> None:
    User.objects.filter(pk=scene.supervisor.pk).update(
        held_until=scene.session.starts_at,
    )
    his = sign_in(Client(), User.objects.get(pk=scene.supervisor.pk), factor=True)
    assert his.post(url(scene.session), {"share": short(scene.share.pk)}).status_code != 200
    assert not BeforeGroup.objects.exists()


def test_who_sees_that_the_place_is_taken_is_not_led_to_it(scene: Scene, sign_in: SignIn) -> None:
    scene.put()
    with scene.at(5):
        theirs = sign_in(Client(), scene.second)
        assert url(scene.session) not in theirs.get(scene.session.get_absolute_url()).text


def call_off(scene: Scene) -> None:
    sessions.call_off(session_id=scene.session.pk, actor=scene.supervisor)


def end(scene: Scene) -> None:
    at_its_time(scene.session, timezone.now() - timedelta(minutes=91))


def record(scene: Scene) -> None:
    make_recorded(scene.session)


@pytest.mark.parametrize(
    ("happens", "said"),
    [(call_off, "was called off"), (end, "is over"), (record, "is over")],
)
def test_of_a_session_that_is_over_nothing_is_offered(
    scene: Scene,
    his: Client,
    sign_in: SignIn,
    happens: Callable[[Scene], object],
    said: str,
) -> None:
    happens(scene)
    for client in (his, sign_in(Client(), scene.writer)):
        shown = client.get(url(scene.session)).text
        assert f"This session {said}" in shown
        assert short(scene.share.pk) not in shown and "Nobody sees anything before" not in shown
    answer = his.post(url(scene.session), {"share": short(scene.share.pk)})
    assert answer.status_code == 303 and not BeforeGroup.objects.exists()


def test_what_has_begun_and_is_not_over_can_be_put_there(scene: Scene, his: Client) -> None:
    at_its_time(scene.session, timezone.now() - timedelta(minutes=80))
    assert "Ask for this" in his.get(url(scene.session)).text
