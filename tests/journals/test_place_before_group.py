"""The one place before a group session: a yes, asking, taking back, and who leaves."""

import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from desk.services import erase_journal
from journals.models import BeforeGroup, InvalidMove, NamedReader, Share
from journals.services import before_groups, sharing
from journals.services.before_groups import NotPutError
from notices.models import Notice
from people.models import AuditEvent, User
from supervision.models import SupervisionSession
from tests.journals.groups import Scene, make_scene, readers, refused
from tests.makers import make_entry, make_share, make_supervision, make_user
from tests.supervision.makers import at_its_time, make_drop_in, make_group, make_session
from vault.ids import new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return make_scene(cast)


def test_one_account_for_a_session_until_it_is_taken_back(scene: Scene) -> None:
    row = scene.put()
    other = scene.share_of(scene.second)
    named = {scene.supervisor.pk, scene.writer.pk, scene.third.pk}
    theirs = {"share_id": other.pk, "writer": scene.second, "named": named}
    with refused("taken"):
        scene.put(**theirs)
    with refused("taken"):
        scene.ask(other)
    scene.let_go(row)
    assert scene.put(**theirs).is_put


def test_the_database_holds_one_place_too(scene: Scene) -> None:
    row = scene.put()
    other = scene.share_of(scene.second)
    with pytest.raises(IntegrityError), transaction.atomic():
        BeforeGroup.objects.create(
            share=other,
            session=scene.session,
            state="put",
            put_at=timezone.now(),
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            plan_revision=row.plan_revision,
        )


def test_a_double_press_is_one_yes(scene: Scene) -> None:
    assert scene.put() == scene.put()
    assert BeforeGroup.objects.count() == 1 and NamedReader.objects.count() == 3
    assert AuditEvent.objects.filter(person=scene.writer, action="put-before-group").count() == 1


def test_taken_back_at_once_also_while_it_is_read_and_twice_is_once(scene: Scene) -> None:
    row = scene.put()
    with scene.at(5):
        before_groups.open_before_group(row_id=row.pk, reader=scene.second)
        scene.let_go(row)
        assert readers(row, scene.second, scene.supervisor) == []
        with pytest.raises(BeforeGroup.DoesNotExist):
            before_groups.open_before_group(row_id=row.pk, reader=scene.second)
        scene.let_go(row)
    row.refresh_from_db()
    assert row.state == "taken-back"
    actions = AuditEvent.objects.filter(person=scene.writer, object_id=row.pk)
    assert [one.action for one in actions.order_by("number")] == [
        "put-before-group",
        "group-opened",
        "taken-from-group",
    ]
    assert BeforeGroup.objects.visible_to(scene.supervisor).count() == 0  # and no reproach


def test_each_opening_is_a_row_in_the_writers_trail(scene: Scene) -> None:
    row = scene.put()
    with scene.at(5):
        for reader in (scene.second, scene.second, scene.supervisor):
            before_groups.open_before_group(row_id=row.pk, reader=reader)
    opened = AuditEvent.objects.filter(person=scene.writer, action="group-opened")
    assert [one.actor_id for one in opened.order_by("number")] == [
        scene.second.pk,
        scene.second.pk,
        scene.supervisor.pk,
    ]


def test_the_writer_is_asked_and_says_yes(scene: Scene) -> None:
    row = scene.ask()
    assert scene.ask() == row  # pressed twice
    notice = Notice.objects.get(person=scene.writer, kind="before-group-asked")
    assert notice.about_id == row.pk
    with scene.at(5):
        assert readers(row, scene.second, scene.supervisor) == []  # asking shows nothing
    assert scene.put() == row
    assert not Notice.objects.filter(kind="before-group-asked").exists()
    with scene.at(5):
        assert readers(row, scene.second) == ["Second"]
    kinds = Notice.objects.filter(kind__startswith="before-group").count()
    assert kinds == 0  # and nobody of the group is told of anything


def test_a_no_stands_and_nobody_else_hears_of_it(scene: Scene) -> None:
    row = scene.ask()
    scene.let_go(row)
    row.refresh_from_db()
    assert row.state == "declined"
    with refused("declined"):
        scene.ask()
    assert not BeforeGroup.objects.visible_to(scene.second).exists()
    assert scene.put().is_put  # the writer may think again


def test_one_is_asked_for_at_a_time_and_asking_is_taken_back(scene: Scene) -> None:
    row, other = scene.ask(), scene.share_of(scene.second)
    with refused("asked"):
        scene.ask(other)
    scene.let_go(row, scene.supervisor)
    row.refresh_from_db()
    assert row.state == "closed"
    assert scene.ask(other).is_asked
    assert not Notice.objects.filter(person=scene.writer, kind="before-group-asked").exists()


def test_an_account_offered_meanwhile_takes_the_place(scene: Scene) -> None:
    asked, other = scene.ask(), scene.share_of(scene.second)
    named = {scene.supervisor.pk, scene.writer.pk, scene.third.pk}
    scene.put(share_id=other.pk, writer=scene.second, named=named)
    with refused("taken"):
        scene.put()
    asked.refresh_from_db()
    assert asked.is_asked


def test_a_supervisor_never_takes_back_what_a_writer_put(scene: Scene) -> None:
    row = scene.put()
    with pytest.raises(InvalidMove):
        scene.let_go(row, scene.supervisor)
    with scene.at(5), pytest.raises(InvalidMove):
        scene.let_go(row, scene.second)
    row.refresh_from_db()
    assert row.is_put


def test_only_a_group_to_come_of_the_supervisor_who_has_it(
    scene: Scene, cast: SimpleNamespace
) -> None:
    make_supervision(cast.chloe, scene.writer)
    make_supervision(cast.chloe, cast.ife)
    chloes = make_group(cast.chloe, [scene.writer, cast.ife])
    to_chloe = {cast.chloe.pk, cast.ife.pk}
    with refused("unfit"):
        scene.put(session_id=chloes.pk, named=to_chloe)
    drop_in = make_drop_in(cast.ben, cast.team.organisation)
    with pytest.raises(SupervisionSession.DoesNotExist):
        scene.put(session_id=drop_in.pk)
    with refused("unfit"):
        scene.put(session_id=make_session(scene.pair).pk, named={scene.supervisor.pk})
    with scene.at(91), refused("unfit"):
        scene.put()
    with scene.at(89):
        assert scene.put().is_put


def test_others_cannot_put_or_ask_for_what_is_not_theirs(
    scene: Scene, cast: SimpleNamespace
) -> None:
    with pytest.raises(Share.DoesNotExist):
        scene.put(writer=scene.second)
    with pytest.raises(Share.DoesNotExist):
        scene.put(writer=scene.supervisor)
    with pytest.raises(SupervisionSession.DoesNotExist):
        scene.put(writer=cast.ife)
    outsider = make_user("Not of the group")
    pair = make_supervision(scene.supervisor, outsider)
    with pytest.raises(Share.DoesNotExist):
        scene.ask(make_share(make_entry(outsider), pair))
    with pytest.raises(Share.DoesNotExist):  # one of the group asks as if they led it
        before_groups.ask_for(
            share_id=scene.share.pk, session_id=scene.session.pk, supervisor=scene.second
        )
    for stranger in (cast.ife, scene.third):
        with pytest.raises(BeforeGroup.DoesNotExist):
            scene.let_go(scene.put(), stranger)


def test_a_yes_names_everybody_or_is_no_yes(scene: Scene) -> None:
    for named in (set(), {scene.supervisor.pk}, scene.all_named | {new_id()}):
        with refused("changed"):
            scene.put(named=named)
    assert not BeforeGroup.objects.exists()


def test_a_share_taken_back_is_not_put(scene: Scene) -> None:
    sharing.withdraw_share(share_id=scene.share.pk, author=scene.writer)
    with refused("unfit"):
        scene.put()


def test_a_session_of_yesterday_is_put_before_nobody(scene: Scene) -> None:
    at_its_time(scene.session, timezone.now() - timedelta(days=1))
    with refused("unfit"):
        scene.put()


@pytest.mark.parametrize("closes", [True, False])
def test_erasing_the_writers_journal_takes_it_along(scene: Scene, closes: bool) -> None:
    row = scene.put()
    with scene.at(1):
        before_groups.open_before_group(row_id=row.pk, reader=scene.second)
    due = timezone.now() - timedelta(days=1)
    User.objects.filter(pk=scene.writer.pk).update(erase_closes=closes, erase_after=due)
    assert erase_journal(person_id=scene.writer.pk, now=timezone.now())
    assert not BeforeGroup.objects.exists() and not NamedReader.objects.exists()
    assert SupervisionSession.objects.filter(pk=scene.session.pk).exists()


def test_a_reader_who_leaves_for_good_destroys_nothing_of_it(scene: Scene) -> None:
    row = scene.put()
    due = timezone.now() - timedelta(days=1)
    User.objects.filter(pk=scene.second.pk).update(erase_closes=True, erase_after=due)
    assert erase_journal(person_id=scene.second.pk, now=timezone.now())
    row.refresh_from_db()
    assert row.is_put
    with scene.at(5):
        assert readers(row, scene.second, scene.third) == ["Third"]


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_has_the_place(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the first yes is being written, another writer of the group says theirs."""
    other = scene.share_of(scene.second)
    named = {scene.supervisor.pk, scene.writer.pk, scene.third.pk}
    writing, done, slowly = threading.Event(), threading.Event(), before_groups._put
    refusals: list[str] = []

    def while_the_other_waits(*args: Any) -> BeforeGroup:
        if args[2] == scene.writer:
            writing.set()
            done.wait(timeout=2)  # for ever, were the session free
        return slowly(*args)

    def say_yes_too() -> None:
        writing.wait(timeout=20)
        try:
            scene.put(share_id=other.pk, writer=scene.second, named=named)
        except NotPutError as error:
            refusals.append(error.why)
        done.set()
        connection.close()

    monkeypatch.setattr(before_groups, "_put", while_the_other_waits)
    second = threading.Thread(target=say_yes_too)
    second.start()
    assert scene.put().share_id == scene.share.pk
    second.join(timeout=20)
    assert refusals == [NotPutError.TAKEN]
    assert BeforeGroup.objects.get().share_id == scene.share.pk
