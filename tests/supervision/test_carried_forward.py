"""What people took on in a group or a drop-in: it waits for the next time, until it is done."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import User
from supervision.models import SessionAction, SessionTopic, SupervisionSession
from supervision.records import ActionRow
from supervision.services import actions, coming, sessions, topics
from supervision.session_pages import detail_of
from tests.makers import make_supervision, make_user
from tests.supervision.makers import make_drop_in, make_group, make_recorded, make_session

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
AHEAD = timedelta(days=9)


@pytest.fixture
def people(amara: User, ben: User) -> list[User]:
    """Whom Ben supervises: Amara first."""
    others = [make_user(f"Nurse {number}") for number in range(4)]
    for one in others:
        make_supervision(ben, one)
    return [amara, *others]


def took_on(ben: User, people: list[User], what: str, owner: User) -> SessionAction:
    session = make_recorded(make_group(ben, people), actions=[ActionRow(what, owner.pk)])
    return SessionAction.objects.get(session=session)


def carried(session: SupervisionSession, person: User) -> set[SessionAction]:
    return set(SessionAction.objects.carried_to(session, person))


def page(client: Client, session: SupervisionSession) -> str:
    return html.unescape(client.get(session.get_absolute_url()).text)


def test_it_stands_on_the_groups_next_session_until_it_is_done(
    people: list[User], ben: User, sign_in: SignIn
) -> None:
    action = took_on(ben, people[:3], "Ask for the rota", people[1])
    after = make_group(ben, people[:3], starts_at=timezone.now() + AHEAD)
    for person in [*people[:3], ben]:
        client = sign_in(Client(), person, factor=True)
        shown = page(client, after)
        assert "Still open from before" in shown and "Ask for the rota" in shown
    assert carried(after, people[4]) == set()
    actions.move_action(action_id=action.pk, actor=people[1], to="done")
    assert carried(after, ben) == set()


@pytest.mark.parametrize(
    ("then", "now", "is_same"),
    [
        ([0, 1], [0, 1], True),
        ([0, 1, 2], [0, 1, 3], False),  # two of four
        ([0, 1, 2, 3], [0, 1, 2, 4], True),  # three of five
        ([0, 1], [0, 1, 2], True),
        ([0, 1], [0, 2], False),
        ([0, 1, 2, 3], [0, 1], False),
        ([0, 1, 2, 3], [0, 1, 2], True),
    ],
)
def test_a_group_is_the_same_when_most_of_its_people_are(
    people: list[User], ben: User, then: list[int], now: list[int], is_same: bool
) -> None:
    action = took_on(ben, [people[one] for one in then], "Ask", people[0])
    after = make_group(ben, [people[one] for one in now], starts_at=timezone.now() + AHEAD)
    assert carried(after, ben) == ({action} if is_same else set())


def test_who_was_not_there_then_reads_nothing_of_it(people: list[User], ben: User) -> None:
    action = took_on(ben, people[:3], "Ask", people[0])
    after = make_group(ben, people[:4], starts_at=timezone.now() + AHEAD)
    assert carried(after, people[3]) == set()
    assert carried(after, people[2]) == {action}


def test_what_somebody_took_on_who_does_not_come_stays_on_their_list(
    people: list[User], ben: User, sign_in: SignIn
) -> None:
    action = took_on(ben, people[:4], "Ask for the rota", people[3])
    after = make_group(ben, people[:3], starts_at=timezone.now() + AHEAD)
    assert carried(after, ben) == set()
    client = sign_in(Client(), people[3], factor=True)
    shown = html.unescape(client.get(reverse("supervision:session_list")).text)
    assert "Ask for the rota" in shown
    other = sign_in(Client(), people[0], factor=True)
    assert "Ask for the rota" not in other.get(reverse("supervision:session_list")).text
    assert action in SessionAction.objects.on_list_of(ben)


def test_another_supervisors_and_a_pairs_own_stay_out(
    people: list[User], ben: User, amara: User
) -> None:
    other = make_user("Other")
    for one in people[:3]:
        make_supervision(other, one)
    took_on(other, people[:3], "Theirs", people[0])
    pair = make_supervision(other, people[4])
    make_recorded(make_session(pair), actions=[ActionRow("Of the two", people[4].pk)])
    group = make_group(ben, people[:3], starts_at=timezone.now() + AHEAD)
    assert carried(group, ben) == carried(group, amara) == set()


def test_of_a_drop_in_one_reads_ones_own_when_one_comes_again(cast: SimpleNamespace) -> None:
    first = make_drop_in(cast.chloe, cast.team.organisation)
    for one in (cast.ife, cast.amara):
        coming.put_down(session_id=first.pk, person=one)
    rows = [ActionRow("Hers", cast.amara.pk), ActionRow("Ifes", cast.ife.pk)]
    make_recorded(first, actions=rows)
    after = make_drop_in(cast.chloe, cast.team.organisation, starts_at=timezone.now() + AHEAD)
    assert carried(after, cast.chloe) == set()
    coming.put_down(session_id=after.pk, person=cast.ife)

    def said(person: User) -> list[str]:
        return [one.what for one in SessionAction.objects.carried_to(after, person)]

    assert said(cast.ife) == said(cast.chloe) == ["Ifes"]
    assert said(cast.amara) == []


def test_the_list_has_those_of_pairs_too_and_what_was_said_to_a_supervisor_of_groups(
    people: list[User], ben: User, amara: User, sign_in: SignIn
) -> None:
    took_on(ben, people[:2], "From a group", people[1])
    pair = make_supervision(make_user("Boss"), ben)
    make_recorded(make_session(pair), actions=[ActionRow("My own", ben.pk)])
    shown = html.unescape(
        sign_in(Client(), ben, factor=True).get(reverse("supervision:session_list")).text
    )
    assert "My own" in shown and "From a group" in shown
    alone = sign_in(Client(), ben).get(reverse("supervision:session_list"))
    assert "My own" in alone.text and "From a group" not in alone.text  # before the second step


@pytest.mark.parametrize("room", ["list", "pair", "after", "its own"])
def test_ticking_leads_back_to_the_page_where_it_stood(
    people: list[User], ben: User, amara: User, sign_in: SignIn, room: str
) -> None:
    pair = make_supervision(make_user("Boss"), amara)
    before = make_recorded(make_session(pair), actions=[ActionRow("Read it", amara.pk)])
    after = make_session(pair, starts_at=timezone.now() + AHEAD)
    path = {
        "list": reverse("supervision:session_list"),
        "pair": pair.get_absolute_url(),
        "after": after.get_absolute_url(),
        "its own": before.get_absolute_url(),
    }[room]
    hers = sign_in(Client(), amara, factor=True)
    assert f'name="back" value="{path}"' in hers.get(path).text
    move = reverse("supervision:action_move", args=[SessionAction.objects.get().pk])
    answer = hers.post(move, {"do": "drop", "back": path})
    assert answer.status_code == 303 and answer.headers["Location"] == f"{path}#actions"
    shown = html.unescape(hers.get(path).text)
    assert "Dropped." in shown and "Undo" in shown


@pytest.mark.parametrize(
    "back",
    ["https://elsewhere.example/", "//elsewhere.example/", "/sign-out/", "", "x", "\\\\x",
     "/" * 900, "/supervision/sessions/%00/", "/supervision/year/"],
)  # fmt: skip
def test_it_leads_nowhere_else(
    people: list[User], ben: User, amara: User, sign_in: SignIn, back: str
) -> None:
    action = took_on(ben, people[:2], "Ask", amara)
    hers = sign_in(Client(), amara, factor=True)
    move = reverse("supervision:action_move", args=[action.pk])
    answer = hers.post(move, {"do": "done", "back": back})
    assert answer.headers["Location"] == f"{action.session.get_absolute_url()}#actions"


def undo_of(text: str) -> str:
    """Where the undo button of a message posts to."""
    start = text.index('class="messages__undo"')
    begin = text.index('action="', start) + len('action="')
    return html.unescape(text[begin : text.index('"', begin)])


def test_dropping_a_topic_or_an_action_can_be_undone_where_one_lands(
    people: list[User], amara: User, sign_in: SignIn
) -> None:
    pair = make_supervision(make_user("Boss"), amara)
    make_recorded(make_session(pair), actions=[ActionRow("Read it", amara.pk)])
    topics.add_topic(supervision=pair, by=amara, text="The nights")
    hers = sign_in(Client(), amara, factor=True)
    path = pair.get_absolute_url()
    for name, thing, words in (
        ("topic_move", SessionTopic.objects.get(), "The nights"),
        ("action_move", SessionAction.objects.get(), "Read it"),
    ):
        move = reverse(f"supervision:{name}", args=[thing.pk])
        shown = hers.get(hers.post(move, {"do": "drop", "back": path}).headers["Location"]).text
        assert f'list__title">{words}' not in shown
        answer = hers.post(undo_of(shown))
        assert answer.status_code == 303 and answer.headers["Location"].startswith(path)
        assert f'list__title">{words}' in hers.get(path).text


def test_a_called_off_session_shows_what_waits_no_more_than_before(
    people: list[User], ben: User
) -> None:
    took_on(ben, people[:2], "Ask", people[0])
    after = make_group(ben, people[:2], starts_at=timezone.now() + AHEAD)
    sessions.call_off(session_id=after.pk, actor=ben)
    after.refresh_from_db()
    after = SupervisionSession.objects.visible_with_standing(ben).get(pk=after.pk)
    assert detail_of(after, ben)["actions"] == []
