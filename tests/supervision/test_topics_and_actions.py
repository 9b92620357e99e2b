"""What waits to be talked about, and what people took on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notices.models import Notice
from people.models import User
from supervision.models import SessionAction, SessionTopic, Supervision
from supervision.records import ActionRow
from supervision.services import actions, topics
from supervision.services.pairs import set_end
from supervision.services.refused import SessionRefused
from tests.makers import make_supervision, make_user
from tests.supervision.makers import make_group, make_past_session, make_recorded, moved_on

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def pair(amara: User, ben: User) -> Supervision:
    return Supervision.objects.get(supervisor=ben, supervisee=amara)


def took_on(pair: Supervision, owner: User, due_in: int | None = None) -> SessionAction:
    day = None if due_in is None else TODAY + timedelta(days=due_in)
    session = make_past_session(pair)
    make_recorded(session, actions=[ActionRow("Read the policy", owner.pk, day)])
    return SessionAction.objects.get(session=session)


def told(person: User) -> list[str]:
    kinds = Notice.objects.filter(person=person, kind="session-action-due")
    return list(kinds.values_list("kind", flat=True))


def test_both_put_topics_on_one_list_each_once(pair: Supervision, amara: User, ben: User) -> None:
    for by, text in ((amara, "The rota"), (amara, "The rota"), (ben, "The rota"), (ben, "")):
        topics.add_topic(supervision=pair, by=by, text=text)
    topics.add_topic(supervision=pair, by=ben)
    own = SessionTopic.objects.visible_to(amara)
    assert own.count() == 4  # without words each is one: something above says what it is
    assert set(own) == set(SessionTopic.objects.visible_to(ben))


def test_nobody_else_adds_sees_or_drops_one(
    pair: Supervision, amara: User, ben: User, chloe: User
) -> None:
    topic = topics.add_topic(supervision=pair, by=amara, text="The rota")
    assert not SessionTopic.objects.visible_to(chloe).exists()
    with pytest.raises(SessionRefused):
        topics.add_topic(supervision=pair, by=chloe, text="Mine")
    for other in (chloe, ben):
        with pytest.raises(SessionTopic.DoesNotExist):
            topics.move_topic(topic_id=topic.pk, actor=other, dropped=True)
    for dropped in (True, True, False, False):
        topics.move_topic(topic_id=topic.pk, actor=amara, dropped=dropped)
        assert SessionTopic.objects.open().exists() is not dropped


def test_a_list_takes_only_so_many(
    pair: Supervision, amara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topics, "MOST_OPEN", 2)
    for number in range(2):
        topics.add_topic(supervision=pair, by=amara, text=f"Topic {number}")
    topics.add_topic(supervision=pair, by=amara, text="Topic 1")
    with pytest.raises(SessionRefused):
        topics.add_topic(supervision=pair, by=amara, text="Topic 3")


def test_an_ended_pair_takes_no_topic(pair: Supervision, amara: User) -> None:
    set_end(supervision=pair)
    with pytest.raises(SessionRefused):
        topics.add_topic(supervision=pair, by=amara, text="The rota")


def test_one_ticks_ones_own_and_takes_it_back(pair: Supervision, amara: User, ben: User) -> None:
    action = took_on(pair, amara)
    with pytest.raises(SessionRefused):
        actions.move_action(action_id=action.pk, actor=ben, to="done")
    for to, is_open in (("done", False), ("done", False), ("open", True), ("drop", False)):
        assert actions.move_action(action_id=action.pk, actor=amara, to=to).is_open is is_open
    with pytest.raises(SessionRefused):
        actions.move_action(action_id=action.pk, actor=amara, to="nonsense")
    assert not SessionAction.objects.on_list_of(amara).exists()


def test_a_supervisor_may_drop_and_not_undo_what_was_done(
    pair: Supervision, amara: User, ben: User
) -> None:
    action = took_on(pair, amara)
    assert not actions.move_action(action_id=action.pk, actor=ben, to="drop").is_open
    assert actions.move_action(action_id=action.pk, actor=ben, to="open").is_open
    actions.move_action(action_id=action.pk, actor=amara, to="done")
    with pytest.raises(SessionRefused):
        actions.move_action(action_id=action.pk, actor=ben, to="open")


def test_in_a_group_nobody_ticks_anothers_nor_has_it_on_their_list(amara: User, ben: User) -> None:
    second = make_user("Second")
    make_supervision(ben, second)
    group = make_group(ben, [amara, second])
    make_recorded(group, actions=[ActionRow("Ask for the rota", second.pk)])
    action = SessionAction.objects.get()
    for to in ("done", "drop", "open"):
        with pytest.raises(SessionRefused):
            actions.move_action(action_id=action.pk, actor=amara, to=to)
    assert not SessionAction.objects.on_list_of(amara).exists()
    assert SessionAction.objects.on_list_of(ben).get() == action


def test_told_once_on_its_day_and_again_on_a_new_one(pair: Supervision, amara: User) -> None:
    action = took_on(pair, amara, due_in=2)
    assert actions.tell_due() == 0
    with moved_on(2):
        assert (actions.tell_due(), actions.tell_due()) == (1, 0)
        assert len(told(amara)) == 1
        actions.move_action(action_id=action.pk, actor=amara, to="done")
        assert told(amara) == []


@pytest.mark.parametrize("what", ["done", "drop", "ended", "suspended"])
def test_nobody_is_told_of_what_is_settled_or_over(
    pair: Supervision, amara: User, what: str
) -> None:
    action = took_on(pair, amara, due_in=0)
    if what == "ended":
        set_end(supervision=pair)
    elif what == "suspended":
        User.objects.filter(pk=amara.pk).update(is_active=False)
    else:
        actions.move_action(action_id=action.pk, actor=amara, to=what)
    assert actions.tell_due() == 0
    assert told(amara) == []
