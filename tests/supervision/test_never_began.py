"""A colleague who was to stand in, and never did: the pages do not say that they supervised."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.services.endings import end_supervision
from people.days import house_day
from people.models import Membership, User
from supervision.models import Supervision
from supervision.services.pairs import begin
from tests.conftest import open_session
from tests.desk.test_erase_shares import erase

pytestmark = pytest.mark.django_db

FIRST = 90  # days from today, and for a week; closing a journal takes a month
LIST = reverse("supervision:pair_list")


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    found = Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)
    found.organisation = cast.team.organisation
    found.save()
    return found


@pytest.fixture
def cover(cast: SimpleNamespace, pair: Supervision) -> Supervision:
    return begin(
        actor=cast.amara,
        supervisor=cast.chloe,
        supervisee=cast.amara,
        organisation=pair.organisation,
        covers=pair,
        started_on=in_days(FIRST),
        ended_on=in_days(FIRST + 7),
    )


def in_days(days: int) -> date:
    return house_day() + timedelta(days=days)


def in_some_days(days: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def read(person: User, url: str = LIST) -> str:
    return " ".join(open_session(Client(), person, factor=True).get(url).text.split())


def ends_at_once(cast: SimpleNamespace, pair: Supervision) -> None:
    end_supervision(supervision=pair, actor=cast.amara)


def ends_on_the_first_day_by_the_calendar(cast: SimpleNamespace, pair: Supervision) -> None:
    end_supervision(supervision=pair, actor=None, on=in_days(FIRST))


def had_its_end_already(cast: SimpleNamespace, pair: Supervision) -> None:
    """It was asked for while the end of the supervision was a day to come, and was known."""
    Supervision.objects.filter(pk=pair.pk).update(ended_on=in_days(FIRST))


def its_supervisor_leaves_the_house(cast: SimpleNamespace, pair: Supervision) -> None:
    Membership.objects.filter(user=cast.ben).update(ended_on=in_days(FIRST - 1))


def who_was_to_stand_in_leaves_the_house(cast: SimpleNamespace, pair: Supervision) -> None:
    Membership.objects.filter(user=cast.chloe).update(ended_on=in_days(FIRST))


def who_was_to_stand_in_closes_the_journal(cast: SimpleNamespace, pair: Supervision) -> None:
    erase(cast.chloe, closes=True)


@pytest.mark.parametrize(
    "comes_to_nothing",
    [
        ends_at_once,
        ends_on_the_first_day_by_the_calendar,
        had_its_end_already,
        its_supervisor_leaves_the_house,
        who_was_to_stand_in_leaves_the_house,
        who_was_to_stand_in_closes_the_journal,
    ],
)
def test_what_never_began_is_not_shown_as_if_it_had(
    cast: SimpleNamespace,
    pair: Supervision,
    cover: Supervision,
    comes_to_nothing: Callable[[SimpleNamespace, Supervision], None],
) -> None:
    comes_to_nothing(cast, pair)
    said = f"from {cover.started_on:%-d %B %Y}, but it never began"
    with in_some_days(FIRST + 9):
        shown, page = read(cast.amara), read(cast.amara, cover.get_absolute_url())
        assert f"Was to stand in and supervise you · {said}" in shown
        assert "it was over before its first day" in page and f"<dd>{said}" in page
        assert "was to supervise you" in page
        if comes_to_nothing is who_was_to_stand_in_closes_the_journal:
            return
        assert f"You were to stand in and supervise them · {said}" in read(cast.chloe)
        assert "<h1>You were to supervise Amara" in read(cast.chloe, cover.get_absolute_url())


def test_it_is_said_from_the_moment_when_that_is_sure(
    cast: SimpleNamespace, pair: Supervision, cover: Supervision
) -> None:
    assert "never began" not in read(cast.amara, cover.get_absolute_url())
    ends_at_once(cast, pair)
    assert "but it never began" in read(cast.amara)
    assert "never began" not in read(cast.amara, pair.get_absolute_url())


@pytest.mark.parametrize("after", [0, 3])
def test_one_that_ended_on_its_first_day_or_later_has_begun(
    cast: SimpleNamespace, pair: Supervision, cover: Supervision, after: int
) -> None:
    with in_some_days(FIRST + after):
        end_supervision(supervision=pair, actor=cast.amara)
        cover.refresh_from_db()
        assert cover.ended_on == house_day()
        for person, said in ((cast.amara, "Supervised you"), (cast.chloe, "Supervised by you")):
            days = f"from {cover.started_on:%-d %B %Y} to {cover.ended_on:%-d %B %Y}"
            assert f"{said} · {days}" in read(person)
            assert "never began" not in read(person)
            assert "never began" not in read(person, cover.get_absolute_url())
