"""Telling a supervisor how supervision is: kept, given by one's own press, taken back."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.take_out.gather import everything
from notices.models import Notice
from people.models import AuditEvent, User
from supervision.models import PairFeedback, ParkedSheet, Supervision
from supervision.pages import SHELF
from supervision.services import feedback as services
from supervision.services.feedback import FeedbackRefused
from tests.bad_input.nasty import MARKUP
from tests.conftest import open_session
from tests.desk.test_erase_shares import all_that_is_kept, erase
from tests.makers import make_supervision, make_user
from tests.supervision.agreeing import end
from tests.supervision.looking import follow, read, url
from tests.supervision.telling import give, make_given, make_kept

pytestmark = pytest.mark.django_db
Action = AuditEvent.Action


@pytest.fixture
def pair(amara: User, ben: User) -> Supervision:
    return Supervision.objects.current().get(supervisor=ben, supervisee=amara)


@pytest.fixture
def hers(amara: User) -> Client:
    return open_session(Client(), amara)  # a nurse needs no second step for this


@pytest.fixture
def his(ben: User) -> Client:
    return open_session(Client(), ben, factor=True)


def page(person: User, thing: Any, **fields: Any) -> dict[str, Any]:
    return {"binding": SHELF.bind(person, thing.pk), **fields}


def test_from_a_thought_to_thanks(
    hers: Client, his: Client, pair: Supervision, amara: User, ben: User
) -> None:
    where = url("feedback_write", pair)
    assert where in read(hers, url("pair_detail", pair))
    shown = read(hers, where)
    for words in ("Ben will know that it is from you", "nobody who pairs people", "in no figures"):
        assert words in shown
    assert reverse("journals:pair_another", args=[pair.pk]) in shown
    assert reverse("prompts:support") in shown
    worries = reverse("journals:concern_list")
    assert worries not in shown  # she reads for nobody, and would find "You have raised no worry"
    make_supervision(amara, make_user("Younger"))
    assert worries in read(open_session(Client(), amara), where)
    typed = page(amara, pair, revision="0", helps="Being asked, not told", safe="some", more="")
    shown = follow(hers, hers.post(where, typed))
    assert "This is how it will read" in shown and "Being asked, not told" in shown
    assert "Some of it" in shown and "What would help you more?" not in shown
    kept = PairFeedback.objects.get()
    assert "told" not in read(his, url("pair_detail", pair))  # no sign of what is kept
    assert his.get(url("feedback_read", kept)).status_code == 404
    assert not Notice.objects.exists()
    for _time in range(2):  # pressed twice
        shown = follow(
            hers, hers.post(kept.get_absolute_url(), {"do": "give", "revision": kept.revision})
        )
        assert "Ben has not opened it yet." in shown
    news = read(his, "/news/")
    assert "Amara told you how supervision is for them." in news and "Being asked" not in news
    assert "What Amara told you" in read(his, url("pair_detail", pair))
    assert "Being asked, not told" in read(his, url("feedback_read", kept))
    assert "Ben opened it on" in read(hers, kept.get_absolute_url())
    for _time in range(2):
        thanks = page(ben, kept, reply="I will ask more.")
        shown = follow(his, his.post(url("feedback_read", kept), thanks))
    assert "I will ask more." in shown
    assert "Ben has read what you said about supervision." in read(hers, "/news/")
    shown = read(hers, kept.get_absolute_url())
    assert "Thank you, I have read it" in shown and "I will ask more." in shown
    told = AuditEvent.objects.filter(person=amara, object_id=kept.pk).order_by("number")
    assert [one.action for one in told] == [
        Action.PAIR_FEEDBACK_GIVEN,
        Action.PAIR_FEEDBACK_OPENED,
        Action.PAIR_FEEDBACK_THANKED,
        Action.PAIR_FEEDBACK_OPENED,
        Action.PAIR_FEEDBACK_OPENED,
    ]
    assert not AuditEvent.objects.filter(person=ben, object_id=kept.pk).exists()


def test_thanks_need_no_words(his: Client, pair: Supervision, ben: User) -> None:
    told = make_given(pair)
    follow(his, his.post(url("feedback_read", told), page(ben, told, reply=" ")))
    told.refresh_from_db()
    assert told.thanked_at and told.reply == ""
    # A second answer, from another tab, is kept and not said.
    shown = follow(his, his.post(url("feedback_read", told), page(ben, told, reply="And more")))
    assert "once is enough here" in shown and "And more" in shown
    told.refresh_from_db()
    assert told.reply == ""


def test_what_is_taken_back_is_closed_at_once(
    hers: Client, his: Client, pair: Supervision, amara: User, ben: User
) -> None:
    told = make_given(pair)
    services.open_feedback(feedback_id=told.pk, reader=ben)
    services.thank_for_feedback(feedback_id=told.pk, reader=ben, reply="Thanks for that")
    for _time in range(2):
        shown = follow(hers, hers.post(told.get_absolute_url(), {"do": "back"}))
        assert "Taken back" in shown and "Thanks for that" in shown
    assert his.get(url("feedback_read", told)).status_code == 404
    late = his.post(url("feedback_read", told), page(ben, told, reply="So glad of it"))
    assert late.status_code == 409 and "So glad of it" in late.text  # what he typed is not lost
    assert his.post(url("feedback_read", told), {"reply": "x"}).status_code == 404
    assert "What Amara told you" not in read(his, url("pair_detail", pair))
    assert not Notice.objects.filter(about_id=told.pk).exists()
    assert "The quiet room" not in str(everything(ben)["pair_feedback"])
    hers.post(told.get_absolute_url(), {"do": "give", "revision": told.revision})
    told.refresh_from_db()
    assert told.is_taken_back
    follow(hers, hers.post(told.get_absolute_url(), {"do": "drop"}))
    assert not PairFeedback.objects.exists()


def test_what_is_given_cannot_be_erased_under_its_reader(pair: Supervision, amara: User) -> None:
    told = make_given(pair)
    with pytest.raises(FeedbackRefused):
        services.drop_feedback(feedback_id=told.pk, actor=amara)


def test_nobody_gives_what_another_tab_changed(
    hers: Client, pair: Supervision, amara: User
) -> None:
    kept = make_kept(pair, helps="First words")
    services.keep_feedback(
        supervision_id=pair.pk, actor=amara, revision=1, answers={"helps": "Second words"}
    )
    shown = follow(hers, hers.post(kept.get_absolute_url(), {"do": "give", "revision": "1"}))
    assert "Second words" in shown and "It stands otherwise by now" in shown
    for nonsense in ("", "x", "9" * 40, "-1", "²"):
        hers.post(kept.get_absolute_url(), {"do": "give", "revision": nonsense})
    kept.refresh_from_db()
    assert kept.is_draft
    # The older page is kept beside what stands now.
    older = page(amara, pair, revision="1", helps="Third words")
    shown = follow(hers, hers.post(url("feedback_write", pair), older))
    assert "Third words" in shown and "Second words" in shown
    assert ParkedSheet.objects.get().page == ParkedSheet.Page.FEEDBACK


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"helps": " ", "time": ""}, "Please answer at least one of these."),
        ({"helps": "x" * 2_001}, "1 character too long"),
        ({"safe": "invented"}, "invented"),
    ],
)
def test_what_cannot_be_saved_is_kept(
    hers: Client, pair: Supervision, amara: User, fields: dict[str, str], said: str
) -> None:
    shown = follow(hers, hers.post(url("feedback_write", pair), page(amara, pair, **fields)))
    assert said in shown and "Not saved yet." in shown
    typed = any(value.strip() for value in fields.values())
    assert ("Your words are kept below." in shown) is typed
    assert not PairFeedback.objects.exists()


def test_hostile_words_stay_words(
    hers: Client, his: Client, pair: Supervision, amara: User
) -> None:
    hers.post(url("feedback_write", pair), page(amara, pair, revision="0", helps=MARKUP))
    told = give(PairFeedback.objects.get())
    for client, name in ((hers, "feedback_detail"), (his, "feedback_read")):
        assert MARKUP not in client.get(url(name, told)).text


def test_only_who_is_supervised_by_a_standing_supervisor_is_offered_it(
    his: Client, cast: SimpleNamespace, pair: Supervision
) -> None:
    assert his.get(url("feedback_write", pair)).status_code == 404
    assert his.post(url("feedback_write", pair), {}).status_code == 404
    peers = make_supervision(cast.dev, cast.amara, is_peer=True)
    cover = make_supervision(
        cast.chloe, cast.amara, covers=pair, ended_on=timezone.localdate() + timedelta(days=3)
    )
    client = open_session(Client(), cast.amara, factor=True)
    for other in (peers, cover):
        assert client.get(url("feedback_write", other)).status_code == 404
        assert url("feedback_write", other) not in read(client, url("pair_detail", other))


def test_after_the_end_it_can_be_read_and_taken_back_and_nothing_more_is_given(
    hers: Client, his: Client, pair: Supervision, amara: User
) -> None:
    told, kept = make_given(pair, helps="Said in time"), make_kept(pair, helps="Said too late")
    end(pair)
    assert "Said in time" in read(his, url("feedback_read", told))
    shown = read(hers, url("feedback_write", pair))
    assert "nothing more can be given in it" in shown and kept.get_absolute_url() in shown
    hers.post(kept.get_absolute_url(), {"do": "give", "revision": kept.revision})
    kept.refresh_from_db()
    assert kept.is_draft
    late = page(amara, pair, revision="1", helps="Words after the end")
    shown = follow(hers, hers.post(url("feedback_write", pair), late))
    assert "Words after the end" in shown
    hers.post(told.get_absolute_url(), {"do": "back"})
    assert his.get(url("feedback_read", told)).status_code == 404


def test_another_supervisor_s_key_opens_nothing(his: Client, ben: User, pair: Supervision) -> None:
    told = make_given(pair)
    other = make_supervision(ben, make_user("Other"))
    make_given(other)
    PairFeedback.objects.filter(pk=told.pk).update(supervision=other)  # moved in the database
    assert his.get(url("feedback_read", told)).status_code == 404


def test_who_is_held_or_suspended_opens_none(pair: Supervision, amara: User, ben: User) -> None:
    told = make_given(pair)
    ben.is_active = False
    assert not PairFeedback.objects.visible_to(ben).exists()
    amara.held_until = timezone.now() + timedelta(days=3)
    assert not PairFeedback.objects.visible_to(amara).exists()
    assert told.is_given


def test_the_supervisor_s_second_step_is_asked(ben: User, pair: Supervision) -> None:
    told = make_given(pair)
    answer = open_session(Client(), ben).get(url("feedback_read", told))
    assert answer.status_code == 302 and "/me/second-step/" in answer.headers["Location"]


@pytest.mark.parametrize("closes", [True, False])
def test_a_writer_s_goes_with_their_journal(
    pair: Supervision, amara: User, ben: User, closes: bool
) -> None:
    make_kept(pair, helps="zq-kept")
    told = give(PairFeedback.objects.get())
    make_kept(pair, helps="zq-later")
    services.thank_for_feedback(feedback_id=told.pk, reader=ben, reply="zq-thanks")
    erase(amara, closes=closes)
    assert not PairFeedback.objects.exists()
    assert "zq-" not in all_that_is_kept()
    assert not Notice.objects.filter(about_id=told.pk).exists()


def test_a_supervisor_who_leaves_takes_nothing_of_the_writer_s(
    pair: Supervision, hers: Client, ben: User, amara: User
) -> None:
    told = make_given(pair)
    erase(ben, closes=True)
    assert "The quiet room" in read(hers, told.get_absolute_url())
    assert PairFeedback.objects.visible_to(amara).count() == 1
    assert not PairFeedback.objects.visible_to(User.objects.get(pk=ben.pk)).exists()


def test_a_locked_page_keeps_its_words(hers: Client, pair: Supervision, amara: User) -> None:
    where = url("feedback_write", pair)
    answer = Client().post(where, page(amara, pair, revision="0", helps="Typed in time"))
    assert answer.status_code == 303
    assert "Typed in time" in read(hers, where)
    assert not PairFeedback.objects.exists()


def test_it_is_in_no_figure_of_the_supervisor_s(his: Client, pair: Supervision) -> None:
    for path in (reverse("journals:review_picture"), reverse("supervision:year")):
        before = read(his, path)
        make_given(pair)
        after = read(his, path)
        assert ("edback" in after) is ("edback" in before)
        PairFeedback.objects.all().delete()


def test_a_copy_holds_only_what_its_reader_opened(pair: Supervision, ben: User) -> None:
    told = make_given(pair)
    (copied,) = everything(ben)["pair_feedback"]
    assert copied["answers"] == {} and copied["reads"] == [] and copied["opened_at"] is None
    services.open_feedback(feedback_id=told.pk, reader=ben)
    (copied,) = everything(ben)["pair_feedback"]
    assert copied["answers"] and copied["reads"]
