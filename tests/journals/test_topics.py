"""What a topic of a pair's list is about, for whoever looks at the list."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.services import erase_due
from journals.models import Share, SharedTopic
from journals.services import sharing, talking
from people.models import User
from supervision.models import SessionTopic, Supervision, SupervisionSession
from supervision.pages import SHELF
from supervision.services.keys import key_of
from supervision.services.recording import save_record
from supervision.services.topics import topics_of
from tests.makers import make_entry, make_prompt_version, make_share
from tests.supervision.makers import make_data, make_past_session, make_recorded
from vault.ids import short
from vault.models import KeyHolder

pytestmark = pytest.mark.django_db
SHOWN = Template(
    "{% load topics %}{% shares_about topics user as about %}{% for topic in topics %}"
    "{% with share=about|of_topic:topic %}{% if share %}{{ share.title }} {{ share.url }};"
    "{% else %}-;{% endif %}{% endwith %}{% endfor %}"
)


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


def listed(pair: Supervision, title: str = "A quiet moment") -> Share:
    entry = make_entry(pair.supervisee, make_prompt_version(title=title), title="Secret name")
    share = make_share(entry, pair)
    sharing.open_share(share_id=share.pk, reader=pair.supervisor)
    assert talking.talk_in_person(share_id=share.pk, reader=pair.supervisor)
    return share


def seen_by(viewer: User) -> str:
    topics = list(SessionTopic.objects.all())
    return SHOWN.render(Context({"topics": topics, "user": viewer}))


def test_each_of_the_two_is_led_to_their_own_page(
    pair: Supervision, amara: User, ben: User
) -> None:
    share = listed(pair)
    assert seen_by(amara) == f"A quiet moment {share.get_absolute_url()};"
    assert "A quiet moment /reviews/" in seen_by(ben)
    assert "Secret name" not in seen_by(ben)


def test_nobody_else_learns_what_it_is_about(pair: Supervision, cast: SimpleNamespace) -> None:
    listed(pair)
    for name in ("chloe", "dev", "efua", "farid", "grace", "hana", "ife"):
        assert seen_by(getattr(cast, name)) == "-;", name


def test_what_was_taken_back_is_named_to_its_writer_alone(
    pair: Supervision, amara: User, ben: User
) -> None:
    share = listed(pair)
    sharing.withdraw_share(share_id=share.pk, author=amara)
    assert seen_by(ben) == "-;"
    assert "A quiet moment" in seen_by(amara)


def test_one_query_however_many(pair: Supervision, ben: User) -> None:
    counts = []
    for number in (2, 20):
        for _more in range(number):
            listed(pair)
        topics = list(SessionTopic.objects.all())
        with CaptureQueriesContext(
            connection,
        ) as captured:
            SHOWN.render(Context({"topics": topics, "user": ben}))
        counts.append(len(captured))
    assert counts == [1, 1]


def test_no_topics_take_no_query(ben: User) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert seen_by(ben) == ""
    assert len(captured) == 1  # the topics themselves


def test_a_pair_has_one_key(pair: Supervision) -> None:
    before = KeyHolder.objects.count()
    again = Supervision.objects.get(pk=pair.pk)
    assert key_of(pair) == key_of(again) == key_of(Supervision.objects.get(pk=pair.pk))
    assert KeyHolder.objects.count() == before + 1


def test_an_erased_journal_leaves_an_empty_list(pair: Supervision, amara: User) -> None:
    from datetime import timedelta

    from django.utils import timezone

    listed(pair)
    past = timezone.now() - timedelta(hours=1)
    User.objects.filter(pk=amara.pk).update(erase_after=past)
    assert erase_due() == 1
    assert not SharedTopic.objects.exists()
    assert not SessionTopic.objects.open().exists()


def test_a_correction_brings_nothing_back_that_is_shut(pair: Supervision, amara: User) -> None:
    """Talked about, taken back, and then "not talked about after all": nothing waits again."""
    share = listed(pair)
    topic = SessionTopic.objects.get()
    session = make_recorded(make_past_session(pair), topics={topic.pk})
    sharing.withdraw_share(share_id=share.pk, author=amara)
    assert list(topics_of(session)) == [topic], "its record says that it was talked about"
    make_recorded(SupervisionSession.objects.get(pk=session.pk), topics=set())
    assert not SessionTopic.objects.open().exists()
    assert not topics_of(session).exists()


def test_what_is_put_on_the_list_again_stands_there_once(pair: Supervision, ben: User) -> None:
    """Talked about, put on the list again, and then "not talked about after all"."""
    share = listed(pair)
    first = SessionTopic.objects.get()
    session = make_recorded(make_past_session(pair), topics={first.pk})
    assert talking.talk_in_person(share_id=share.pk, reader=ben)
    assert set(topics_of(session)) == set(SessionTopic.objects.all())  # one of them in its record
    make_recorded(SupervisionSession.objects.get(pk=session.pk), topics=set())
    again = SessionTopic.objects.open().get()
    assert again != first
    assert list(topics_of(session)) == [again]


def test_the_boxes_of_a_record_say_which_share_they_are_about(
    pair: Supervision, amara: User, ben: User, sign_in: Callable[..., Client]
) -> None:
    """Two boxes read the same: "Something that was shared, on this list since today"."""
    session = make_past_session(pair)
    listed(pair, "A quiet moment")
    back = listed(pair, "Another night")
    his = sign_in(Client(), ben, factor=True)
    path = reverse("supervision:session_record", args=[session.pk])
    shown = his.get(path).text
    assert "About: A quiet moment, shared on" in shown
    assert "About: Another night, shared on" in shown
    assert "Something that was shared" not in shown
    sharing.withdraw_share(share_id=back.pk, author=amara)
    assert "Another night" not in his.get(path).text


def test_a_record_saved_elsewhere_names_its_topics_too(
    pair: Supervision, ben: User, sign_in: Callable[..., Client]
) -> None:
    session = make_past_session(pair)
    listed(pair, "A quiet moment")
    topic = SessionTopic.objects.get()
    save_record(session_id=session.pk, actor=ben, revision=0, data=make_data(session), show=False)
    his = sign_in(Client(), ben, factor=True)
    path = reverse("supervision:session_record", args=[session.pk])
    typed = {"minutes": "50", "functions": ["formative"], "topics": [short(topic.pk)]}
    typed |= {"revision": "0", "do": "draft", "binding": SHELF.bind(ben, session.pk)}
    shown = his.get(his.post(path, typed).headers["Location"]).text
    found = shown[shown.index("It was saved elsewhere") :]
    assert "About: A quiet moment, shared on" in found[: found.index("<form")]
