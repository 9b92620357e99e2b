"""What a safeguarding lead may decide about a worry, and who may not."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from journals import concern_news as news
from journals.models import Concern, InvalidMove
from journals.services import concerns
from journals.services.concerns import NotDecidedError
from people.models import Membership
from people.services import resets
from tests.journals.concerns import Scene, after, again, kinds, make_scene, told, trail
from tests.makers import make_membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return make_scene(cast)


def test_a_lead_sets_the_day_and_gives_more_time_once(scene: Scene) -> None:
    concern = scene.raise_it()
    assert scene.set_day(concern, 10).tell_after == concern.made_at + timedelta(days=10)
    assert told(scene.lead) == told(scene.second) == []
    assert told(scene.reader) == [news.MOVED]
    with pytest.raises(NotDecidedError, match="no-later"):
        scene.set_day(concern, 10, scene.second)
    scene.set_day(concern, 28, scene.second)
    for days in (27, 28):
        with pytest.raises(NotDecidedError, match="twice"):
            scene.set_day(concern, days)
    assert kinds(concern) == ["raised", "put-off", "set", "extended"]
    assert trail(scene.reader)[2:] == [("concern-delayed", False)] * 2
    assert trail(scene.writer) == trail(scene.lead) == []


def test_the_same_decision_again_is_one(scene: Scene) -> None:
    concern = scene.raise_it()
    scene.set_day(concern, 10)
    scene.set_day(concern, 10)
    assert kinds(concern) == ["raised", "put-off", "set"]


def test_the_first_day_may_also_be_sooner(scene: Scene) -> None:
    concern = scene.raise_it()
    assert scene.set_day(concern, 2).tell_after == concern.made_at + timedelta(days=2)


@pytest.mark.parametrize("days", [28.00001, 29, 400, 100_000])
def test_nobody_puts_it_off_beyond_four_weeks(scene: Scene, days: float) -> None:
    concern = scene.raise_it()
    with pytest.raises(NotDecidedError, match="too-late"):
        scene.set_day(concern, days)
    with after(days=6):
        scene.set_day(concern, 20)
        with pytest.raises(NotDecidedError, match="too-late"):
            scene.set_day(concern, days)


def test_no_day_that_is_past(scene: Scene) -> None:
    concern = scene.raise_it()
    with after(days=2), pytest.raises(NotDecidedError, match="past"):
        scene.set_day(concern, 1)


def test_whose_day_has_come_is_not_put_off_any_more(scene: Scene) -> None:
    """Also where no round has run since."""
    concern = scene.raise_it()
    with after(days=7, minutes=1):
        with pytest.raises(InvalidMove):
            scene.set_day(concern, 20)
        assert concerns.tell_due() == 1


@pytest.mark.parametrize("who", ["reader", "writer", "stranger"])
def test_nobody_else_decides(scene: Scene, who: str) -> None:
    concern = scene.raise_it()
    with pytest.raises(Concern.DoesNotExist):
        scene.set_day(concern, 10, getattr(scene, who))


@pytest.mark.parametrize("name", ["dev", "hana", "grace", "chloe", "ife", "efua"])
def test_no_leader_administrator_or_superuser_sees_any(
    cast: SimpleNamespace, scene: Scene, name: str
) -> None:
    person = getattr(cast, name)
    concern = scene.raise_it()

    def refused() -> None:
        assert not Concern.objects.visible_to(person).exists()
        for call in (
            lambda: scene.set_day(concern, 10, person),
            lambda: concerns.tell_writer(concern_id=concern.pk, by=person),
            lambda: concerns.close(concern_id=concern.pk, raiser=person, reason="in-hand"),
        ):
            with pytest.raises(Concern.DoesNotExist):
                call()

    refused()
    concerns.tell_writer(concern_id=concern.pk, by=scene.lead)
    refused()


def test_a_lead_tells_now_and_that_is_once(scene: Scene) -> None:
    concern = scene.raise_it()
    concerns.tell_writer(concern_id=concern.pk, by=scene.lead)
    concerns.tell_writer(concern_id=concern.pk, by=scene.second)
    assert kinds(concern) == ["raised", "put-off", "told"]
    assert told(scene.reader) == [news.MOVED]
    assert told(scene.second) == []
    with pytest.raises(InvalidMove):
        scene.set_day(concern, 20)


def test_a_lead_who_left_decides_no_more_and_the_next_one_may(
    cast: SimpleNamespace, scene: Scene
) -> None:
    concern = scene.raise_it()
    Membership.objects.filter(user__in=[scene.lead, scene.second]).update(
        ended_on=timezone.localdate()
    )
    with pytest.raises(Concern.DoesNotExist):
        scene.set_day(concern, 10)
    assert not Concern.objects.visible_to(scene.lead).exists()
    make_membership(cast.hana, cast.elsewhere, "safeguarding")
    with pytest.raises(Concern.DoesNotExist):
        scene.set_day(concern, 10, cast.hana)
    Membership.objects.filter(user=cast.dev).update(roles=["leader", "safeguarding"])
    assert scene.set_day(concern, 10, cast.dev).is_delayed


def test_where_all_leads_leave_the_day_stands(scene: Scene) -> None:
    concern = scene.raise_it()
    Membership.objects.filter(roles__icontains="safeguarding").update(ended_on=timezone.localdate())
    with after(days=7, minutes=1):
        assert concerns.tell_due() == 1
    assert again(concern).is_told


def test_a_lead_whose_journal_waits_after_a_reset_decides_nothing(scene: Scene) -> None:
    concern = scene.raise_it()
    scene.lead.held_until = timezone.now() + resets.HOLD_TIME
    scene.lead.save()
    with pytest.raises(Concern.DoesNotExist):
        scene.set_day(concern, 10)
