"""Planning sessions: who may, what stands, and what ends with the pair."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from people.models import AuditEvent, User
from supervision.models import SessionPart, Supervision, SupervisionSession
from supervision.services import coming, recording, sessions
from supervision.services.pairs import set_end
from supervision.services.refused import SessionRefused
from supervision.session_pages import detail_of
from tests.makers import make_membership, make_supervision, make_team, make_user
from tests.supervision.makers import (
    LATER,
    at_its_time,
    make_data,
    make_drop_in,
    make_group,
    make_past_session,
    make_recorded,
    make_session,
    moved_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(amara: User, ben: User) -> Supervision:
    return Supervision.objects.get(supervisor=ben, supervisee=amara)


def stands(session: SupervisionSession, person: User) -> bool:
    rows = SupervisionSession.objects.visible_with_standing(person)
    return rows.get(pk=session.pk).stands


def change(session: SupervisionSession, actor: User, **fields: Any) -> SupervisionSession:
    wanted: dict[str, Any] = {
        "starts_at": session.starts_at,
        "minutes": session.planned_minutes,
        "place": session.place,
    } | fields
    return sessions.change_session(session_id=session.pk, actor=actor, **wanted)


@pytest.mark.parametrize("who", ["amara", "ben"])
def test_either_of_a_pair_plans_and_both_see_it(
    pair: Supervision, cast: SimpleNamespace, who: str
) -> None:
    session = make_session(pair, by=getattr(cast, who))
    for person in (cast.amara, cast.ben):
        found = SupervisionSession.objects.visible_to(person).get()
        assert found == session and found.place == "Room 4"
        events = AuditEvent.objects.filter(person=person, action="session-planned")
        assert [event.actor_id for event in events] == [getattr(cast, who).pk]
    for name in ("chloe", "dev", "efua", "farid", "grace", "hana", "ife", "jo"):
        assert not SupervisionSession.objects.visible_to(getattr(cast, name)).exists()


def test_nobody_opens_it_while_held_or_suspended(pair: Supervision, amara: User) -> None:
    make_session(pair)
    amara.held_until = timezone.now() + timedelta(days=1)
    assert not SupervisionSession.objects.visible_to(amara).exists()
    amara.held_until, amara.is_active = None, False
    assert not SupervisionSession.objects.visible_to(amara).exists()


def test_pressed_twice_it_is_planned_once(pair: Supervision) -> None:
    at = timezone.now() + LATER
    assert make_session(pair, starts_at=at) == make_session(pair, starts_at=at)
    assert SupervisionSession.objects.count() == 1


def test_one_key_for_all_of_a_pair_and_one_for_each_group(pair: Supervision, ben: User) -> None:
    first = make_session(pair)
    second = make_session(pair, starts_at=timezone.now() + 2 * LATER)
    assert (
        first.key_holder_id
        == second.key_holder_id
        == Supervision.objects.get(pk=pair.pk).key_holder_id
    )
    other = make_user("Second")
    make_supervision(ben, other)
    group = make_group(ben, [pair.supervisee, other])
    assert group.key_holder_id not in (first.key_holder_id, ben.key_holder_id)


@pytest.mark.parametrize("who", ["chloe", "farid", "grace", "ife"])
def test_somebody_else_plans_nothing_for_a_pair(
    pair: Supervision, cast: SimpleNamespace, who: str
) -> None:
    with pytest.raises(SessionRefused):
        make_session(pair, by=getattr(cast, who))


def test_a_pair_that_has_ended_plans_nothing_and_its_plans_are_off(
    pair: Supervision, amara: User, ben: User
) -> None:
    coming_up, before = make_session(pair), make_past_session(pair)
    assert stands(coming_up, amara) and stands(before, amara)
    set_end(supervision=pair)
    assert not stands(coming_up, amara) and not stands(coming_up, ben)
    assert stands(before, ben)  # it was while they met: its record can still be written
    assert coming_up.state == "planned"  # nobody called it off
    with pytest.raises(SessionRefused):
        make_session(pair, starts_at=timezone.now() + 2 * LATER)
    for act in (sessions.call_off, sessions.restore_session):
        if act is sessions.call_off:
            with pytest.raises(SessionRefused):
                act(session_id=coming_up.pk, actor=ben)
    with moved_on(5):  # its time has passed meanwhile: it was off then, and stays so
        assert not stands(coming_up, ben)


def test_who_leaves_the_organisation_ends_what_was_planned(amara: User, ben: User) -> None:
    team = make_team()
    here = [make_membership(one, team, "supervisor") for one in (amara, ben)]
    pair = make_supervision(make_user("Boss"), amara, organisation=team.organisation)
    boss = make_membership(pair.supervisor, team, "supervisor")
    session = make_session(pair)
    assert stands(session, amara)
    boss.ended_on = timezone.localdate()
    boss.save()
    assert here and not stands(session, amara)


def test_either_moves_it_and_the_supervisor_alone_a_group(
    pair: Supervision, amara: User, ben: User
) -> None:
    session, later = make_session(pair), timezone.now() + 2 * LATER
    assert change(session, amara, starts_at=later, place="Room 9").place == "Room 9"
    second = make_user("Second")
    make_supervision(ben, second)
    group = make_group(ben, [amara, second])
    with pytest.raises(SessionRefused):
        change(group, amara, place="Mine")
    assert change(group, ben, place="The library", aim="Rest").aim == "Rest"


def test_called_off_twice_is_once_and_undone_while_its_time_has_not_passed(
    pair: Supervision, amara: User, ben: User
) -> None:
    session = make_session(pair)
    for _time in range(2):
        sessions.call_off(session_id=session.pk, actor=amara)
    with pytest.raises(SessionRefused):
        change(session, ben, place="Elsewhere")
    for _time in range(2):
        assert sessions.restore_session(session_id=session.pk, actor=ben).is_planned
    sessions.call_off(session_id=session.pk, actor=amara)
    with moved_on(4), pytest.raises(SessionRefused):
        sessions.restore_session(session_id=session.pk, actor=amara)
    assert AuditEvent.objects.filter(person=ben, action="session-changed").count() == 3


def test_a_group_is_two_to_twelve_of_whom_one_supervises(amara: User, ben: User, ife: User) -> None:
    for people in ([amara], [amara, ife], []):
        with pytest.raises(SessionRefused):
            make_group(ben, people)
    many = [make_user(f"Nurse {number}") for number in range(13)]
    for one in many:
        make_supervision(ben, one)
    with pytest.raises(SessionRefused):
        make_group(ben, many)
    group = make_group(ben, many[:12])
    assert SessionPart.objects.filter(session=group).count() == 13
    assert {part.key_holder_id for part in group.parts.all()} == {group.key_holder_id}


def test_people_of_a_group_change_and_who_is_off_it_sees_nothing(amara: User, ben: User) -> None:
    others = [make_user(f"Nurse {number}") for number in range(3)]
    for one in others:
        make_supervision(ben, one)
    group = make_group(ben, [amara, *others[:2]])
    changed = change(group, ben, people=[amara, others[2]], aim=group.aim)
    people = {part.person for part in changed.parts.select_related("person")}
    assert people == {ben, amara, others[2]}
    assert not SupervisionSession.objects.visible_to(others[0]).exists()
    with pytest.raises(SessionRefused):
        change(group, ben, people=[amara, make_user("A stranger")])


def test_one_of_a_group_whose_supervision_has_ended_is_out_of_it(
    pair: Supervision, amara: User, ben: User
) -> None:
    second = make_user("Second")
    make_supervision(ben, second)
    group = make_group(ben, [amara, second])
    set_end(supervision=pair)
    assert not SupervisionSession.objects.visible_to(amara).exists()
    assert stands(group, second) and stands(group, ben)
    assert comes(group, ben) == {ben, second}


def comes(session: SupervisionSession, viewer: User) -> set[User]:
    """Who its page names."""
    rows = SupervisionSession.objects.visible_with_standing(viewer).select_related("key_holder")
    shown = detail_of(rows.get(pk=session.pk), viewer)
    assert {one.person for one in shown["people"]} == {viewer, *shown["others"]}
    return {viewer, *shown["others"]}


def test_who_was_there_keeps_the_record_where_it_ended_on_that_very_day(
    pair: Supervision, amara: User, ben: User
) -> None:
    second, away = make_user("Second"), make_user("Away")
    for one in (second, away):
        make_supervision(ben, one)
    group = at_its_time(make_group(ben, [amara, second, away]), timezone.now())
    group = make_recorded(group, attended={amara.pk, second.pk, ben.pk}, actions=[])
    for one in (pair, Supervision.objects.get(supervisee=away)):
        set_end(supervision=one)
    assert stands(group, amara)
    assert comes(group, amara) == {amara, ben, second, away}
    recording.acknowledge(session_id=group.pk, actor=amara, revision=group.record_revision)
    assert not SupervisionSession.objects.visible_to(away).exists()
    assert not SupervisionSession.objects.visible_to(make_user("A stranger")).exists()


def test_a_draft_of_a_record_opens_nothing_to_whom_it_ended_for(
    pair: Supervision, amara: User, ben: User
) -> None:
    make_supervision(ben, second := make_user("Second"))
    group = at_its_time(make_group(ben, [amara, second]), timezone.now())
    data = make_data(group, actions=[])
    recording.save_record(session_id=group.pk, actor=ben, revision=0, data=data, show=False)
    set_end(supervision=pair)
    assert not SupervisionSession.objects.visible_to(amara).exists()


def test_a_drop_in_is_offered_to_the_house_and_to_nobody_else(
    cast: SimpleNamespace, ben: User
) -> None:
    session = make_drop_in(ben, cast.team.organisation)
    offered = SupervisionSession.objects.offered_to
    for name in ("amara", "ife", "chloe", "dev"):
        assert offered(getattr(cast, name)).get() == session
        assert not SupervisionSession.objects.visible_to(getattr(cast, name)).exists()
    for name in ("efua", "jo"):
        assert not offered(getattr(cast, name)).exists() or name == "jo"
    with pytest.raises(SupervisionSession.DoesNotExist):
        coming.put_down(session_id=session.pk, person=cast.efua)
    for _time in range(2):
        coming.put_down(session_id=session.pk, person=cast.ife)
    assert SupervisionSession.objects.visible_to(cast.ife).get() == session
    coming.take_off(session_id=session.pk, person=cast.ife)
    assert not SupervisionSession.objects.visible_to(cast.ife).exists()


def test_only_a_supervisor_of_the_house_offers_one(cast: SimpleNamespace) -> None:
    for person, house in (
        (cast.amara, cast.team.organisation),
        (cast.dev, cast.team.organisation),
        (cast.ben, cast.elsewhere.organisation),
    ):
        with pytest.raises(SessionRefused):
            make_drop_in(person, house)


def test_who_came_to_a_drop_in_is_added_from_the_house_once_it_has_begun(
    cast: SimpleNamespace, ben: User
) -> None:
    session = make_drop_in(ben, cast.team.organisation)

    def add(person: User, by: User = ben) -> None:
        coming.add_who_came(session_id=session.pk, actor=by, person_id=person.pk)

    with pytest.raises(SessionRefused):
        add(cast.ife)
    at_its_time(session, timezone.now() - timedelta(minutes=20))
    for _time in range(2):
        add(cast.ife)
    with pytest.raises(SessionRefused):
        add(cast.efua)
    with pytest.raises(SessionRefused):
        add(cast.chloe, by=cast.ife)
    assert {part.person for part in session.parts.all()} == {ben, cast.ife}


def test_a_drop_in_ends_when_its_supervisor_is_none_any_more(cast: SimpleNamespace) -> None:
    session = make_drop_in(cast.ben, cast.team.organisation)
    coming.put_down(session_id=session.pk, person=cast.ife)
    cast.ben.memberships.update(roles=["member"])
    assert not SupervisionSession.objects.offered_to(cast.amara).exists()
    assert not SupervisionSession.objects.visible_to(cast.ife).exists()
