"""The page on which a group reads an account together: what it shows, to whom and when."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journals.models import BeforeGroup
from people.models import AuditEvent, User
from supervision.services import sessions
from tests.bad_input.nasty import MARKUP
from tests.journals.groups import ASK, REST, WORDS, Scene, make_scene
from tests.makers import make_entry, make_share
from tests.supervision.makers import make_session

SignIn = Callable[..., Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_request_log")]


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return make_scene(cast)


def page(row: BeforeGroup, sign_in: SignIn, person: User, *, factor: bool = True) -> Any:
    client = sign_in(Client(), person, factor=factor)
    return client.get(reverse("journals:group_read", args=[row.pk]))


def test_the_group_reads_what_was_chosen_and_nothing_else(scene: Scene, sign_in: SignIn) -> None:
    row = scene.put()
    with scene.at(5):
        for person in (scene.second, scene.third, scene.supervisor):
            shown = page(row, sign_in, person)
            assert shown.status_code == 200, person
            assert WORDS in shown.text and "Amara" in shown.text
            assert REST not in shown.text and ASK not in shown.text
            assert "<form" not in shown.text.partition("<main")[2].partition("</main")[0]
            assert "no-store" in shown.headers["Cache-Control"]


@pytest.mark.parametrize("minutes", [-1, 90])
def test_before_and_after_it_is_no_page(scene: Scene, sign_in: SignIn, minutes: int) -> None:
    row = scene.put()
    with scene.at(minutes):
        for person in (scene.second, scene.supervisor):
            assert page(row, sign_in, person).status_code == 404


def test_nobody_else_finds_a_page(scene: Scene, cast: SimpleNamespace, sign_in: SignIn) -> None:
    row = scene.put()
    with scene.at(5):
        for name in ("chloe", "dev", "efua", "farid", "grace", "hana", "ife"):
            assert page(row, sign_in, getattr(cast, name)).status_code == 404, name


def test_without_a_second_step_nobody_reads_it(scene: Scene, sign_in: SignIn) -> None:
    row = scene.put()
    with scene.at(5):
        shown = page(row, sign_in, scene.second, factor=False)
    assert shown.status_code == 302 and "second-step" in shown.headers["Location"]
    assert not AuditEvent.objects.filter(action="group-opened").exists()


def test_each_opening_is_noted_and_a_look_at_the_headers_is_none(
    scene: Scene, sign_in: SignIn
) -> None:
    row = scene.put()
    with scene.at(5):
        client = sign_in(Client(), scene.second, factor=True)
        url = reverse("journals:group_read", args=[row.pk])
        assert client.head(url).status_code == 200
        client.get(url)
        client.get(url)
    opened = AuditEvent.objects.filter(person=scene.writer, action="group-opened")
    assert [one.actor_id for one in opened] == [scene.second.pk, scene.second.pk]


def test_its_writer_is_led_to_their_own_page(scene: Scene, sign_in: SignIn) -> None:
    row = scene.put()
    shown = page(row, sign_in, scene.writer)
    assert shown.status_code == 302
    assert shown.headers["Location"] == reverse("journals:share_group", args=[scene.share.pk])


def test_taken_back_it_is_gone_with_the_next_request(scene: Scene, sign_in: SignIn) -> None:
    row = scene.put()
    with scene.at(5):
        assert page(row, sign_in, scene.second).status_code == 200
        scene.let_go(row)
        for person in (scene.second, scene.supervisor):
            assert page(row, sign_in, person).status_code == 404
        client = sign_in(Client(), scene.second, factor=True)
        shown = client.get(scene.session.get_absolute_url()).text
        assert reverse("journals:group_read", args=[row.pk]) not in shown


def test_the_sessions_page_names_it_in_its_time_alone(scene: Scene, sign_in: SignIn) -> None:
    row = scene.put()
    link = reverse("journals:group_read", args=[row.pk])
    for minutes, is_there in ((-1, False), (0, True), (89, True), (90, False)):
        with scene.at(minutes):
            client = sign_in(Client(), scene.second, factor=True)
            shown = client.get(scene.session.get_absolute_url()).text
            assert (link in shown) is is_there, minutes
            assert ("Amara put" in shown) is is_there, minutes
            assert WORDS not in shown
    with scene.at(5):
        sessions.call_off(session_id=scene.session.pk, actor=scene.supervisor)
        client = sign_in(Client(), scene.second, factor=True)
        assert link not in client.get(scene.session.get_absolute_url()).text


def test_hostile_words_stay_words(scene: Scene, sign_in: SignIn) -> None:
    entry = make_entry(scene.writer, answers={"happened": MARKUP})
    row = scene.put(share_id=make_share(entry, scene.pair).pk)
    with scene.at(5):
        assert MARKUP not in page(row, sign_in, scene.second).text


SET_UP = "Best set it up before you meet"


def test_who_has_no_second_step_is_told_before_whatever_is_there(
    scene: Scene, sign_in: SignIn
) -> None:
    def shown(person: User, *, factor: bool = False) -> str:
        client = sign_in(Client(), person, factor=factor)
        return client.get(scene.session.get_absolute_url()).text

    assert SET_UP in shown(scene.second) and SET_UP in shown(scene.writer)
    assert reverse("people:second_factor_needed") in shown(scene.second)
    scene.put()
    assert SET_UP in shown(scene.second)  # as before: it tells nobody that something is there
    assert SET_UP not in shown(scene.writer)  # who needs none to read her own
    assert SET_UP not in shown(scene.second, factor=True)
    assert SET_UP not in shown(scene.supervisor, factor=True)
    with scene.at(91):
        assert SET_UP not in shown(scene.third)


def test_of_a_pair_nobody_is_told_of_a_second_step(scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(Client(), scene.writer)
    assert SET_UP not in client.get(make_session(scene.pair).get_absolute_url()).text
