"""The record: a draft, shown, corrected, acknowledged; and what a restorative one keeps."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from people.models import AuditEvent, User
from supervision.models import (
    Agreement,
    SessionAction,
    SessionPart,
    SessionTopic,
    Supervision,
    SupervisionSession,
)
from supervision.records import ActionRow, lines_of
from supervision.services import actions, recording, topics
from supervision.services.keys import key_of
from supervision.services.recording import RestorativeKeepsLess, StaleRecord, data_of
from supervision.services.refused import SessionRefused
from supervision.services.sessions import call_off
from tests.makers import make_supervision, make_user
from tests.supervision.makers import (
    RECORD,
    make_data,
    make_group,
    make_past_session,
    make_recorded,
    make_session,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(amara: User, ben: User) -> Supervision:
    return Supervision.objects.get(supervisor=ben, supervisee=amara)


@pytest.fixture
def session(pair: Supervision) -> SupervisionSession:
    return make_past_session(pair)


def save(
    session: SupervisionSession, by: User, revision: int = 0, show: bool = False, **data: Any
) -> SupervisionSession:
    return recording.save_record(
        session_id=session.pk,
        actor=by,
        revision=revision,
        data=make_data(session, **data),
        show=show,
    )


def part_of(session: SupervisionSession, person: User) -> SessionPart:
    return SessionPart.objects.get(session=session, person=person)


def test_a_draft_has_no_effect_but_to_be_kept(
    session: SupervisionSession, amara: User, ben: User, pair: Supervision
) -> None:
    topic = topics.add_topic(supervision=pair, by=amara, text="The rota")
    at = timezone.now() + timedelta(days=14)
    draft = save(session, ben, topics={topic.pk}, next_at=at)
    assert draft.has_draft and draft.is_planned and draft.minutes is None
    assert not SessionAction.objects.exists()
    assert SessionTopic.objects.open().get() == topic
    assert part_of(session, amara).attended is None
    assert SupervisionSession.objects.planned().count() == 1
    assert not AuditEvent.objects.filter(person=amara, action="session-recorded").exists()
    kept = data_of(SupervisionSession.objects.get(pk=session.pk))
    assert kept == make_data(session, topics={topic.pk}, next_at=at)


def test_shown_it_is_in_force_for_everybody(
    session: SupervisionSession, amara: User, ben: User, pair: Supervision
) -> None:
    talked = topics.add_topic(supervision=pair, by=amara, text="The rota")
    waits = topics.add_topic(supervision=pair, by=ben, text="Her leave")
    at = timezone.now() + timedelta(days=14)
    save(session, ben, topics={talked.pk})
    shown = save(session, ben, revision=1, show=True, topics={talked.pk}, next_at=at)
    assert shown.is_held and shown.minutes == 50 and shown.record == RECORD
    assert part_of(session, amara).attended is True
    assert SessionAction.objects.visible_to(amara).get().owner == amara
    assert SessionTopic.objects.open().get() == waits
    assert SessionTopic.objects.get(pk=talked.pk).session == session
    following = SupervisionSession.objects.planned().get()
    assert (following.starts_at, following.place) == (at, session.place)
    assert AuditEvent.objects.filter(person=amara, action="session-recorded").count() == 1


def test_shown_twice_is_shown_once(session: SupervisionSession, ben: User) -> None:
    at = timezone.now() + timedelta(days=14)
    for _time in range(2):
        shown = save(session, ben, show=True, next_at=at)
    assert shown.record_revision == 1
    assert SessionAction.objects.count() == 1
    assert SupervisionSession.objects.count() == 2


def test_a_second_tab_does_not_overwrite_the_first(session: SupervisionSession, ben: User) -> None:
    save(session, ben)
    with pytest.raises(StaleRecord):
        save(session, ben, minutes=20)
    save(session, ben, revision=1, minutes=20)
    kept = data_of(SupervisionSession.objects.get(pk=session.pk))
    assert kept is not None and kept.minutes == 20


def test_a_correction_is_a_new_revision_that_nobody_has_read(
    session: SupervisionSession, amara: User, ben: User
) -> None:
    make_recorded(session)
    recording.acknowledge(session_id=session.pk, actor=amara, revision=1)
    action = SessionAction.objects.get()
    actions.move_action(action_id=action.pk, actor=amara, to="done")
    again = save(
        session,
        ben,
        revision=1,
        minutes=45,
        actions=[
            ActionRow("Read the policy, page 2", amara.pk, None, action.pk),
            ActionRow("Ask for the rota", ben.pk),
        ],
    )
    assert again.record_revision == 2 and again.minutes == 45
    action.refresh_from_db()
    assert action.what.endswith("page 2") and action.done_at is not None
    assert part_of(session, amara).acknowledged_revision == 1
    assert list(SupervisionSession.objects.all().to_acknowledge_by(amara)) == [session]
    with pytest.raises(StaleRecord):
        recording.acknowledge(session_id=session.pk, actor=amara, revision=1)
    recording.acknowledge(session_id=session.pk, actor=amara, revision=2)
    assert not SupervisionSession.objects.all().to_acknowledge_by(amara).exists()


def test_what_is_out_of_the_record_is_no_action(session: SupervisionSession, ben: User) -> None:
    make_recorded(session)
    save(session, ben, revision=1, actions=[])
    assert not SessionAction.objects.exists()


def test_a_topic_that_was_ticked_by_mistake_waits_again(
    session: SupervisionSession, amara: User, ben: User, pair: Supervision
) -> None:
    topic = topics.add_topic(supervision=pair, by=amara, text="The rota")
    save(session, ben, show=True, topics={topic.pk})
    save(session, ben, revision=1, topics=set())
    topic.refresh_from_db()
    assert topic.talked_at is None and topic.session is None
    with pytest.raises(SessionRefused):
        save(session, ben, revision=2, record={"functions": []})


@pytest.mark.parametrize("also_ticked", [False, True])
def test_what_was_put_on_the_list_again_stands_there_once(
    pair: Supervision, session: SupervisionSession, amara: User, ben: User, also_ticked: bool
) -> None:
    """Talked about, put on the list again, and then "not talked about after all"."""
    first = topics.add_topic(supervision=pair, by=amara, text="The rota")
    make_recorded(session, topics={first.pk})
    again = topics.add_topic(supervision=pair, by=amara, text="The rota")
    by_ben = topics.add_topic(supervision=pair, by=ben, text="The rota")
    assert again != first
    if also_ticked:
        session.refresh_from_db()
        make_recorded(session, topics={first.pk, again.pk})
    session.refresh_from_db()
    make_recorded(session, topics=set())
    waiting = SessionTopic.objects.open()
    assert waiting.filter(by=amara).count() == 1
    assert waiting.filter(pk=by_ben.pk).exists()  # the other one's words are theirs
    session.refresh_from_db()
    assert list(topics.topics_of(session)) == list(waiting)


def test_of_two_that_say_the_same_one_is_talked_about(
    pair: Supervision, session: SupervisionSession, amara: User
) -> None:
    first = topics.add_topic(supervision=pair, by=amara, text="The rota")
    make_recorded(session, topics={first.pk})
    again = topics.add_topic(supervision=pair, by=amara, text="The rota")
    session.refresh_from_db()
    make_recorded(session, topics={again.pk})
    assert SessionTopic.objects.get(talked_at__isnull=False) == again
    assert SessionTopic.objects.open().get() == first  # it waits: nothing else does


def test_another_pairs_topic_is_not_ticked(session: SupervisionSession, ben: User) -> None:
    other = make_supervision(ben, make_user("Other"))
    topic = topics.add_topic(supervision=other, by=ben, text="Theirs")
    save(session, ben, show=True, topics={topic.pk})
    topic.refresh_from_db()
    assert topic.talked_at is None


def test_one_sees_it_differently_and_the_supervisor_reads_why(
    session: SupervisionSession, amara: User, ben: User
) -> None:
    make_recorded(session)
    for _time in range(2):
        recording.acknowledge(
            session_id=session.pk, actor=amara, revision=1, remark="We never spoke of guilt."
        )
    part = part_of(session, amara)
    assert part.remark == "We never spoke of guilt." and part.acknowledged_revision == 1
    assert AuditEvent.objects.filter(person=amara, action="session-acknowledged").count() == 1
    with pytest.raises(SessionRefused):
        recording.acknowledge(session_id=session.pk, actor=ben, revision=1)


def test_nothing_is_acknowledged_before_it_is_shown(
    session: SupervisionSession, amara: User, ben: User
) -> None:
    save(session, ben)
    for revision in (0, 1):
        with pytest.raises(SessionRefused):
            recording.acknowledge(session_id=session.pk, actor=amara, revision=revision)


def test_who_may_record_and_when(pair: Supervision, cast: SimpleNamespace) -> None:
    to_come, past = make_session(pair), make_past_session(pair)
    with pytest.raises(SessionRefused):
        save(to_come, cast.ben)
    with pytest.raises(SessionRefused):
        save(past, cast.amara)
    with pytest.raises(SupervisionSession.DoesNotExist):
        save(past, cast.chloe)
    call_off(session_id=past.pk, actor=cast.ben)
    with pytest.raises(SessionRefused):
        save(past, cast.ben)


def test_only_who_has_a_part_was_there_or_took_something_on(
    session: SupervisionSession, ben: User, ife: User
) -> None:
    for data in ({"attended": {ife.pk}}, {"actions": [ActionRow("Theirs", ife.pk)]}):
        with pytest.raises(SessionRefused):
            save(session, ben, show=True, **data)
    assert SupervisionSession.objects.get(pk=session.pk).record_revision == 0


RESTORATIVE = {"functions": ["restorative"], "exception": "not-used"}


def test_a_restorative_session_keeps_nothing_of_what_was_said(
    session: SupervisionSession, amara: User, ben: User
) -> None:
    for key, words in (("themes", "Grief"), ("ideas", "Rest"), ("exception", "told")):
        for show in (False, True):
            with pytest.raises(RestorativeKeepsLess) as refused:
                save(session, ben, show=show, record=RESTORATIVE | {key: words})
            assert refused.value.keys == [key]
    shown = save(session, ben, show=True, record=RESTORATIVE)
    assert shown.record == {"functions": ["restorative"]}
    assert [line.key for line in lines_of(shown.record)] == ["functions"]
    assert SessionAction.objects.get().owner == amara  # what was agreed is kept
    with pytest.raises(RestorativeKeepsLess):
        save(session, ben, revision=1, record=RESTORATIVE | {"themes": "Grief after all"})


@pytest.mark.parametrize(
    ("state", "more", "keeps"),
    [("in-force", True, True), ("in-force", False, False), ("in-force", "yes", False),
     ("draft", True, False), ("replaced", True, False)],
)  # fmt: skip
def test_it_keeps_more_where_both_agreed(
    session: SupervisionSession, ben: User, pair: Supervision, state: str, more: object, keeps: bool
) -> None:
    key = key_of(pair)
    Agreement.objects.create(
        supervision=pair, key_holder=key, number=1, state=state, drafted_by=ben,
        terms={"records_more": more},
    )  # fmt: skip
    words = RESTORATIVE | {"themes": "Grief"}
    if keeps:
        assert save(session, ben, show=True, record=words).record == words
        return
    with pytest.raises(RestorativeKeepsLess):
        save(session, ben, show=True, record=words)


def test_a_group_never_keeps_more_and_carries_its_topics(amara: User, ben: User) -> None:
    second = make_user("Second")
    make_supervision(ben, second)
    group = make_group(ben, [amara, second])
    topic = topics.bring_topic(session_id=group.pk, by=second, text="Handover at seven")
    with pytest.raises(RestorativeKeepsLess):
        make_recorded(group, record=RESTORATIVE | {"themes": "Grief"})
    at = timezone.now() + timedelta(days=20)
    make_recorded(group, record=RESTORATIVE, next_at=at)
    following = SupervisionSession.objects.planned().get()
    assert {part.person for part in following.parts.all()} == {amara, ben, second}
    topic.refresh_from_db()
    assert topic.session == following and topic.text == "Handover at seven"
    assert topic.key_holder_id == following.key_holder_id != group.key_holder_id


def test_both_keep_the_record_when_the_pair_has_ended(
    session: SupervisionSession, amara: User, ben: User, pair: Supervision
) -> None:
    make_recorded(session)
    pair.ended_on = timezone.localdate()
    pair.save()
    for person in (amara, ben):
        assert SupervisionSession.objects.visible_to(person).get().record == RECORD
    recording.acknowledge(session_id=session.pk, actor=amara, revision=1)
    with pytest.raises(SessionRefused):  # but no next one
        save(session, ben, revision=1, minutes=40, next_at=timezone.now() + timedelta(days=9))
    assert SupervisionSession.objects.get(pk=session.pk).minutes == 50
