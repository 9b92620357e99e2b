"""Whoever changes something locks in one order, so that no two wait for one another for ever."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from desk import services as desk
from journals.services import endings, handing, sharing
from people.models import User
from supervision.models import Handing, PairFeedback, Supervision, SupervisionSession
from supervision.services import coming, feedback, recording, sessions, topics
from supervision.services import handing as asking
from tests.journals.groups import Scene, make_scene
from tests.makers import make_entry, make_membership, make_share, make_supervision, make_user
from tests.supervision.makers import (
    at_its_time,
    make_data,
    make_drop_in,
    make_past_session,
    make_session,
)

PEOPLE, ENTRIES, PAIRS = "people_user", "journals_entry", "supervision_supervision"
SESSIONS, SHARES = "supervision_supervisionsession", "journals_share"
# What hangs on one of these is locked by who holds that: its own place is no matter.
ORDER = [PEOPLE, ENTRIES, PAIRS, SESSIONS, SHARES, "people_trail"]
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time"
)


def locked_by(act: Callable[[], object]) -> list[str]:
    """The tables of which it locked rows, by when it first did."""
    found: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if re.search(r"FOR (NO KEY )?UPDATE", sql):
            named = re.findall(r'UPDATE OF "(\w+)"', sql) or re.findall(r'FROM "(\w+)"', sql)
            table = named[0]
            if table not in found:
                found.append(table)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        act()
    return found


def due(person: User, *, closes: bool) -> Callable[[], object]:
    """Somebody's journal, whose days of grace are over."""
    past = timezone.now() - timedelta(hours=1)
    User.objects.filter(pk=person.pk).update(erase_after=past, erase_closes=closes)
    return lambda: desk.erase_journal(person_id=person.pk, now=timezone.now())


def given_feedback(pair: Supervision) -> PairFeedback:
    kept = feedback.keep_feedback(
        supervision_id=pair.pk, actor=pair.supervisee, revision=0, answers={"helps": "Zq"}
    )
    return feedback.give_feedback(
        feedback_id=kept.pk, actor=pair.supervisee, revision=kept.revision
    )


def with_much(scene: Scene) -> None:
    """A pair with a session, a group, a topic and words about it, and a share before the group."""
    make_session(scene.pair)
    topics.add_topic(supervision=scene.pair, by=scene.writer, text="Zq")
    given_feedback(scene.pair)
    scene.put()


def a_writer_erases(scene: Scene) -> Callable[[], object]:
    with_much(scene)
    return due(scene.writer, closes=False)


def a_writer_closes(scene: Scene) -> Callable[[], object]:
    with_much(scene)
    return due(scene.writer, closes=True)


def a_supervisor_closes(scene: Scene) -> Callable[[], object]:
    with_much(scene)
    return due(scene.supervisor, closes=True)


def a_group_loses_somebody(scene: Scene) -> Callable[[], object]:
    topics.bring_topic(session_id=scene.session.pk, by=scene.third, text="Zq")
    return lambda: sessions.change_session(
        session_id=scene.session.pk,
        actor=scene.supervisor,
        starts_at=scene.session.starts_at,
        minutes=90,
        people=[scene.writer, scene.second],
    )


def a_drop_in_loses_somebody(scene: Scene) -> Callable[[], object]:
    house = scene.writer.memberships.get().organisation
    session = make_drop_in(scene.supervisor, house)
    coming.put_down(session_id=session.pk, person=scene.writer)
    topics.bring_topic(session_id=session.pk, by=scene.writer, text="Zq")
    return lambda: coming.take_off(session_id=session.pk, person=scene.writer)


def a_record_plans_the_next(session: SupervisionSession) -> Callable[[], object]:
    data = make_data(session, next_at=timezone.now() + timedelta(days=9))
    return lambda: recording.save_record(
        session_id=session.pk, actor=session.supervisor, revision=0, data=data, show=True
    )


def a_pair_goes_on(scene: Scene) -> Callable[[], object]:
    return a_record_plans_the_next(make_past_session(scene.pair))


def a_group_goes_on(scene: Scene) -> Callable[[], object]:
    return a_record_plans_the_next(at_its_time(scene.session, timezone.now() - timedelta(hours=2)))


def a_session_is_on_again(scene: Scene) -> Callable[[], object]:
    session = make_session(scene.pair)
    sessions.call_off(session_id=session.pk, actor=scene.writer)
    return lambda: sessions.restore_session(session_id=session.pk, actor=scene.writer)


def a_group_is_on_again(scene: Scene) -> Callable[[], object]:
    sessions.call_off(session_id=scene.session.pk, actor=scene.supervisor)
    return lambda: sessions.restore_session(session_id=scene.session.pk, actor=scene.supervisor)


def a_yes_to_handing_on(scene: Scene) -> Callable[[], object]:
    colleague = make_user("Colleague")
    team = scene.writer.memberships.get().teams.get()
    make_membership(colleague, team, "supervisor")
    Supervision.objects.filter(pk=scene.pair.pk).update(organisation=team.organisation)
    asked = asking.ask_handing(
        supervision_id=scene.pair.pk,
        actor=scene.supervisor,
        to_id=colleague.pk,
        kind=Handing.Kind.HAND_ON,
    )
    asking.answer_as_colleague(handing_id=asked.pk, actor=colleague, yes=True)
    return lambda: handing.accept_as_writer(handing_id=asked.pk, actor=scene.writer)


def peers_part(scene: Scene) -> Callable[[], object]:
    one, other = make_user("One"), make_user("Other")
    sides = [
        make_supervision(one, other, is_peer=True),
        make_supervision(other, one, is_peer=True),
    ]
    make_share(make_entry(other), sides[0])
    make_share(make_entry(one), sides[1])
    return lambda: endings.end_peers(pair=sides[0], actor=one)


def an_end(scene: Scene) -> Callable[[], object]:
    with_much(scene)
    return lambda: endings.end_supervision(supervision=scene.pair, actor=scene.supervisor)


DEEDS: dict[Callable[[Scene], Callable[[], object]], set[str]] = {
    a_writer_erases: {PEOPLE, ENTRIES, PAIRS, SHARES},
    a_writer_closes: {PEOPLE, ENTRIES, PAIRS, SESSIONS, SHARES},
    a_supervisor_closes: {PEOPLE, PAIRS, SESSIONS, SHARES},
    a_group_loses_somebody: {PEOPLE, PAIRS, SESSIONS},
    a_drop_in_loses_somebody: {PAIRS, SESSIONS},
    a_pair_goes_on: {PAIRS, SESSIONS},
    a_group_goes_on: {PEOPLE, SESSIONS},
    a_session_is_on_again: {PAIRS, SESSIONS},
    a_group_is_on_again: {PEOPLE, SESSIONS},
    a_yes_to_handing_on: {PEOPLE, PAIRS, SHARES},
    peers_part: {PAIRS, SHARES},
    an_end: {PAIRS, SHARES},
}


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS)
def test_rows_are_locked_in_one_order(
    cast: SimpleNamespace, deed: Callable[[Scene], Callable[[], object]]
) -> None:
    act = deed(make_scene(cast))
    found = locked_by(act)
    assert DEEDS[deed] | {"people_trail"} <= set(found)
    places = [ORDER.index(one) for one in found if one in ORDER]
    assert places == sorted(places), found


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db
def test_who_stands_in_is_locked_after_whom_they_stand_in_for(cast: SimpleNamespace) -> None:
    from supervision.services.locks import lock_pairs

    pair = Supervision.objects.get(supervisor=cast.ben, supervisee=cast.amara)
    days = {"started_on": pair.started_on, "ended_on": timezone.localdate() + timedelta(days=9)}
    covers = [make_supervision(make_user(), cast.amara, covers=pair, **days) for _n in range(4)]
    found = lock_pairs(Supervision.objects.filter(supervisee=cast.amara))
    assert found.index(pair) < min(found.index(one) for one in covers)


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError])
def test_a_journal_that_the_database_refuses_keeps_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    """As where two wait for one another, and PostgreSQL lets one of them go."""
    people = sorted((make_user(name) for name in ("One", "Other", "Third")), key=lambda p: p.pk)
    for person in people:
        due(person, closes=True)
    real, refused = desk.erase_journal, people[1].pk

    def erase(**about: Any) -> bool:
        if about["person_id"] == refused:
            raise error("deadlock detected: 'Zq-secret'")
        return real(**about)

    with monkeypatch.context() as patch:
        patch.setattr(desk, "erase_journal", erase)
        with pytest.raises(error):
            desk.erase_due()
    assert list(User.objects.filter(pk__in=[p.pk for p in people])) == [people[1]]
    assert str(refused) in caplog.text and "Zq-secret" not in caplog.text
    assert desk.erase_due() == 1  # and the next round does it


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_group_and_a_journal_that_closes_both_come_through(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The supervisor takes somebody off just when that one's journal is closed."""
    scene = make_scene(cast)
    take_off = a_group_loses_somebody(scene)
    erase = due(scene.third, closes=True)
    holds, met = threading.Event(), threading.Event()
    real = sessions.lock_session
    wrong: list[Exception] = []

    def slowly(*args: Any) -> SupervisionSession:
        session = real(*args)
        holds.set()
        met.wait(2)  # until the other one is where they would meet
        return session

    def kept(act: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            try:
                act()
            except Exception as error:  # noqa: BLE001  shown by the test
                wrong.append(error)
            finally:
                connection.close()

        return run

    monkeypatch.setattr(sessions, "lock_session", slowly)

    def later() -> None:
        assert holds.wait(30)
        erase()
        met.set()

    threads = [threading.Thread(target=kept(act)) for act in (take_off, later)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    assert not scene.session.parts.filter(person=scene.third.pk).exists()


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db
def test_what_opens_a_share_locks_it_before_the_trail(cast: SimpleNamespace) -> None:
    scene = make_scene(cast)
    found = locked_by(lambda: sharing.open_share(share_id=scene.share.pk, reader=scene.supervisor))
    assert found == [SHARES, "people_trail"]
