"""What ends between people ends what they see of others, and leaves nothing in the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from desk.services import erase_journal
from journals.services.endings import end_supervision
from journals.services.handing import accept_as_writer
from people.days import house_day
from people.models import User
from supervision.models import Handing, SessionTopic, Supervision, SupervisionSession
from supervision.records import ActionRow
from supervision.services import coming, recording, topics
from supervision.services.handing import HandingRefused, answer_as_colleague, ask_handing
from supervision.services.refused import SessionRefused
from supervision.services.sessions import plan_session, plan_together
from tests.makers import make_membership, make_supervision, make_team, make_user
from tests.supervision.makers import (
    make_data,
    make_drop_in,
    make_group,
    make_past_session,
    make_recorded,
    make_session,
)
from vault.ids import new_id

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.localdate() - timedelta(days=300)


@pytest.fixture
def pair():
    return make_supervision(make_user("Ben"), make_user("Amara"))


@pytest.fixture
def house():
    team = make_team()
    people = {}
    for name, role in [("ben", "supervisor"), ("chloe", "supervisor"), ("amara", "member")]:
        people[name] = make_user(name.capitalize())
        make_membership(people[name], team, role, started_on=LONG_AGO)
    people["pair"] = make_supervision(
        people["ben"], people["amara"], organisation=team.organisation
    )
    return team.organisation, people


def test_who_is_supervised_no_longer_sees_no_later_session_of_the_group(pair):
    other = make_supervision(pair.supervisor, make_user("Ife"))
    group = make_group(pair.supervisor, [pair.supervisee, other.supervisee])
    before = make_recorded(
        make_group(
            pair.supervisor,
            [pair.supervisee, other.supervisee],
            starts_at=timezone.now() - timedelta(days=40),
        )
    )
    own = SupervisionSession.objects.visible_to(pair.supervisee)
    assert set(own) == {group, before}
    Supervision.objects.filter(pk=pair.pk).update(ended_on=house_day() - timedelta(days=20))
    topics.bring_topic(session_id=group.pk, by=other.supervisee, text="After they had left")
    assert list(SupervisionSession.objects.visible_to(pair.supervisee)) == [before]
    assert not SessionTopic.objects.visible_to(pair.supervisee).exists()
    make_recorded(group)
    assert list(SupervisionSession.objects.visible_to(pair.supervisee)) == [before]
    assert group in SupervisionSession.objects.visible_to(pair.supervisor)
    assert group in SupervisionSession.objects.visible_to(other.supervisee)


def test_who_stayed_away_from_a_drop_in_does_not_read_its_record(house):
    organisation, people = house
    drop_in = make_drop_in(people["ben"], organisation)
    for name in ("amara", "chloe"):
        coming.put_down(session_id=drop_in.pk, person=people[name])
    there = {people["ben"].pk, people["chloe"].pk}
    actions = [ActionRow("Look at the rota", people["chloe"].pk)]
    make_recorded(drop_in, attended=there, actions=actions)
    assert not SupervisionSession.objects.visible_to(people["amara"]).exists()
    assert SupervisionSession.objects.visible_to(people["chloe"]).exists()
    assert SupervisionSession.objects.visible_to(people["ben"]).exists()


def test_a_session_that_was_only_to_restore_keeps_no_topic(pair):
    session = make_past_session(pair)
    ticked = topics.add_topic(supervision=pair, by=pair.supervisee, text="What weighs on me")
    waits = topics.add_topic(supervision=pair, by=pair.supervisee, text="For another day")
    make_recorded(session, record={"functions": ["restorative"]}, topics={ticked.pk})
    assert list(SessionTopic.objects.all()) == [waits]


def test_pressed_twice_a_restorative_record_is_the_same(pair):
    session = make_past_session(pair)
    data = make_data(session, record={"functions": ["restorative"], "exception": "not-used"})
    for _press in range(2):
        recording.save_record(
            session_id=session.pk, actor=pair.supervisor, revision=0, data=data, show=True
        )
    session.refresh_from_db()
    assert session.record_revision == 1


def test_a_draft_keeps_another_next_day(pair):
    session = make_past_session(pair)
    at = timezone.now() + timedelta(days=20)
    for revision, day in enumerate((at, at + timedelta(days=1))):
        recording.save_record(
            session_id=session.pk,
            actor=pair.supervisor,
            revision=revision,
            data=make_data(session, next_at=day),
            show=False,
        )
    session.refresh_from_db()
    assert recording.data_of(session).next_at == at + timedelta(days=1)


def test_another_session_at_the_same_time_is_refused_and_the_same_is_once(pair):
    session = make_session(pair, place="Room 4")
    planned = {"supervision": pair, "actor": pair.supervisee, "starts_at": session.starts_at}
    assert plan_session(**planned, minutes=60, place="Room 4") == session
    with pytest.raises(SessionRefused):
        plan_session(**planned, minutes=60, place="Room 9")


def test_two_groups_at_the_same_time_are_two(pair):
    people = [pair.supervisee, *(make_user(name) for name in ("Ife", "Olu"))]
    for one in people[1:]:
        make_supervision(pair.supervisor, one)
    at = timezone.now() + timedelta(days=3)
    first = make_group(pair.supervisor, people[:2], starts_at=at)
    second = make_group(pair.supervisor, people[1:], starts_at=at)
    assert first != second
    assert not SupervisionSession.objects.visible_to(people[0]).filter(pk=second.pk).exists()


def test_a_page_that_has_planned_one_plans_nothing_else(pair, house):
    organisation, _people = house
    other = make_supervision(pair.supervisor, make_user("Ife"))
    at, pk = timezone.now() + timedelta(days=3), new_id()
    planned = {"actor": pair.supervisor, "starts_at": at, "minutes": 60, "id": pk}
    group = [pair.supervisee, other.supervisee]
    first = plan_together(kind="group", people=group, aim="Nights", **planned)
    assert plan_together(kind="group", people=group, aim="Nights", **planned) == first
    for changed in ({"aim": "Days"}, {"kind": "drop-in", "organisation": organisation}):
        with pytest.raises(SessionRefused):
            plan_together(**{"kind": "group", "people": group, "aim": "Nights"} | planned | changed)


def asked(people, kind, **days):
    handing = ask_handing(
        supervision_id=people["pair"].pk,
        actor=people["ben"],
        to_id=people["chloe"].pk,
        kind=kind,
        **days,
    )
    answer_as_colleague(handing_id=handing.pk, actor=people["chloe"], yes=True)
    return handing


def days(first, last):
    today = house_day()
    return {
        "first_on": today + timedelta(days=first),
        "last_on": today + timedelta(days=last),
    }


@pytest.mark.parametrize("first", [0, 9])
def test_who_stands_in_now_or_later_may_take_over(house, first):
    _organisation, people = house
    cover = asked(people, "cover", **days(first, first + 5))
    accept_as_writer(handing_id=cover.pk, actor=people["amara"])
    handing = asked(people, "hand-on")
    done = accept_as_writer(handing_id=handing.pk, actor=people["amara"])
    assert done.state == Handing.State.DONE
    running = Supervision.objects.current().filter(supervisee=people["amara"])
    assert [(one.supervisor, one.covers) for one in running] == [(people["chloe"], None)]


def test_nobody_stands_in_twice_on_the_same_day(house):
    _organisation, people = house
    first = asked(people, "cover", **days(0, 5))
    accept_as_writer(handing_id=first.pk, actor=people["amara"])
    again = Handing.objects.create(
        kind="cover",
        supervision=people["pair"],
        to=people["chloe"],
        state="willing",
        writer_asked_at=timezone.now(),
        **days(5, 8),
    )
    with pytest.raises(HandingRefused):
        accept_as_writer(handing_id=again.pk, actor=people["amara"])
    assert Supervision.objects.filter(covers=people["pair"]).count() == 1


def test_what_is_asked_of_a_supervision_that_ended_is_asked_no_more(house):
    _organisation, people = house
    handing = asked(people, "hand-on")
    end_supervision(supervision=people["pair"], actor=people["amara"])
    handing.refresh_from_db()
    assert handing.state == Handing.State.TAKEN_BACK
    with pytest.raises(HandingRefused):
        answer_as_colleague(handing_id=handing.pk, actor=people["chloe"], yes=True)


def test_standing_in_ends_when_the_one_who_is_away_leaves_the_house(house):
    _organisation, people = house
    cover = asked(people, "cover", **days(0, 5))
    result = accept_as_writer(handing_id=cover.pk, actor=people["amara"]).result
    assert Supervision.objects.current().filter(pk=result.pk).exists()
    people["ben"].memberships.update(ended_on=house_day())
    assert not Supervision.objects.current().filter(pk=result.pk).exists()


def test_who_dropped_a_topic_and_left_can_be_erased(house):
    organisation, people = house
    person: User = make_user("Zara")
    make_membership(person, organisation.teams.first(), started_on=LONG_AGO)
    drop_in = make_drop_in(people["ben"], organisation)
    coming.put_down(session_id=drop_in.pk, person=person)
    topic = topics.bring_topic(session_id=drop_in.pk, by=person, text="Never mind")
    topics.move_topic(topic_id=topic.pk, actor=person, dropped=True)
    coming.take_off(session_id=drop_in.pk, person=person)
    User.objects.filter(pk=person.pk).update(
        erase_closes=True, erase_after=timezone.now() - timedelta(days=1)
    )
    assert erase_journal(person_id=person.pk, now=timezone.now())
    assert not User.objects.filter(pk=person.pk).exists()
    assert not SessionTopic.objects.exists()
