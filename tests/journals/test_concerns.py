"""The course of a worry about safety: when its writer knows, and what ends it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from desk.ticking import tick
from journals import concern_news as news
from journals.models import Concern, ConcernStep, InvalidMove
from journals.services import concerns
from journals.services.concerns import NotDecidedError
from people.models import AuditEvent, Membership, User
from supervision.models import Supervision
from tests.journals.concerns import Scene, after, again, kinds, make_scene, told, trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return make_scene(cast)


# Telling now.


def test_now_tells_the_writer_at_once_and_asks_nobody(scene: Scene) -> None:
    concern = again(scene.raise_it(later=False))
    assert (concern.state, concern.tell_after) == ("told", None)
    assert kinds(concern) == ["raised", "told"]
    assert told(scene.writer) == [news.TOLD]
    assert told(scene.lead) == told(scene.reader) == []
    assert trail(scene.writer) == [("concern-told", False)]
    assert trail(scene.reader) == [("concern-raised", True), ("concern-told", True)]
    assert not Concern.objects.visible_to(scene.lead).exists()


def test_pressed_twice_there_is_one(scene: Scene) -> None:
    first = scene.raise_it(later=False)
    assert scene.raise_it(later=False) == first == scene.raise_it()
    assert Concern.objects.count() == 1
    assert kinds(first) == ["raised", "told"]


def test_now_after_later_is_now(scene: Scene) -> None:
    concern = scene.raise_it()
    assert scene.raise_it(later=False) == concern
    assert kinds(concern) == ["raised", "put-off", "told"]


def test_the_database_holds_no_two_open_ones(scene: Scene) -> None:
    concern = scene.raise_it()
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.create(
            share=concern.share, raised_by=scene.reader, writer=scene.writer, state="raised"
        )


# Later.


def test_later_asks_the_leads_and_shows_the_writer_nothing(scene: Scene) -> None:
    concern = again(scene.raise_it())
    assert concern.tell_after == concern.made_at + timedelta(days=7)
    assert kinds(concern) == ["raised", "put-off"]
    assert told(scene.lead) == told(scene.second) == [news.ASKED]
    assert told(scene.stranger) == told(scene.writer) == []
    assert trail(scene.writer) == []
    assert trail(scene.reader) == [("concern-raised", True), ("concern-delayed", True)]
    assert not Concern.objects.visible_to(scene.writer).exists()
    assert not ConcernStep.objects.visible_to(scene.writer).exists()


@pytest.mark.parametrize("reason", ["", "now", "in-hand", "because", "danger "])
def test_later_needs_a_reason_of_the_three(scene: Scene, reason: str) -> None:
    with pytest.raises(NotDecidedError):
        scene.raise_it(reason=reason)
    assert not Concern.objects.exists()
    assert trail(scene.reader) == []


def test_without_a_lead_it_is_three_days(cast: SimpleNamespace) -> None:
    concern = make_scene(cast, leads=False).raise_it()
    assert concern.tell_after == concern.made_at + timedelta(hours=72)


def test_without_an_organisation_it_is_three_days_and_nobody_is_asked(scene: Scene) -> None:
    Supervision.objects.update(organisation=None)
    concern = scene.raise_it()
    assert concern.tell_after == concern.made_at + timedelta(hours=72)
    assert not Concern.objects.visible_to(scene.lead).exists()


@pytest.mark.parametrize("who", ["writer", "reader"])
def test_a_lead_whom_it_is_about_is_not_asked(cast: SimpleNamespace, who: str) -> None:
    scene = make_scene(cast, leads=False)
    lead: User = getattr(scene, who)
    Membership.objects.filter(user=lead).update(roles=["supervisor", "safeguarding"])
    concern = scene.raise_it()
    assert concern.tell_after == concern.made_at + timedelta(hours=72)
    assert told(lead) == []
    with pytest.raises(Concern.DoesNotExist):
        scene.set_day(concern, 20, lead)
    if who == "writer":
        assert not Concern.objects.visible_to(lead).exists()
        with pytest.raises(Concern.DoesNotExist):
            concerns.tell_writer(concern_id=concern.pk, by=lead)


@pytest.mark.parametrize("leads", [True, False])
def test_when_the_day_comes_the_writer_is_told_by_itself(
    cast: SimpleNamespace, leads: bool
) -> None:
    scene = make_scene(cast, leads=leads)
    concern = scene.raise_it()
    hours = 7 * 24 if leads else 72
    with after(hours=hours, minutes=-1):
        assert concerns.tell_due() == 0
        assert told(scene.writer) == []
    with after(hours=hours, minutes=1):
        assert tick()["worries told"] == 1
        assert tick()["worries told"] == 0
    assert kinds(concern) == ["raised", "put-off", "day-came"]
    assert told(scene.writer) == [news.TOLD]
    assert told(scene.reader) == [news.MOVED]
    assert told(scene.lead) == []
    assert trail(scene.writer) == [("concern-told", False)]
    assert AuditEvent.objects.filter(person=scene.writer).first().is_by_calendar
    assert trail(scene.reader)[-1] == ("concern-told", False)


# The end.


def test_it_closes_only_once_its_writer_knows(scene: Scene) -> None:
    concern = scene.raise_it()
    close = {"concern_id": concern.pk, "raiser": scene.reader}
    with pytest.raises(InvalidMove):
        concerns.close(reason="misread", **close)
    concerns.tell_writer(concern_id=concern.pk, by=scene.reader)
    with pytest.raises(NotDecidedError):
        concerns.close(reason="danger", **close)
    concerns.close(reason="misread", **close)
    concerns.close(reason="talked", **close)  # pressed twice, or in another tab
    assert kinds(concern)[-1] == "closed"
    assert kinds(concern).count("closed") == 1
    assert not Concern.objects.visible_to(scene.lead).exists()
    assert Concern.objects.visible_to(scene.writer).get() == concern
    assert Concern.objects.visible_to(scene.reader).get() == concern
    assert scene.raise_it() != concern  # a new worry


def test_the_lead_does_not_close_it(scene: Scene) -> None:
    concern = scene.raise_it()
    concerns.tell_writer(concern_id=concern.pk, by=scene.lead)
    with pytest.raises(Concern.DoesNotExist):
        concerns.close(concern_id=concern.pk, raiser=scene.lead, reason="in-hand")


def test_it_closes_by_itself_after_ninety_days(scene: Scene) -> None:
    concern = scene.raise_it()
    concerns.tell_writer(concern_id=concern.pk, by=scene.lead)
    with after(days=89):
        assert concerns.close_old() == 0
        assert Concern.objects.visible_to(scene.lead).exists()
    with after(days=90, minutes=1):
        assert concerns.close_old() == 1
        assert concerns.close_old() == 0
    assert kinds(concern)[-1] == "lapsed"
    assert not Concern.objects.visible_to(scene.lead).exists()
