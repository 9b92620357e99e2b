"""How many queries the pages about worries take: as many with two hundred as with two."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.services import concerns, sharing
from people.models import Team
from tests.journals.concerns import Scene, make_scene
from tests.makers import (
    make_entry,
    make_membership,
    make_prompt_version,
    make_share,
    make_supervision,
    make_user,
)
from tests.queries.test_queries import HOME, LISTS_AND_ONE_ENTRY, queries
from tests.queries.test_share_queries import counted

SignIn = Callable[..., Client]
pytestmark = pytest.mark.django_db
FEW, MANY = 2, 200
# More than one entry takes: the second step, whether the person is a lead, and the steps; and
# looking at it marks the news of it as seen.
ONE_CONCERN = 9


@pytest.fixture
def still() -> Iterator[None]:
    with time_machine.travel(timezone.now(), tick=False):
        yield


def raise_some(scene: Scene, team: Team, count: int) -> None:
    """Worries about what several writers shared, told and not, and shares that were taken back."""
    version = make_prompt_version()
    for number in range(count):
        if number % 40 == 0:
            writer = make_user(f"Writer {number}")
            make_membership(writer, team)
            pair = make_supervision(scene.reader, writer, organisation=team.organisation)
        share = make_share(make_entry(writer, version), pair)
        sharing.open_share(share_id=share.pk, reader=scene.reader)
        if number % 4 == 3:
            sharing.withdraw_share(share_id=share.pk, author=writer)
            continue
        concerns.raise_concern(
            share_id=share.pk, reader=scene.reader, tell_now=number % 4 == 1, reason="danger"
        )


def test_lists_take_as_many_with_two_hundred(
    still: None, cast: SimpleNamespace, sign_in: SignIn, library: None
) -> None:
    scene = make_scene(cast)
    lead = sign_in(Client(), scene.lead, factor=True)
    reader = sign_in(Client(), scene.reader, factor=True)
    pages = {
        "journals:concern_list": 8,
        "notices:notice_list": LISTS_AND_ONE_ENTRY + 1,
        "desk:home": HOME,
    }
    found = []
    for count in (FEW, MANY):
        raise_some(scene, cast.team, count)
        both = {"lead": lead, "reader": reader}
        found.append({(who, n): counted(both[who], reverse(n)) for who in both for n in pages})
    assert found[0] == found[1]
    assert {key: n for key, n in found[1].items() if n > pages[key[1]]} == {}


def test_one_takes_as_many_however_long_its_course(cast: SimpleNamespace, sign_in: SignIn) -> None:
    scene = make_scene(cast)
    lead = sign_in(Client(), scene.lead, factor=True)
    reader = sign_in(Client(), scene.reader, factor=True)
    writer = sign_in(Client(), scene.writer)
    raise_page = reverse("journals:concern_raise", args=[scene.share.pk])
    assert counted(reader, raise_page) <= ONE_CONCERN, queries(reader, raise_page)
    concern = scene.raise_it()
    detail = concern.get_absolute_url()
    few = counted(lead, detail), counted(reader, detail)
    assert max(few) <= ONE_CONCERN, queries(lead, detail)
    scene.set_day(concern, 10)
    assert (counted(lead, detail), counted(reader, detail)) == few
    concerns.tell_writer(concern_id=concern.pk, by=scene.lead)
    concerns.close(concern_id=concern.pk, raiser=scene.reader, reason="talked")
    assert counted(reader, detail) <= few[1]
    told = reverse("journals:concern_told", args=[concern.pk])
    assert counted(writer, told) <= ONE_CONCERN, queries(writer, told)
