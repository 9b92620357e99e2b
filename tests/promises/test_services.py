"""What may become of a promise, and what its owner's trail shows of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from people.audit import verify_trail
from people.models import AuditEvent, User
from promises import services
from promises.models import Answer, InvalidMove, Promise, PromiseMove, State
from promises.stoplight import line_of
from tests.makers import make_membership, make_promise, make_team, make_user
from vault.ids import new_id

TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


def trail(person: User) -> list[str]:
    rows = AuditEvent.objects.filter(person=person, action__startswith="promise-")
    return list(rows.order_by("number").values_list("action", flat=True))


def answer(promise: Promise, said: str, **words: object) -> Promise:
    return services.answer_promise(promise_id=promise.pk, actor=promise.owner, answer=said, **words)  # type: ignore[arg-type]


def test_a_promise_is_made_kept_and_told_in_the_trail(dev: User) -> None:
    promise = make_promise(dev, "Whether we get a second hoist", to_role="Night staff")
    services.take_in_hand(promise_id=promise.pk, actor=dev)
    answer(promise, "no", reason="No money this year.", received="With a sigh, and thanks.")
    kept = Promise.objects.visible_to(dev).get()
    assert (kept.what, kept.to_role) == ("Whether we get a second hoist", "Night staff")
    assert (kept.state, kept.outcome, kept.reason) == (State.ANSWERED, "no", "No money this year.")
    assert not kept.is_open
    moves = [(m.before, m.after, m.answer) for m in PromiseMove.objects.visible_to(dev)]
    assert moves == [("made", "in-hand", ""), ("in-hand", "answered", "no")]
    assert trail(dev) == ["promise-made", "promise-changed", "promise-answered"]
    assert verify_trail(dev) is None


def test_not_yet_keeps_it_open_with_a_new_day_and_keeps_what_was_said(dev: User) -> None:
    promise = make_promise(dev, due_on=TODAY)
    later = TODAY + timedelta(days=10)
    answer(promise, "not-yet", reason="Estates have not said.", received="Fine.", due_on=later)
    kept = Promise.objects.visible_to(dev).open().get()
    assert (kept.state, kept.due_on, kept.outcome) == (State.IN_HAND, later, "not-yet")
    answer(promise, "yes", reason="They said yes.")
    first, second = PromiseMove.objects.visible_to(dev)
    assert (first.reason, first.received, first.due_on) == (
        "Estates have not said.",
        "Fine.",
        later,
    )
    assert second.reason == "They said yes."


def test_not_yet_needs_a_day_and_an_answer_is_one_of_three(dev: User) -> None:
    promise = make_promise(dev)
    with pytest.raises(services.NotAnsweredError):
        answer(promise, "not-yet")
    with pytest.raises(services.NotAnsweredError):
        answer(promise, "perhaps")
    assert Promise.objects.visible_to(dev).get().state == State.MADE


def test_the_same_answer_twice_is_one(dev: User) -> None:
    promise, later = make_promise(dev), TODAY + timedelta(days=3)
    for said in ({"said": "not-yet", "due_on": later}, {"said": "yes", "reason": "It is there."}):
        answer(promise, **said)  # type: ignore[arg-type]
        answer(promise, **said)  # type: ignore[arg-type]
    assert PromiseMove.objects.visible_to(dev).count() == 2
    with pytest.raises(InvalidMove):
        answer(promise, "no")


def test_an_answer_that_was_a_slip_opens_again(dev: User) -> None:
    promise = make_promise(dev)
    answer(promise, "yes")
    services.reopen_promise(promise_id=promise.pk, actor=dev)
    again = services.reopen_promise(promise_id=promise.pk, actor=dev)
    assert again.state == State.IN_HAND
    assert again.answered_at is None
    answer(promise, "no", reason="It fell through.")
    assert [m.after for m in PromiseMove.objects.visible_to(dev)] == [
        "answered",
        "in-hand",
        "answered",
    ]


def test_a_page_makes_one_promise_and_nobody_elses_id_is_taken(dev: User, ben: User) -> None:
    id = new_id()
    said = {"what": "A quiet room", "to_role": "Students", "due_on": None}
    first = services.make_promise(owner=dev, actor=dev, id=id, **said)  # type: ignore[arg-type]
    again = services.make_promise(owner=dev, actor=dev, id=id, **said)  # type: ignore[arg-type]
    other = services.make_promise(owner=ben, actor=ben, id=id, **said)  # type: ignore[arg-type]
    assert first.pk == again.pk == id
    assert other.pk != id
    assert Promise.objects.visible_to(dev).count() == Promise.objects.visible_to(ben).count() == 1


def test_days(dev: User) -> None:
    day = {n: make_promise(dev, f"{n}", due_on=TODAY + timedelta(days=n)) for n in (2, -1, 0)}
    without = make_promise(dev, "none", due_on=None)
    own = Promise.objects.visible_to(dev)
    assert list(own.by_day()) == [day[-1], day[0], day[2], without]
    assert list(own.overdue(TODAY)) == [day[-1]]
    assert set(own.due_by(TODAY)) == {day[-1], day[0]}
    assert [p.is_overdue for p in own.by_day()] == [True, False, False, False]
    assert [p.is_due for p in own.by_day()] == [True, True, False, False]


def test_nobody_but_its_owner_sees_it(dev: User, ben: User, grace: User, hana: User) -> None:
    promise = make_promise(dev, shown_to_facilitator=True)
    for other in (ben, grace, hana):
        assert not Promise.objects.visible_to(other).exists()
        with pytest.raises(Promise.DoesNotExist):
            services.take_in_hand(promise_id=promise.pk, actor=other)
    # Moved to another owner in the database, it stays shut: its key does not go along.
    Promise.objects.filter(pk=promise.pk).update(owner=ben)
    assert not Promise.objects.visible_to(ben).exists()
    assert not Promise.objects.shown_to_facilitator().exists()


def test_what_a_facilitator_may_be_shown(dev: User, ben: User) -> None:
    shown = make_promise(dev, "shown", shown_to_facilitator=True)
    make_promise(dev, "not shown")
    make_promise(ben, "of no leader", shown_to_facilitator=True)
    team = dev.memberships.get().teams.get()
    assert list(Promise.objects.shown_to_facilitator(team)) == [shown]
    assert not Promise.objects.shown_to_facilitator(make_team()).exists()
    dev.memberships.update(ended_on=TODAY)
    assert not Promise.objects.shown_to_facilitator(team).exists()


def test_showing_one_to_a_facilitator_is_in_the_owners_trail_once(dev: User, ben: User) -> None:
    promise = make_promise(dev, shown_to_facilitator=True)
    for _time in range(2):
        services.note_shown(promises=[promise], to=ben)
        services.note_shown(promises=[promise], to=dev)
    assert trail(dev) == ["promise-made", "promise-opened"]
    assert AuditEvent.objects.get(action="promise-opened").actor == ben


def test_a_second_look_at_many_asks_once(
    dev: User, ben: User, django_assert_num_queries: Any
) -> None:
    promises = [make_promise(dev, f"No {number}") for number in range(8)]
    services.note_shown(promises=promises, to=ben)
    assert trail(dev).count("promise-opened") == 8
    with django_assert_num_queries(3):  # with the two of the transaction
        services.note_shown(promises=promises, to=ben)
    assert trail(dev).count("promise-opened") == 8


def test_the_database_refuses_an_answer_without_one(dev: User) -> None:
    from django.db import IntegrityError, transaction

    promise = make_promise(dev)
    now = timezone.now()
    for wrong in ({}, {"answered_at": now}, {"answered_at": now, "outcome": Answer.NOT_YET}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Promise.objects.filter(pk=promise.pk).update(state=State.ANSWERED, **wrong)


def test_deleting_leaves_nothing(dev: User) -> None:
    promise = make_promise(dev)
    answer(promise, "yes")
    services.delete_promise(promise_id=promise.pk, actor=dev)
    assert not Promise.objects.exists()
    assert not PromiseMove.objects.exists()
    assert trail(dev)[-1] == "promise-deleted"


def test_words_for_the_page_are_kept_where_they_differ(dev: User) -> None:
    lamp, door, gone = (make_promise(dev, what) for what in ("A lamp", "A door", "A key"))
    lines = [line_of(promise) for promise in (lamp, door, gone)]
    Promise.objects.filter(pk=gone.pk).delete()  # in another tab, after the page was drawn
    words = [(lines[0], "A light", ""), (lines[1], "A door", ""), (lines[2], "A latch", "")]
    for _time in range(2):
        services.save_page_words(actor=dev, words=words)
        lamp.refresh_from_db()
        words[0] = (line_of(lamp), "A light", "")
    assert line_of(lamp).what == "A light" and lamp.what == "A lamp"
    assert trail(dev).count("promise-changed") == 1


def test_a_change_names_only_what_may_be_changed(dev: User) -> None:
    promise = make_promise(dev)
    services.change_promise(promise_id=promise.pk, actor=dev, what="Other words", due_on=None)
    services.change_promise(promise_id=promise.pk, actor=dev, what="Other words", due_on=None)
    assert Promise.objects.visible_to(dev).get().what == "Other words"
    assert trail(dev) == ["promise-made", "promise-changed"]
    with pytest.raises(TypeError):
        services.change_promise(promise_id=promise.pk, actor=dev, state=State.ANSWERED)


def test_how_long_it_took(dev: User) -> None:
    promise = make_promise(dev, made_at=timezone.now() - timedelta(days=9))
    assert promise.days_taken is None
    assert answer(promise, Answer.YES).days_taken == 9


def test_a_day_that_has_passed_is_taken(dev: User) -> None:
    made = make_promise(dev, due_on=date(2020, 2, 29))
    assert list(Promise.objects.visible_to(dev).overdue(TODAY)) == [made]


def test_a_leader_elsewhere_is_not_of_the_team(dev: User) -> None:
    other = make_user("Kofi")
    make_membership(other, make_team(), "leader")
    make_promise(other, shown_to_facilitator=True)
    team = dev.memberships.get().teams.get()
    assert not Promise.objects.shown_to_facilitator(team).exists()
