"""How many queries the pages about accounts before a group take: as many with 200 as with 2."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.models import BeforeGroup, Share
from journals.services import before_groups, sharing
from people import audit
from supervision.services import ahead
from tests.journals.groups import Scene, make_scene
from tests.makers import make_entry, make_prompt_version, make_share, make_supervision, make_user
from tests.queries.test_queries import queries
from tests.supervision.makers import make_group

SignIn = Callable[..., Client]
pytestmark = pytest.mark.django_db
FEW, MANY = 2, 200
# The session, the person, and what is new are three of each; the second step is one more. The
# writer's page has the share, sessions, their people, what was put, who was named, who opened it.
# A session's page takes two more than without: one is for the titles that were shared, as it is
# where one chooses.
MOST = {"share_group": 9, "his choice": 8, "her choice": 7, "the session": 12, "read": 13}


@pytest.fixture
def still() -> Iterator[None]:
    with time_machine.travel(timezone.now(), tick=False):
        yield


def counted(client: Client, path: str) -> int:
    queries(client, path)  # whatever is learned once
    return len(queries(client, path))


def fill(scene: Scene, count: int, first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """More sessions to come, more that was put before them, opened, and shared."""
    version = make_prompt_version()
    for number in range(first, first + count):
        at = timezone.now() + timedelta(days=4 + number)
        with monkeypatch.context() as more_than_may_be:
            more_than_may_be.setattr(ahead, "MOST", 1 + FEW + MANY)
            session = make_group(scene.supervisor, [scene.writer, scene.second], starts_at=at)
        row = scene.put(session_id=session.pk, named={scene.supervisor.pk, scene.second.pk})
        for _twice in range(2):
            before_groups._record(row, scene.writer, scene.second, audit.Action.GROUP_OPENED)
        if number % 2:
            scene.let_go(row)
        make_share(make_entry(scene.writer, version), scene.pair)


def test_as_many_with_two_hundred(
    still: None,
    cast: SimpleNamespace,
    sign_in: SignIn,
    library: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = make_scene(cast)
    scene.put()
    sharing.open_share(share_id=scene.share.pk, reader=scene.supervisor)
    # The newest of all: with 200 more it is still on the list, and so is its title.
    Share.objects.filter(pk=scene.share.pk).update(shared_at=timezone.now() + timedelta(hours=1))
    hers = sign_in(Client(), scene.writer)
    his = sign_in(Client(), scene.supervisor, factor=True)
    share_page = reverse("journals:share_group", args=[scene.share.pk])
    choose = reverse("journals:group_choose", args=[scene.session.pk])

    def counts() -> dict[str, int]:
        return {
            "share_group": counted(hers, share_page),
            "his choice": counted(his, choose),
            "her choice": counted(hers, choose),
            "the session": counted(hers, scene.session.get_absolute_url()),
        }

    fill(scene, FEW, 0, monkeypatch)
    few = counts()
    fill(scene, MANY, FEW, monkeypatch)
    assert BeforeGroup.objects.count() == 1 + FEW + MANY
    assert counts() == few
    assert {name: n for name, n in few.items() if n > MOST[name]} == {}


def test_a_big_group_reads_with_as_many_as_a_small_one(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    scene, found = make_scene(cast), []
    for size in (2, 12):
        people = [scene.second, *(make_user(f"Nurse {number}") for number in range(size - 2))]
        for one in people[1:]:
            make_supervision(scene.supervisor, one)
        at = timezone.now() + timedelta(days=size)
        session = make_group(scene.supervisor, [scene.writer, *people[: size - 1]], starts_at=at)
        named = {one.pk for one in before_groups.readers_in(session, scene.writer)}
        row = scene.put(session_id=session.pk, named=named)
        with time_machine.travel(at, tick=False):
            theirs = sign_in(Client(), scene.second, factor=True)
            found.append(counted(theirs, reverse("journals:group_read", args=[row.pk])))
    assert found[0] == found[1]
    assert found[0] <= MOST["read"]
