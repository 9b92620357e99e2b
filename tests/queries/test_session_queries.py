"""How many queries the pages of supervision sessions take: as many with two hundred as with two."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import User
from supervision.models import Supervision, SupervisionSession
from supervision.records import ActionRow
from supervision.services import topics
from tests.makers import make_supervision, make_user
from tests.queries.test_queries import queries
from tests.supervision.makers import make_data, make_group, make_recorded, make_session
from vault import sealing

SignIn = Callable[..., Client]
pytestmark = pytest.mark.django_db
MANY = 200
# The session, the person and their second step are three of each. A pair's page has its
# sessions, topics and actions; one session has people, topics, actions, prompts and what is new.
MOST = {
    "list": 11,  # one for the second step, which opens what others took on
    "of the pair": 7,
    "the pair": 13,  # also for what its topics are about, and for what was said of it
    "one": 11,
    "its record": 15,  # also for what its topics are about
}


@pytest.fixture
def still() -> Iterator[None]:
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.fixture
def pair(amara: User, ben: User) -> Supervision:
    return Supervision.objects.get(supervisor=ben, supervisee=amara)


def fill(pair: Supervision, second: User, count: int, first: int) -> None:
    """Held ones of the two and of groups, some to come, with topics and actions that wait."""
    now = timezone.now()
    for number in range(first, first + count):
        topics.add_topic(supervision=pair, by=pair.supervisee, text=f"Topic {number % 40}")
        at = now + timedelta(days=number % 300 + 1, minutes=number)
        if number % 4 == 0:
            people = [pair.supervisee, second]
            session = make_group(pair.supervisor, people, starts_at=at)
        else:
            session = make_session(pair, starts_at=at)
        if number % 10:
            before = now - timedelta(days=number % 150 + 1, minutes=number)
            SupervisionSession.objects.filter(pk=session.pk).update(starts_at=before)
            session.refresh_from_db()
            action = ActionRow(f"Action {number}", pair.supervisee.pk)
            make_recorded(session, actions=[action])


def counted(client: Client, path: str) -> int:
    queries(client, path)  # whatever is learned once
    sealing.forget()  # but not the keys: two hundred groups have two hundred
    return len(queries(client, path))


def test_as_many_with_two_hundred_sessions(
    still: None, pair: Supervision, amara: User, ben: User, sign_in: SignIn, library: None
) -> None:
    hers, his = (sign_in(Client(), one, factor=True) for one in (amara, ben))
    second = make_user("Second")
    make_supervision(ben, second)
    fill(pair, second, 24, 0)
    one = SupervisionSession.objects.filter(recorded_at__isnull=False, kind="one-to-one").first()
    assert one is not None
    paths = {
        "list": reverse("supervision:session_list"),
        "of the pair": reverse("supervision:pair_session_list", args=[pair.pk]),
        "the pair": pair.get_absolute_url(),
        "one": one.get_absolute_url(),
    }
    record = {"its record": reverse("supervision:session_record", args=[one.pk])}

    def both() -> list[dict[str, int]]:
        return [
            {name: counted(client, path) for name, path in asked.items()}
            for client, asked in ((hers, paths), (his, paths | record))
        ]

    few = both()
    fill(pair, second, MANY, 24)
    many = both()
    assert few == many
    for counts in many:
        assert {name: count for name, count in counts.items() if count > MOST[name]} == {}


def test_a_big_group_takes_as_many_as_a_small_one(
    still: None, ben: User, sign_in: SignIn, library: None
) -> None:
    people = [make_user(f"Nurse {number}") for number in range(12)]
    for one in people:
        make_supervision(ben, one)
    found = []
    client = sign_in(Client(), ben, factor=True)
    for count in (2, 12):
        at = timezone.now() + timedelta(days=count)
        group = make_group(ben, people[:count], starts_at=at)
        for one in people[:count]:
            topics.bring_topic(session_id=group.pk, by=one, text=f"From {one}")
        tooks = [ActionRow("Read it", one.pk) for one in people[:count]][:8]
        make_recorded(group, actions=tooks, topics=set())
        assert make_data(group).attended
        found.append(counted(client, group.get_absolute_url()))
    assert found[0] == found[1]
