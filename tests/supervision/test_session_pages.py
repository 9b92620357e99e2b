"""The pages of sessions: both sides, what is kept when it cannot be saved, and who sees nothing."""

import html
from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import User
from supervision.models import ParkedSheet, SessionPart, SessionTopic, Supervision
from supervision.models import SupervisionSession as Session
from supervision.pages import SHELF
from supervision.services import topics
from supervision.services.pairs import set_end
from tests.bad_input.nasty import MARKUP
from tests.makers import make_supervision, make_user
from tests.supervision.makers import (
    LATER,
    at_its_time,
    make_drop_in,
    make_group,
    make_past_session,
    make_recorded,
    make_session,
)
from vault.ids import new_id, short

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def pair(amara: User, ben: User) -> Supervision:
    return Supervision.objects.get(supervisor=ben, supervisee=amara)


@pytest.fixture
def hers(amara: User, sign_in: SignIn) -> Client:
    return sign_in(Client(), amara, factor=True)


@pytest.fixture
def his(ben: User, sign_in: SignIn) -> Client:
    return sign_in(Client(), ben, factor=True)


def url(name: str, thing: Any = None) -> str:
    return reverse(f"supervision:{name}", args=[thing.pk] if thing else [])


def follow(client: Client, response: Any) -> str:
    """What is shown after a post, as people read it. Every post with words in it answers 303."""
    assert response.status_code == 303, response.status_code
    shown = client.get(response.headers["Location"])
    assert shown.status_code == 200
    return html.unescape(shown.text)


def when(days: int = 3, **fields: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=days)
    return {"day": day.isoformat(), "time": "14:30", "minutes": "60", "place": "Room 4"} | fields


def posted(person: User, thing: Any, **fields: Any) -> dict[str, Any]:
    return {"binding": SHELF.bind(person, thing.pk), **fields}


def record(**fields: Any) -> dict[str, Any]:
    return {
        "minutes": "50", "functions": ["formative"], "themes": "Saying no",
        "ideas": "Ask what happens if not", "exception": "not-used", "revision": "0",
        "do": "show",
    } | fields  # fmt: skip


def test_she_proposes_he_moves_it_and_both_see_it(
    hers: Client, his: Client, amara: User, ben: User, pair: Supervision
) -> None:
    assert "Either of you can propose one" in hers.get(pair.get_absolute_url()).text
    page = posted(amara, pair, **when())
    shown = follow(hers, hers.post(url("session_create", pair), page))
    assert "Planned. You both see it." in shown and "Room 4" in shown
    session = Session.objects.get()
    page = posted(ben, session, **when(days=5, place="Room 9"))
    assert "Room 9" in follow(his, his.post(url("session_edit", session), page))
    assert "Room 9" in hers.get(session.get_absolute_url()).text
    shown = follow(hers, hers.post(url("session_call_off", session)))
    assert "Called off" in shown and "Undo: plan it again" in shown
    assert "Planned" in follow(his, his.post(url("session_restore", session)))


def test_the_time_is_ones_own_and_everybody_reads_theirs(
    amara: User, ben: User, pair: Supervision, sign_in: SignIn
) -> None:
    User.objects.filter(pk=amara.pk).update(time_zone="America/New_York")
    amara.refresh_from_db()
    with time_machine.travel(datetime(2027, 3, 10, 12, tzinfo=ZoneInfo("UTC")), tick=False):
        hers, his = sign_in(Client(), amara, factor=True), sign_in(Client(), ben, factor=True)
        day = date(2027, 3, 15)  # New York has changed its clocks, London has not
        page = posted(amara, pair, day=day.isoformat(), time="09:00", minutes="60", place="")
        shown = follow(hers, hers.post(url("session_create", pair), page))
        assert "15 March 2027, 09:00" in shown
        session = Session.objects.get()
        assert session.starts_at == datetime(2027, 3, 15, 13, tzinfo=ZoneInfo("UTC"))
        assert "15 March 2027, 13:00" in his.get(session.get_absolute_url()).text


def test_an_hour_that_the_clocks_leave_out_is_asked_about(
    ben: User, pair: Supervision, sign_in: SignIn
) -> None:
    with time_machine.travel(datetime(2027, 3, 20, 12, tzinfo=ZoneInfo("UTC")), tick=False):
        his = sign_in(Client(), ben, factor=True)
        page = posted(ben, pair, **when(day="2027-03-28", time="01:30"))
        shown = follow(his, his.post(url("session_create", pair), page))
    assert "There is no such time on that day" in shown
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": ""}, "Please say on which day."),
        ({"time": "half past"}, "Please write the time like 14:30."),
        ({"day": "2020-01-01"}, "Choose a time that is still to come"),
        ({"day": "2099-01-01"}, "Choose a time that is still to come"),
        ({"minutes": "9999"}, "from 5 to 480"),
        ({"minutes": "x"}, "from 5 to 480"),
        ({"place": "The long corridor " + "x" * 400}, "characters too long"),
        ({"binding": "forged"}, "Not saved yet"),
    ],
)
def test_what_cannot_be_planned_is_kept_with_a_clear_line(
    hers: Client, amara: User, pair: Supervision, fields: dict[str, str], said: str
) -> None:
    page = posted(amara, pair, **when(place="The long corridor")) | fields
    shown = follow(hers, hers.post(url("session_create", pair), page))
    assert said in shown and "The long corridor" in shown
    assert not Session.objects.exists()
    kept = ParkedSheet.objects.visible_to(amara).get()
    page = posted(amara, pair, **when(), parked=kept.pk.hex)
    assert hers.post(url("session_create", pair), page).status_code == 303
    assert not ParkedSheet.objects.exists()


def test_pressed_twice_one_session_is_planned(hers: Client, amara: User, pair: Supervision) -> None:
    page = posted(amara, pair, **when())
    first, second = (hers.post(url("session_create", pair), page) for _time in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Session.objects.count() == 1


def test_a_pair_that_ended_says_so_and_keeps_what_was_typed(
    hers: Client, amara: User, pair: Supervision
) -> None:
    planned, held = make_session(pair), make_recorded(make_past_session(pair))
    set_end(supervision=pair)
    shown = html.unescape(hers.get(pair.get_absolute_url()).text)
    assert "nothing new can be planned" in shown and "Off: it ended" in shown
    assert "so this session is off" in hers.get(planned.get_absolute_url()).text
    assert "Saying no without guilt" in hers.get(held.get_absolute_url()).text
    page = posted(amara, pair, **when(place="The long corridor"))
    shown = follow(hers, hers.post(url("session_create", pair), page))
    assert "The long corridor" in shown and "This supervision has ended" in shown
    page = posted(amara, pair, text="What I wanted to say")
    assert "What I wanted to say" in follow(hers, hers.post(url("topic_create", pair), page))
    assert not SessionTopic.objects.exists()


def test_topics_from_both_sides_wait_and_are_dropped(
    hers: Client, his: Client, amara: User, ben: User, pair: Supervision
) -> None:
    page = posted(amara, pair, text="The rota")
    for _time in range(2):
        shown = follow(hers, hers.post(url("topic_create", pair), page))
    assert shown.count('list__title">The rota') == 1
    assert "from Amara" in his.get(pair.get_absolute_url()).text
    topic = SessionTopic.objects.get()
    assert his.post(url("topic_move", topic), {"do": "drop"}).status_code == 403
    shown = follow(hers, hers.post(url("topic_move", topic), {"do": "drop"}))
    assert "The rota" not in shown
    shown = follow(hers, hers.post(url("topic_create", pair), posted(amara, pair, text="  ")))
    assert "Please write a few words." in shown
    assert "Not saved yet." in shown and "Your words are kept" not in shown  # there are none
    long = posted(amara, pair, text="x" * 5000)
    shown = follow(hers, hers.post(url("topic_create", pair), long))
    assert "Not saved yet. Your words are kept below." in shown


def test_he_drafts_shows_and_she_agrees(
    hers: Client, his: Client, amara: User, ben: User, pair: Supervision
) -> None:
    topic = topics.add_topic(supervision=pair, by=amara, text="The rota")
    session = make_past_session(pair)
    assert hers.get(url("session_record", session)).status_code == 403
    asked = html.unescape(his.get(url("session_record", session)).text)
    assert "The rota" in asked and "Who was there?" in asked
    words = record(
        do="draft", attended=[short(amara.pk), short(ben.pk)], topics=[short(topic.pk)],
        **{"what-0": "Read the policy", "owner-0": short(amara.pk), "due-0": "2030-05-01"},
    )  # fmt: skip
    shown = follow(his, his.post(url("session_record", session), posted(ben, session, **words)))
    assert "Only you see it, until you show it to them" in shown and "Read the policy" in shown
    for client in (hers,):
        page = html.unescape(client.get(session.get_absolute_url()).text)
        assert "Saying no" not in page and "Read the policy" not in page
        assert "draft" not in page
    again = html.unescape(his.get(url("session_record", session)).text)
    assert 'value="Read the policy"' in again and 'value="1"' in again
    words |= {"do": "show", "revision": "1"}
    follow(his, his.post(url("session_record", session), posted(ben, session, **words)))
    page = html.unescape(hers.get(session.get_absolute_url()).text)
    order = ("Please read it first.", "Saying no", "Who was there,", "Read the policy",
             "I agree with this record")  # fmt: skip
    where = [page.index(words) for words in order]  # nobody agrees to what stands further down
    assert where == sorted(where) and 'href="#read"' in page and 'id="read"' in page
    agree = {"do": "agree", "revision": "2"}
    shown = follow(hers, hers.post(url("session_acknowledge", session), agree))
    assert "you agree with this record" in shown
    assert "has read it" in his.get(session.get_absolute_url()).text
    assert "Read the policy" in hers.get(pair.get_absolute_url()).text


def test_the_form_of_a_record_says_who_sees_a_draft_and_speaks_of_no_agreement_to_a_group(
    his: Client, pair: Supervision
) -> None:
    one = html.unescape(his.get(url("session_record", make_past_session(pair))).text)
    other = make_supervision(pair.supervisor, make_user("Other")).supervisee
    people = [pair.supervisee, other]
    group = at_its_time(make_group(pair.supervisor, people), timezone.now() - LATER)
    many = html.unescape(his.get(url("session_record", group)).text)
    for shown in (one, many):
        assert "A draft is seen by you alone. Once you show it," in shown
    assert "An agreement of the two of you can say otherwise." in one
    assert "agreement" not in many[many.index("<main") : many.index("</main>")].lower()


def test_she_sees_it_differently_and_only_they_read_why(
    hers: Client, his: Client, amara: User, pair: Supervision
) -> None:
    session = make_recorded(make_past_session(pair))
    page = posted(amara, session, revision="1", remark="We never spoke of guilt.", do="differ")
    follow(hers, hers.post(url("session_acknowledge", session), page))
    shown = html.unescape(his.get(session.get_absolute_url()).text)
    assert "sees it differently" in shown and "We never spoke of guilt." in shown
    assert his.get(url("session_acknowledge", session)).status_code == 403
    page = posted(amara, session, revision="1", remark=" ", do="differ")
    shown = follow(hers, hers.post(url("session_acknowledge", session), page))
    assert "Please say it in a few words." in shown


def test_nobody_agrees_with_a_revision_that_they_did_not_see(
    hers: Client, amara: User, pair: Supervision
) -> None:
    session = make_recorded(make_past_session(pair))
    make_recorded(Session.objects.get(pk=session.pk), minutes=20)
    for revision in ("1", "9", "", "x", "²"):
        answer = hers.post(
            url("session_acknowledge", session), {"do": "agree", "revision": revision}
        )
        assert "corrected meanwhile" in follow(hers, answer)
    page = posted(amara, session, revision="1", remark="Not as I remember it.", do="differ")
    shown = follow(hers, hers.post(url("session_acknowledge", session), page))
    assert "Not as I remember it." in shown and "The record as it is now" in shown
    part = SessionPart.objects.get(session=session, person=amara)
    assert part.acknowledged_revision == 0


def test_a_stale_record_is_kept_and_shown_beside_what_is_saved(
    his: Client, ben: User, pair: Supervision
) -> None:
    session = make_past_session(pair)
    first = posted(ben, session, **record(do="draft", themes="From the phone"))
    follow(his, his.post(url("session_record", session), first))
    second = posted(ben, session, **record(do="draft", themes="From the ward computer"))
    shown = follow(his, his.post(url("session_record", session), second))
    assert "It was saved elsewhere meanwhile" in shown
    assert "From the phone" in shown and "From the ward computer" in shown
    kept = ParkedSheet.objects.visible_to(ben).get()
    assert f"{kept.pk.hex}" in shown and 'name="revision" value="1"' in shown
    third = second | {"revision": "1", "parked": kept.pk.hex}
    shown = follow(his, his.post(url("session_record", session), third))
    assert "From the ward computer" in shown
    assert not ParkedSheet.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"functions": []}, "Please tick at least one."),
        ({"minutes": ""}, "from 5 to 480"),
        ({"what-0": "Ask for the rota"}, "Please say who does it."),
        ({"due-0": "2030-01-01"}, "Please say what is to be done."),
        ({"next_day": "2020-01-01", "next_time": "10:00"}, "still to come"),
        ({"next_day": "2027-01-20"}, "the day and the time"),
        ({"functions": ["restorative"]}, "keeps nothing of what was said"),
        ({"attended": ["x"]}, "Select a valid choice"),
        ({"exception": "a long story"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_recorded_is_kept_with_a_clear_line(
    his: Client, ben: User, pair: Supervision, fields: dict[str, Any], said: str
) -> None:
    session = make_past_session(pair)
    words = posted(ben, session, **record(**fields))
    shown = follow(his, his.post(url("session_record", session), words))
    assert said in shown and "Saying no" in shown and "Ask what happens if not" in shown
    assert Session.objects.get(pk=session.pk).record_revision == 0


def test_no_next_one_is_asked_for_once_they_meet_no_more(
    his: Client, ben: User, pair: Supervision
) -> None:
    session = make_past_session(pair)
    assert "The next session" in his.get(url("session_record", session)).text
    set_end(supervision=pair)
    assert "The next session" not in his.get(url("session_record", session)).text
    later = (timezone.localdate() + timedelta(days=9)).isoformat()
    words = posted(ben, session, **record(next_day=later, next_time="10:00"))
    shown = follow(his, his.post(url("session_record", session), words))
    assert "no next session can be planned" in shown and "Saying no" in shown
    words = posted(ben, session, **record())
    assert "Saved and shown." in follow(his, his.post(url("session_record", session), words))


def test_a_name_in_a_record_is_warned_of_and_kept(
    hers: Client, his: Client, ben: User, pair: Supervision
) -> None:
    session = make_past_session(pair)
    words = posted(ben, session, **record(themes="How Mrs Okafor fell on Ward 7"))
    shown = follow(his, his.post(url("session_record", session), words))
    assert "Could this name somebody?" in shown and "Mrs Okafor" in shown
    assert "Could this name somebody?" not in hers.get(session.get_absolute_url()).text


def test_markup_is_only_letters(hers: Client, his: Client, ben: User, pair: Supervision) -> None:
    topics.add_topic(supervision=pair, by=ben, text=MARKUP[:400])
    session = make_past_session(pair)
    words = posted(ben, session, **record(themes=MARKUP[:1900], ideas=MARKUP[:1900]))
    his.post(url("session_record", session), words)
    for client in (hers, his):
        for address in (session.get_absolute_url(), pair.get_absolute_url()):
            assert "<script>alert" not in client.get(address).text


def test_a_page_title_holds_no_word_and_no_name(hers: Client, pair: Supervision) -> None:
    session = make_recorded(make_past_session(pair))
    for name in ("session_detail", "session_acknowledge"):
        text = hers.get(url(name, session)).text
        title = text[text.index("<title>") : text.index("</title>")]
        assert "Ben" not in title and "Saying" not in title


PAGES = ("session_detail", "session_edit", "session_calendar", "session_record",
         "session_acknowledge", "session_topic")  # fmt: skip
POSTS = ("session_call_off", "session_restore", "session_record", "session_acknowledge",
         "session_edit", "session_add_person", "drop_in_take_off")  # fmt: skip


@pytest.mark.parametrize("kind", ["pair", "group", "drop-in"])
@pytest.mark.parametrize("who", ["chloe", "dev", "efua", "farid", "grace", "hana", "ife"])
def test_who_has_no_part_finds_nothing(
    cast: SimpleNamespace, pair: Supervision, sign_in: SignIn, kind: str, who: str
) -> None:
    second = make_user("Second")
    make_supervision(cast.ben, second)
    session = {
        "pair": lambda: make_recorded(make_past_session(pair)),
        "group": lambda: make_recorded(make_group(cast.ben, [cast.amara, second])),
        "drop-in": lambda: make_drop_in(cast.ben, cast.team.organisation),
    }[kind]()
    client = sign_in(Client(), getattr(cast, who), factor=True)
    for name in PAGES:
        assert client.get(url(name, session)).status_code == 404, name
    for name in POSTS:
        words = posted(getattr(cast, who), session, **record(**when()))
        assert client.post(url(name, session), words).status_code == 404, name
    for name in ("pair_session_list", "session_create", "topic_create"):
        assert client.get(url(name, pair)).status_code == 404


def test_a_member_of_a_group_neither_moves_it_nor_reads_anothers_remark(
    hers: Client, amara: User, ben: User, sign_in: SignIn
) -> None:
    second = make_user("Second")
    make_supervision(ben, second)
    group = make_group(ben, [amara, second])
    for name in ("session_edit", "session_record"):
        assert hers.get(url(name, group)).status_code == 403
    assert hers.post(url("session_call_off", group)).status_code == 403
    make_recorded(group)
    seconds = sign_in(Client(), second, factor=True)
    page = posted(second, group, revision="1", remark="zq-remark", do="differ")
    follow(seconds, seconds.post(url("session_acknowledge", group), page))
    shown = hers.get(group.get_absolute_url()).text
    assert "sees it differently" in shown and "zq-remark" not in shown


def test_a_group_is_planned_and_changed_on_its_page(his: Client, amara: User, ben: User) -> None:
    second, third = make_user("Second"), make_user("Third")
    for one in (second, third):
        make_supervision(ben, one)
    address = url("session_together")
    page = {"binding": SHELF.bind(ben, new_id()), "kind": "group", "aim": "Nights", **when()}
    shown = follow(his, his.post(address, page | {"people": [short(amara.pk)]}))
    assert "Please choose two to twelve people." in shown
    page |= {"people": [short(amara.pk), short(second.pk)], "binding": SHELF.bind(ben, new_id())}
    for _time in range(2):
        shown = follow(his, his.post(address, page))
    group = Session.objects.get()
    assert "Nights" in shown and "Amara" in shown
    page = posted(ben, group, people=[short(amara.pk), short(third.pk)], aim="Days", **when())
    assert "Third" in follow(his, his.post(url("session_edit", group), page))
    page["people"] = [short(amara.pk), short(new_id())]
    assert "You do not supervise that person" in follow(
        his, his.post(url("session_edit", group), page)
    )


def test_somebody_puts_themselves_down_for_a_drop_in(
    cast: SimpleNamespace, his: Client, sign_in: SignIn
) -> None:
    session = make_drop_in(cast.ben, cast.team.organisation)
    ifes = sign_in(Client(), cast.ife, factor=True)
    assert "Drop-ins where you work" in ifes.get(url("session_list")).text
    shown = ifes.get(url("drop_in_detail", session)).text
    assert "The quiet room" in shown and "Amara" not in shown
    shown = follow(ifes, ifes.post(url("drop_in_put_down", session)))
    assert "You are on the list." in shown
    assert "Ife" in his.get(session.get_absolute_url()).text
    shown = follow(ifes, ifes.post(url("drop_in_take_off", session)))
    assert "You are off the list." in shown
    assert ifes.get(session.get_absolute_url()).status_code == 404
    efuas = sign_in(Client(), cast.efua, factor=True)
    assert efuas.get(url("drop_in_detail", session)).status_code == 404
    assert efuas.post(url("drop_in_put_down", session)).status_code == 404


def test_words_that_nobody_needs_are_let_go_and_anothers_are_out_of_reach(
    hers: Client, his: Client, amara: User, pair: Supervision
) -> None:
    hers.post(url("topic_create", pair), posted(amara, pair, text="y" * 900))
    kept = ParkedSheet.objects.visible_to(amara).get()
    his.post(url("unsaved_drop"), {"parked": kept.pk.hex})
    assert ParkedSheet.objects.exists()
    for _time in range(2):
        hers.post(url("unsaved_drop"), {"parked": kept.pk.hex})
    assert not ParkedSheet.objects.exists()


def test_words_posted_by_whoever_left_the_computer_are_theirs(
    his: Client, amara: User, pair: Supervision
) -> None:
    session = make_recorded(make_past_session(pair))
    page = posted(amara, session, revision="1", remark="Not so.", do="differ")
    his.post(url("session_acknowledge", session), page)
    assert ParkedSheet.objects.visible_to(amara).get().fields["remark"] == ["Not so."]
    assert SessionPart.objects.get(session=session, person=amara).acknowledged_revision == 0


def test_what_is_posted_after_the_session_is_over_is_kept(
    amara: User, pair: Supervision, client: Client
) -> None:
    answer = client.post(url("topic_create", pair), posted(amara, pair, text="The rota"))
    assert answer.status_code == 303
    assert ParkedSheet.objects.visible_to(amara).get().fields["text"] == ["The rota"]


def test_prompts_to_prepare_and_to_look_back_are_linked(
    library: None, hers: Client, his: Client, pair: Supervision
) -> None:
    to_come, held = make_session(pair), make_recorded(make_past_session(pair))
    assert "Prepare, in five minutes" in hers.get(pair.get_absolute_url()).text
    assert "Prepare, in five minutes" in hers.get(to_come.get_absolute_url()).text
    assert "Look back on how you supervised" in his.get(held.get_absolute_url()).text
    assert "Think on" in hers.get(held.get_absolute_url()).text
