"""Two who write on the trails of the same people wait for one another, and never for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from journals.models import Concern
from journals.services import concerns, handing, sharing
from people import audit
from people.models import User
from supervision.models import Handing, Supervision
from supervision.services import handing as asking
from tests.makers import (
    make_entry,
    make_membership,
    make_share,
    make_supervision,
    make_team,
    make_user,
)

WAIT = 2.0  # seconds that one waits for the other to be where they would meet


def by_id(*people: User) -> list[User]:
    return sorted(people, key=lambda one: one.pk)


def a_worry() -> tuple[list[User], Callable[[], object]]:
    """Its reader, whose trail is written first, has the later id."""
    writer, reader = by_id(make_user("One"), make_user("Other"))
    share = make_share(make_entry(writer), make_supervision(reader, writer))
    sharing.open_share(share_id=share.pk, reader=reader)

    def act() -> object:
        return concerns.raise_concern(share_id=share.pk, reader=reader, tell_now=True)

    return [writer, reader], act


def a_yes() -> tuple[list[User], Callable[[], object]]:
    """Its writer, whose trail is written first, has the latest id."""
    team = make_team()
    ben, chloe, writer = by_id(*(make_user(name) for name in ("One", "Other", "Third")))
    for one, role in ((ben, "supervisor"), (chloe, "supervisor"), (writer, "member")):
        make_membership(one, team, role)
    pair = make_supervision(ben, writer, organisation=team.organisation)
    make_share(make_entry(writer), pair)
    asked = asking.ask_handing(
        supervision_id=pair.pk, actor=ben, to_id=chloe.pk, kind=Handing.Kind.HAND_ON
    )
    asking.answer_as_colleague(handing_id=asked.pk, actor=chloe, yes=True)

    def act() -> object:
        return handing.accept_as_writer(handing_id=asked.pk, actor=writer)

    return [ben, chloe, writer], act


DEEDS = {"a worry": (a_worry, concerns, "_tell"), "a yes": (a_yes, asking, "note")}


@pytest.mark.django_db
@pytest.mark.parametrize("name", DEEDS)
def test_all_trails_are_taken_before_the_first_row(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, _module, _last = DEEDS[name]
    people, act = make()
    seen: list[set[User]] = []
    real_lock, real_add = audit.lock_trails, audit._add

    def lock(people: Any) -> None:
        seen.append(set(people))
        real_lock(people)

    def add(person: User, *args: Any) -> Any:
        seen.append({person})
        return real_add(person, *args)

    monkeypatch.setattr(audit, "lock_trails", lock)
    monkeypatch.setattr(audit, "_add", add)
    act()
    assert seen[0] == set(people)
    assert set().union(*seen[1:]) == set(people)


@pytest.mark.django_db
def test_trails_are_taken_by_their_ids_and_within_a_transaction(
    django_assert_num_queries: Any,
) -> None:
    people = [make_user(f"Nurse {number}") for number in range(4)]
    with django_assert_num_queries(1) as asked:
        audit.lock_trails([*people, *people])
    assert "ORDER BY" in asked.captured_queries[0]["sql"]
    for one in people:
        audit.record(person=one, actor=one, action=audit.Action.SHARED)
        assert audit.verify_trail(one) is None


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", DEEDS)
def test_two_at_once_both_come_through(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One holds the first trail and wants the last; the deed wrote on the last one first."""
    make, module, last = DEEDS[name]
    people, act = make()
    holds, met = threading.Event(), threading.Event()
    real = getattr(module, last)

    def step(*args: Any, **kwargs: Any) -> Any:
        met.set()  # it has written on the trail of whoever comes last
        return real(*args, **kwargs)

    monkeypatch.setattr(module, last, step)
    wrong: list[Exception] = []

    def kept(work: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            try:
                work()
            except Exception as error:  # noqa: BLE001  shown by the test
                wrong.append(error)
            finally:
                connection.close()

        return run

    def other() -> None:
        with transaction.atomic():
            audit.record(person=people[0], actor=people[0], action=audit.Action.SHARED)
            holds.set()
            met.wait(WAIT)
            audit.record(person=people[-1], actor=people[0], action=audit.Action.SHARED)

    def deed() -> None:
        assert holds.wait(30)
        act()

    threads = [threading.Thread(target=kept(work)) for work in (other, deed)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    assert all(audit.verify_trail(one) is None for one in people)
    assert Concern.objects.exists() or Supervision.objects.count() == 2
