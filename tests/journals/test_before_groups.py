"""One account before a group session: who may read it when, and what ends it."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from journals.models import BeforeGroup
from journals.services import sharing
from journals.services.endings import close_ended, end_supervision
from people.models import User
from supervision.models import Supervision, SupervisionSession
from supervision.services import recording, sessions
from tests.conftest import suspend
from tests.journals.groups import Scene, make_scene, readers, refused
from tests.makers import make_supervision, make_user
from tests.supervision.makers import make_data, make_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return make_scene(cast)


def everybody(scene: Scene, cast: SimpleNamespace) -> list[User]:
    names = ("amara", "ben", "chloe", "dev", "efua", "farid", "grace", "hana", "ife")
    return [*(getattr(cast, name) for name in names), scene.second, scene.third]


@pytest.mark.parametrize(
    ("minutes", "open_to"),
    [
        (-1, []),
        (0, ["Ben", "Second", "Third"]),
        (89, ["Ben", "Second", "Third"]),
        (90, []),
        (60 * 24, []),
    ],
)
def test_it_is_open_to_the_group_for_the_planned_time_and_no_longer(
    scene: Scene, cast: SimpleNamespace, minutes: int, open_to: list[str]
) -> None:
    row = scene.put()
    with scene.at(minutes):
        assert readers(row, *everybody(scene, cast)) == open_to


def test_before_its_time_only_the_writer_and_the_supervisor_know(scene: Scene) -> None:
    row = scene.put()
    seen = [
        str(one)
        for one in (scene.writer, scene.supervisor, scene.second, scene.third)
        if BeforeGroup.objects.visible_to(one).filter(pk=row.pk).exists()
    ]
    assert seen == ["Amara", "Ben"]


def test_who_is_taken_off_reads_no_more_and_who_joins_was_not_named(scene: Scene) -> None:
    row = scene.put()
    fourth = make_user("Fourth")
    make_supervision(scene.supervisor, fourth)
    people = [scene.writer, scene.second, fourth]
    same = {"starts_at": scene.session.starts_at, "minutes": 90, "aim": scene.session.aim}
    sessions.change_session(
        session_id=scene.session.pk, actor=scene.supervisor, people=people, **same
    )
    with scene.at(5):
        assert readers(row, scene.second, scene.third, fourth) == ["Second"]
    with refused("changed"):
        scene.put()  # from a page that was opened before
    again = scene.put(named={scene.supervisor.pk, scene.second.pk, fourth.pk})
    assert again == row
    with scene.at(5):
        assert readers(row, scene.second, scene.third, fourth) == ["Second", "Fourth"]


def test_the_group_of_another_day_or_supervisor_reads_nothing(
    scene: Scene, cast: SimpleNamespace
) -> None:
    row = scene.put()
    other = make_user("Other")
    make_supervision(scene.supervisor, other)
    make_supervision(cast.chloe, other)
    make_supervision(cast.chloe, cast.ife)
    make_group(scene.supervisor, [scene.writer, other], starts_at=scene.session.starts_at)
    make_group(cast.chloe, [other, cast.ife], starts_at=scene.session.starts_at)
    with scene.at(5):
        assert readers(row, other, cast.chloe, cast.ife) == []


def change(scene: Scene, **changed: Any) -> None:
    wanted: dict[str, Any] = {
        "starts_at": scene.session.starts_at,
        "minutes": 90,
        "aim": scene.session.aim,
    }
    wanted |= changed
    sessions.change_session(session_id=scene.session.pk, actor=scene.supervisor, **wanted)


@pytest.mark.parametrize("minutes", [30, 400])
def test_a_session_made_shorter_or_longer_needs_another_yes(scene: Scene, minutes: int) -> None:
    row = scene.put()
    change(scene, minutes=minutes)
    with scene.at(5):
        assert readers(row, scene.second) == []
        scene.session.refresh_from_db()
        scene.put()
        assert readers(row, scene.second) == ["Second"]
    with scene.at(minutes - 1):
        assert readers(row, scene.second) == ["Second"]
    with scene.at(minutes + 1):
        assert readers(row, scene.second) == []


def test_a_yes_does_not_come_back_with_what_was_put_back(scene: Scene) -> None:
    row = scene.put()
    begin = scene.session.starts_at

    def moved_and_back() -> None:
        change(scene, starts_at=begin + timedelta(days=1))
        change(scene, starts_at=begin)

    def off_and_on() -> None:
        for act in (sessions.call_off, sessions.restore_session):
            act(session_id=scene.session.pk, actor=scene.supervisor)

    def left_out_and_back() -> None:
        change(scene, people=[scene.second, scene.third])
        change(scene, people=[scene.writer, scene.second, scene.third])

    for happens in (moved_and_back, off_and_on, left_out_and_back):
        with scene.at(5):
            assert readers(row, scene.second) == ["Second"]
        happens()
        scene.session.refresh_from_db()
        with scene.at(5):
            assert readers(row, scene.second) == [], happens.__name__
        scene.put()


def test_a_record_ends_it_and_a_draft_of_one_does_not(scene: Scene) -> None:
    row = scene.put()
    with scene.at(60):
        for show, open_to in ((False, ["Second"]), (True, [])):
            session = SupervisionSession.objects.get(pk=scene.session.pk)
            recording.save_record(
                session_id=session.pk,
                actor=scene.supervisor,
                revision=session.record_revision,
                data=make_data(session),
                show=show,
            )
            assert readers(row, scene.second) == open_to


def test_calling_the_session_off_ends_it(scene: Scene) -> None:
    row = scene.put()
    sessions.call_off(session_id=scene.session.pk, actor=scene.supervisor)
    with scene.at(5):
        assert readers(row, scene.second, scene.supervisor) == []


def test_taking_the_share_back_ends_it_and_frees_the_place(scene: Scene) -> None:
    row = scene.put()
    sharing.withdraw_share(share_id=scene.share.pk, author=scene.writer)
    row.refresh_from_db()
    assert row.state == "closed" and row.settled_at
    with scene.at(5):
        assert readers(row, scene.second, scene.supervisor) == []
    other = scene.share_of(scene.second)
    named = {scene.supervisor.pk, scene.writer.pk, scene.third.pk}
    assert scene.put(share_id=other.pk, writer=scene.second, named=named).is_put


def test_the_end_of_the_supervision_ends_it_by_the_query_alone(scene: Scene) -> None:
    row = scene.put()
    today = timezone.localdate()
    Supervision.objects.filter(pk=scene.pair.pk).update(ended_on=today)
    with scene.at(5):
        assert readers(row, scene.second, scene.supervisor) == []
        close_ended()
    row.refresh_from_db()
    assert row.state == "closed"


def test_ending_the_supervision_closes_the_row(scene: Scene) -> None:
    row = scene.put()
    end_supervision(supervision=scene.pair, actor=scene.supervisor)
    row.refresh_from_db()
    assert row.state == "closed"


def test_a_members_own_supervision_that_ends_shuts_them_out(scene: Scene) -> None:
    row = scene.put()
    theirs = Supervision.objects.filter(supervisee=scene.third)
    theirs.update(ended_on=timezone.localdate(scene.session.starts_at))
    with scene.at(5):
        assert readers(row, scene.second, scene.third) == ["Second"]


@pytest.mark.parametrize("what", ["held", "suspended"])
def test_who_is_held_or_suspended_reads_nothing(scene: Scene, what: str) -> None:
    row = scene.put()
    if what == "held":
        later = scene.session.starts_at + timedelta(days=9)
        User.objects.filter(pk=scene.second.pk).update(held_until=later)
    else:
        suspend(scene.second)
    with scene.at(5):
        assert readers(row, scene.second, scene.third) == ["Third"]


@pytest.mark.parametrize("who", ["writer", "supervisor"])
def test_a_suspended_writer_or_supervisor_shuts_it_for_all(scene: Scene, who: str) -> None:
    row = scene.put()
    suspend(getattr(scene, who))
    with scene.at(5):
        assert readers(row, scene.second, scene.third) == []


def test_a_writer_taken_off_the_group_shuts_it_and_the_place_is_free(scene: Scene) -> None:
    row = scene.put()
    sessions.change_session(
        session_id=scene.session.pk,
        actor=scene.supervisor,
        starts_at=scene.session.starts_at,
        minutes=90,
        people=[scene.second, scene.third],
    )
    with scene.at(5):
        assert readers(row, scene.second, scene.supervisor) == []
    other = scene.share_of(scene.second)
    named = {scene.supervisor.pk, scene.third.pk}
    assert scene.put(share_id=other.pk, writer=scene.second, named=named).is_put
    row.refresh_from_db()
    assert row.state == "closed"
