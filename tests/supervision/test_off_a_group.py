"""Who is taken off a group: they are told, and what they wanted to say leaves with them."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.take_out.gather import everything
from notices.models import Notice
from people.models import AuditEvent, User
from supervision.models import SessionTopic, Supervision, SupervisionSession
from supervision.services import coming, sessions, topics
from supervision.services.pairs import set_end
from tests.makers import make_supervision, make_user
from tests.supervision.makers import make_drop_in, make_group

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def people(amara: User, ben: User) -> list[User]:
    others = [make_user(f"Nurse {number}") for number in range(3)]
    for one in others:
        make_supervision(ben, one)
    return [amara, *others]


def change(session: SupervisionSession, people: list[User], **fields: Any) -> None:
    wanted: dict[str, Any] = {
        "starts_at": session.starts_at,
        "minutes": session.planned_minutes,
        "place": session.place,
        "aim": session.aim,
    }
    sessions.change_session(
        session_id=session.pk,
        actor=session.supervisor,
        people=people,
        **(wanted | fields),
    )


def news(client: Client) -> str:
    return html.unescape(client.get(reverse("notices:notice_list")).text)


def test_they_are_told_and_find_the_page_of_the_two(
    people: list[User], amara: User, ben: User, sign_in: SignIn
) -> None:
    group = make_group(ben, people[:3])
    hers = sign_in(Client(), amara)
    assert "A supervision session is planned." in news(hers)
    change(group, people[1:3])
    shown = news(hers)
    assert "A group session of Ben goes on without you" in shown and "Ben" in shown
    assert "is planned" not in shown
    notice = Notice.objects.get(person=amara, kind="session-taken-off")
    opened = hers.post(reverse("notices:notice_open", args=[notice.pk]))
    pair = Supervision.objects.get(supervisor=ben, supervisee=amara)
    assert opened.headers["Location"] == pair.get_absolute_url()
    assert AuditEvent.objects.filter(person=amara, action="session-changed").exists()
    for other in (*people[1:3], ben):
        assert not Notice.objects.filter(person=other, kind="session-taken-off").exists()


def test_who_is_on_it_again_is_told_that_and_no_longer_that_they_are_off(
    people: list[User], amara: User, ben: User, sign_in: SignIn
) -> None:
    group = make_group(ben, people[:3])
    hers = sign_in(Client(), amara)
    for _time in range(2):
        change(group, people[1:3])
        assert "goes on without you" in news(hers)
        change(group, people[:3])
        shown = news(hers)
        assert "goes on without you" not in shown and "is planned" in shown
    change(group, people[1:3], starts_at=timezone.now() + timedelta(days=5))
    assert "goes on without you" in news(hers) and "was changed" not in news(hers)


def test_their_topics_go_to_the_list_of_the_two(people: list[User], amara: User, ben: User) -> None:
    group = make_group(ben, people[:3])
    mine = topics.bring_topic(session_id=group.pk, by=amara, text="What weighs on me")
    theirs = topics.bring_topic(session_id=group.pk, by=people[1], text="The rota")
    change(group, people[1:3])
    assert list(SessionTopic.objects.visible_to(people[1])) == [theirs]
    assert list(SessionTopic.objects.visible_to(amara)) == [mine]
    moved = SessionTopic.objects.visible_to(amara).get()
    pair = Supervision.objects.get(supervisor=ben, supervisee=amara)
    assert (moved.text, moved.supervision, moved.session) == ("What weighs on me", pair, None)
    assert moved.key_holder_id == pair.key_holder_id
    assert mine in SessionTopic.objects.visible_to(ben)
    group.refresh_from_db()
    assert list(topics.topics_of(group)) == [theirs]


def test_they_keep_them_also_when_the_supervision_is_over(
    people: list[User], amara: User, ben: User
) -> None:
    group = make_group(ben, people[:3])
    topics.bring_topic(session_id=group.pk, by=amara, text="What weighs on me")
    set_end(supervision=Supervision.objects.get(supervisor=ben, supervisee=amara))
    change(group, people[1:3])
    assert SessionTopic.objects.visible_to(amara).get().text == "What weighs on me"
    assert not SessionTopic.objects.visible_to(people[1]).exists()


def test_of_a_drop_in_they_are_shown_to_nobody_until_one_comes_again(
    cast: SimpleNamespace,
) -> None:
    session = make_drop_in(cast.chloe, cast.team.organisation)
    for one in (cast.ife, cast.amara):
        coming.put_down(session_id=session.pk, person=one)
    topics.bring_topic(session_id=session.pk, by=cast.ife, text="zq-topic")
    coming.take_off(session_id=session.pk, person=cast.ife)
    assert SessionTopic.objects.visible_to(cast.ife).exists()
    for one in (cast.amara, cast.chloe):
        assert not SessionTopic.objects.visible_to(one).exists()
    assert not topics.topics_of(session).exists()
    assert "zq-topic" in str(everything(cast.ife)["supervision_topics"])
    assert "zq-topic" not in str(everything(cast.amara))
    coming.put_down(session_id=session.pk, person=cast.ife)
    assert SessionTopic.objects.visible_to(cast.chloe).get().text == "zq-topic"
