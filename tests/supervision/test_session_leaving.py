"""Who leaves: what was held stays with the others, unnamed; what nobody is left of is erased."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from desk.services import erase_journal
from desk.take_out.gather import everything
from people.models import User
from supervision.models import (
    Agreement,
    PairFeedback,
    SessionAction,
    SessionTopic,
    Supervision,
    SupervisionSession,
)
from supervision.services import coming, recording, topics
from supervision.services.sessions import call_off
from tests.makers import make_supervision, make_user
from tests.supervision.agreeing import draft_of
from tests.supervision.makers import (
    RECORD,
    make_drop_in,
    make_group,
    make_past_session,
    make_recorded,
    make_session,
)
from tests.supervision.telling import make_given
from vault.models import KeyHolder

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(amara: User, ben: User) -> Supervision:
    return Supervision.objects.get(supervisor=ben, supervisee=amara)


def erase(person: User, *, closes: bool = True) -> None:
    due = timezone.now() - timedelta(days=1)
    User.objects.filter(pk=person.pk).update(erase_closes=closes, erase_after=due)
    assert erase_journal(person_id=person.pk, now=timezone.now())


@pytest.mark.parametrize(("leaves", "stays"), [("amara", "ben"), ("ben", "amara")])
def test_the_other_keeps_the_record_without_the_name(
    cast: SimpleNamespace,
    pair: Supervision,
    sign_in: Callable[..., Client],
    leaves: str,
    stays: str,
) -> None:
    session = make_recorded(make_past_session(pair))
    remark = "We never spoke of guilt."
    recording.acknowledge(session_id=session.pk, actor=cast.amara, revision=1, remark=remark)
    planned = make_session(pair)
    topics.add_topic(supervision=pair, by=getattr(cast, leaves), text="What I wanted to say")
    erase(getattr(cast, leaves))
    other = User.objects.get(pk=getattr(cast, stays).pk)
    kept = SupervisionSession.objects.visible_to(other).get(pk=session.pk)
    assert kept.record == RECORD
    client: Client = sign_in(Client(), other, factor=True)
    page = client.get(session.get_absolute_url()).text
    assert "Somebody who has left" in page and remark in page.replace("&#x27;", "'")
    planned.refresh_from_db()
    assert planned.is_called_off
    assert not SessionTopic.objects.exists()  # it was not said yet
    assert not SessionAction.objects.open().filter(owner=getattr(cast, leaves)).exists()
    assert not SupervisionSession.objects.visible_to(
        User.objects.get(pk=getattr(cast, leaves).pk)
    ).exists()


def test_who_erases_their_journal_and_stays_keeps_what_is_shared(
    pair: Supervision, amara: User
) -> None:
    session = make_recorded(make_past_session(pair))
    topics.add_topic(supervision=pair, by=amara, text="The rota")
    erase(amara, closes=False)
    amara = User.objects.get(pk=amara.pk)
    assert SupervisionSession.objects.visible_to(amara).get(pk=session.pk).record == RECORD
    assert SessionTopic.objects.visible_to(amara).open().get().text == "The rota"


def test_what_nobody_is_left_of_is_erased(pair: Supervision, amara: User, ben: User) -> None:
    second = make_user("Second")
    make_supervision(ben, second)
    make_recorded(make_past_session(pair))
    group = make_recorded(make_group(ben, [amara, second]))
    key = group.key_holder_id
    erase(amara)
    erase(ben)
    assert SupervisionSession.objects.get() == group  # the second is still there
    erase(second)
    assert not SupervisionSession.objects.exists()
    assert not KeyHolder.objects.filter(pk=key).exists()


def test_a_group_to_come_goes_on_without_who_left(amara: User, ben: User) -> None:
    others = [make_user(f"Nurse {number}") for number in range(2)]
    for one in others:
        make_supervision(ben, one)
    group = make_group(ben, [amara, *others])
    topics.bring_topic(session_id=group.pk, by=amara, text="Mine")
    erase(amara)
    group.refresh_from_db()
    assert group.is_planned and group.parts.count() == 3
    erase(ben)
    group.refresh_from_db()
    assert group.is_called_off


def test_somebody_who_only_dropped_in_leaves_a_part_without_a_name(cast: SimpleNamespace) -> None:
    session = make_drop_in(cast.chloe, cast.team.organisation)
    coming.put_down(session_id=session.pk, person=cast.ife)
    make_recorded(session)
    erase(cast.ife)
    assert SupervisionSession.objects.visible_to(cast.chloe).get().parts.count() == 2
    assert User.objects.get(pk=cast.ife.pk).has_left


def test_the_copy_has_what_is_shared_and_not_what_is_anothers(
    pair: Supervision, amara: User, ben: User
) -> None:
    second = make_user("Second")
    make_supervision(ben, second)
    group = make_recorded(make_group(ben, [amara, second]))
    recording.acknowledge(session_id=group.pk, actor=second, revision=1, remark="zq-remark")
    draft = make_past_session(pair)
    topics.add_topic(supervision=pair, by=ben, text="zq-topic")
    recording.save_record(
        session_id=draft.pk, actor=ben, revision=0, show=False,
        data=recording.RecordData(minutes=50, record={"functions": ["formative"],
                                                      "themes": "zq-draft"}),
    )  # fmt: skip
    hers, his, seconds = (str(everything(one)) for one in (amara, ben, second))
    assert RECORD["themes"] in hers and "zq-topic" in hers
    assert "zq-remark" not in hers and "zq-draft" not in hers
    assert "zq-remark" in his and "zq-draft" in his
    assert "zq-remark" in seconds and "zq-topic" not in seconds


@pytest.mark.parametrize("order", [("amara", "ben"), ("ben", "amara")])
def test_the_key_of_a_pair_goes_when_nobody_is_left(
    cast: SimpleNamespace, pair: Supervision, order: tuple[str, str]
) -> None:
    make_recorded(make_past_session(pair))
    called_off = make_session(pair)
    call_off(session_id=called_off.pk, actor=cast.ben)
    draft_of(pair, cast.amara)
    make_given(pair)
    for person in (cast.amara, cast.ben):
        topic = topics.add_topic(supervision=pair, by=person, text="Not after all")
        topics.move_topic(topic_id=topic.pk, actor=person, dropped=True)
    pair.refresh_from_db()
    key = pair.key_holder_id
    assert key is not None
    erase(getattr(cast, order[0]))
    assert KeyHolder.objects.filter(pk=key).exists()  # the other one keeps what was held
    erase(getattr(cast, order[1]))
    assert not KeyHolder.objects.filter(pk=key).exists()
    for model in (SessionTopic, SupervisionSession, Agreement, PairFeedback):
        assert not model.objects.filter(key_holder=key).exists()
    pair.refresh_from_db()
    assert pair.key_holder is None


def test_the_key_stays_for_who_erases_and_stays(pair: Supervision, amara: User, ben: User) -> None:
    make_recorded(make_past_session(pair))
    erase(amara, closes=False)
    erase(ben)
    pair.refresh_from_db()
    assert pair.key_holder is not None
    again = User.objects.get(pk=amara.pk)
    assert SupervisionSession.objects.visible_to(again).get().record == RECORD
