"""A worry lasts, whatever becomes of its share, its entry and the two."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from desk.services import CLOSING, ask_erasure, erase_due
from desk.ticking import tick
from journals import concern_news as news
from journals.models import Concern, Share
from journals.services import concerns, endings, entries, sharing
from people.models import User
from supervision.models import Supervision
from tests.journals.concerns import Scene, after, again, kinds, make_scene, told
from tests.makers import make_entry, make_share

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return make_scene(cast)


def test_only_who_opened_it_may_be_worried(cast: SimpleNamespace, scene: Scene) -> None:
    pair = Supervision.objects.current().get(supervisor=scene.reader, supervisee=scene.writer)
    unopened = make_share(make_entry(scene.writer), pair)
    for share, person in (
        (unopened, scene.reader),
        (scene.share, scene.writer),
        (scene.share, cast.chloe),
        (scene.share, scene.lead),
        (scene.share, cast.grace),
    ):
        with pytest.raises(Share.DoesNotExist):
            concerns.raise_concern(share_id=share.pk, reader=person, tell_now=True)


SHUT = {
    "withdrawn": lambda s: sharing.withdraw_share(share_id=s.share.pk, author=s.writer),
    "in the bin": lambda s: entries.delete_entry(entry=s.share.entry, actor=s.writer),
    "ended": lambda s: endings.end_supervision(
        supervision=s.share.supervision, actor=s.writer, on=None
    ),
    "writer suspended": lambda s: User.objects.filter(pk=s.writer.pk).update(is_active=False),
}


@pytest.mark.parametrize("how", SHUT)
@pytest.mark.parametrize("before", [True, False])
def test_what_is_shut_stays_a_worry_and_may_become_one(
    scene: Scene, how: str, before: bool
) -> None:
    concern = scene.raise_it() if before else None
    SHUT[how](scene)
    assert not Share.objects.visible_to(scene.reader).filter(pk=scene.share.pk).exists()
    concern = concern or scene.raise_it()
    assert Concern.objects.visible_to(scene.reader).get() == concern
    with after(days=7, minutes=1):
        tick()
    assert again(concern).is_told


def test_an_erased_entry_leaves_the_worry_without_its_share(scene: Scene) -> None:
    concern = scene.raise_it()
    entries.delete_entry(entry=scene.share.entry, actor=scene.writer)
    scene.share.entry.refresh_from_db()
    entries.purge_entry(entry=scene.share.entry, actor=scene.writer)
    assert again(concern).share is None
    with pytest.raises(Share.DoesNotExist):
        scene.raise_it()
    scene.set_day(concern, 20)
    with after(days=20, minutes=1):
        assert concerns.tell_due() == 1
    assert Concern.objects.visible_to(scene.writer).get() == concern


def erase(person: User, *, closes: bool) -> None:
    ask_erasure(person=person, actor=person, closes=closes)
    User.objects.filter(pk=person.pk).update(erase_after=timezone.now() - 2 * CLOSING)
    assert erase_due() == 1


def test_a_writer_who_erases_all_and_stays_is_told_all_the_same(scene: Scene) -> None:
    concern = scene.raise_it()
    erase(scene.writer, closes=False)
    assert again(concern).is_delayed
    with after(days=7, minutes=1):
        assert concerns.tell_due() == 1
    writer = User.objects.get(pk=scene.writer.pk)
    assert Concern.objects.visible_to(writer).get() == concern
    assert told(writer) == [news.TOLD]


def test_a_writer_who_closes_everything_ends_it_and_the_reader_keeps_the_record(
    scene: Scene,
) -> None:
    concern = scene.raise_it()
    erase(scene.writer, closes=True)
    assert (again(concern).state, again(concern).told_at) == ("closed", None)
    assert kinds(concern)[-1] == "writer-left"
    assert again(concern).writer.display_name == ""
    assert told(scene.reader) == [news.MOVED]
    assert told(scene.lead) == []
    assert Concern.objects.visible_to(scene.reader).get() == concern
    with after(days=30):
        assert concerns.tell_due() == 0


@pytest.mark.parametrize("closes", [True, False])
def test_a_reader_who_erases_or_leaves_keeps_nothing_from_the_writer(
    scene: Scene, closes: bool
) -> None:
    concern = scene.raise_it()
    erase(scene.reader, closes=closes)
    scene.set_day(concern, 20)
    with after(days=20, minutes=1):
        assert concerns.tell_due() == 1
    assert Concern.objects.visible_to(scene.writer).get() == concern


def test_a_lead_who_closes_everything_leaves_what_was_decided(scene: Scene) -> None:
    concern = scene.raise_it()
    scene.set_day(concern, 20)
    erase(scene.lead, closes=True)
    assert not User.objects.filter(pk=scene.lead.pk).exists()  # met nobody in supervision
    assert kinds(concern) == ["raised", "put-off", "set"]
    with after(days=20, minutes=1):
        assert concerns.tell_due() == 1


def test_a_suspended_reader_changes_nothing_about_the_day(scene: Scene) -> None:
    concern = scene.raise_it()
    User.objects.filter(pk=scene.reader.pk).update(is_active=False)
    scene.reader.refresh_from_db()
    assert not Concern.objects.visible_to(scene.reader).exists()
    with pytest.raises(Share.DoesNotExist):
        scene.raise_it()
    with after(days=8):
        assert concerns.tell_due() == 1
    assert again(concern).is_told


def test_while_a_reset_waits_the_writer_sees_nothing_and_then_all(scene: Scene) -> None:
    concern = scene.raise_it(later=False)
    scene.writer.held_until = timezone.now() + timedelta(days=9)
    assert not Concern.objects.visible_to(scene.writer).exists()
    scene.writer.held_until = None
    assert Concern.objects.visible_to(scene.writer).get() == concern


def test_a_clock_that_steps_ahead_tells_a_day_late_and_not_never(scene: Scene) -> None:
    tick()
    concern = scene.raise_it()
    with after(days=20):  # further than a round believes
        assert "worries told" not in tick()
        assert again(concern).is_delayed
    with after(days=21, minutes=1):
        assert tick()["worries told"] == 1


def test_two_readers_of_one_entry_are_two_worries(cast: SimpleNamespace, scene: Scene) -> None:
    pair = Supervision.objects.create(
        supervisor=cast.chloe, supervisee=cast.amara, organisation=cast.team.organisation
    )
    share = make_share(scene.share.entry, pair)
    sharing.open_share(share_id=share.pk, reader=cast.chloe)
    mine = scene.raise_it()
    hers = concerns.raise_concern(
        share_id=share.pk, reader=cast.chloe, tell_now=False, reason="unreached"
    )
    assert mine != hers
    assert Concern.objects.visible_to(cast.ben).get() == mine
    assert Concern.objects.visible_to(cast.chloe).get() == hers
    assert Concern.objects.visible_to(scene.lead).count() == 2
