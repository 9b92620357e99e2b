"""The pages of the minutes: written without losing a word, looked through for names, read."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.binding import bind
from meetings.lines import Line
from meetings.looking_back import Look
from meetings.models import Asking, Meeting, Minute, ParkedPage
from meetings.services.minutes import save_minutes
from meetings.services.revealing import reveal
from meetings.services.running import end_meeting
from people.models import User
from promises import naming
from promises.models import Promise
from tests.meetings.makers import asking_of, give, make_meeting, make_running

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    return make_running(cast.team, cast.dev)


@pytest.fixture
def leader(cast, sign_in):
    return sign_in(Client(), cast.dev)


@pytest.fixture
def nurse(cast, sign_in):
    return sign_in(Client(), cast.amara)


def url(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.pk])


def text(response):
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(plain).split())


def fields_of(client, meeting):
    """What the page's form would send as it stands."""
    page = client.get(url("minutes_edit", meeting)).content.decode()
    form = page[page.index("data-keeps") : page.index('value="read"')]
    form = re.sub(r"<template.*?</template>", "", form, flags=re.S)
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        names = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if names.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        value = html.unescape(names.get("value", ""))
        found.setdefault(names["name"], []).append(value)
    for name, value in re.findall(r'<textarea name="([^"]*)"[^>]*>\n(.*?)</textarea>', form, re.S):
        found[name] = [html.unescape(value)]
    return found


def blank(fields, kind, number=0):
    """The name of an empty line of a kind."""
    rows = [row for row in fields[f"rows-{kind}"] if fields[f"text-{row}"] == [""]]
    return rows[number]


def post(client, meeting, fields, do="save"):
    return client.post(url("minutes_edit", meeting), fields | {"do": do})


def write(client, meeting, do="save", **lines):
    """Add a line of each kind named."""
    fields = fields_of(client, meeting)
    for kind, words in lines.items():
        fields[f"text-{blank(fields, kind)}"] = [words]
    return post(client, meeting, fields, do)


def texts(meeting):
    return [one.text for one in Minute.objects.filter(meeting=meeting)]


def test_lines_are_written_read_and_changed(cast, meeting, leader, nurse):
    response = write(leader, meeting, theme="We hurry.", promise="About lockers.")
    assert response.status_code == 303
    assert sorted(texts(meeting)) == ["About lockers.", "We hurry."]
    assert "once the meeting is over" in text(nurse.get(url("minutes_read", meeting)))
    assert "We hurry" not in text(nurse.get(url("minutes_read", meeting)))
    end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    page = text(nurse.get(url("minutes_read", meeting)))
    assert "We hurry." in page and "About lockers." in page
    fields = fields_of(leader, meeting)
    row = next(name for name, value in fields.items() if value == ["We hurry."])
    post(leader, meeting, fields | {row: ["We hurry less."]}, do="read")
    assert "We hurry less." in text(nurse.get(url("minutes_read", meeting)))


def test_a_page_sent_twice_is_saved_once(meeting, leader):
    fields = fields_of(leader, meeting)
    fields[f"text-{blank(fields, 'theme')}"] = ["Once."]
    for _sent_twice in range(2):
        post(leader, meeting, fields)
    assert texts(meeting) == ["Once."]


def test_a_name_is_looked_at_before_the_team_reads_it(meeting, leader):
    words = "Mrs Okafor was left waiting."
    assert write(leader, meeting, theme=words).url.endswith("#look")
    assert texts(meeting) == []
    page = text(leader.get(url("minutes_edit", meeting)))
    assert "Not saved yet" in page and "“Mrs Okafor”" in page and words not in page
    fields = fields_of(leader, meeting)
    row = next(name for name, value in fields.items() if value == [words])
    post(leader, meeting, fields | {row: ["Somebody was left waiting."]})
    assert texts(meeting) == ["Somebody was left waiting."]
    assert not ParkedPage.objects.exists()


def test_words_that_are_no_name_may_stay_by_one_tick(meeting, leader):
    write(leader, meeting, theme="Mrs Okafor was left waiting.")
    page = leader.get(url("minutes_edit", meeting)).content.decode()
    assert 'name="looked"' in page
    post(leader, meeting, fields_of(leader, meeting) | {"looked": "on"})
    assert texts(meeting) == ["Mrs Okafor was left waiting."]
    # And nobody asks again as long as the line stays as it is.
    assert write(leader, meeting, theme="Something else.").url == url("minutes_edit", meeting)
    assert len(texts(meeting)) == 2


def test_a_name_as_a_role_is_found_too(meeting, leader):
    fields = fields_of(leader, meeting)
    row = blank(fields, "promise")
    fields |= {f"text-{row}": ["About lockers."], f"role-{row}": ["Sister Murphy"]}
    post(leader, meeting, fields)
    assert texts(meeting) == []
    assert "Murphy" in text(leader.get(url("minutes_edit", meeting)))


def test_what_is_too_long_is_looked_through_once_it_is_shortened(meeting, leader, monkeypatch):
    looked = []
    monkeypatch.setattr(naming, "find", lambda text, **_others: looked.append(text) or [])
    write(leader, meeting, theme="Mrs Okafor " * 10_000)
    assert "too long" in text(leader.get(url("minutes_edit", meeting))) and not looked
    row = next(name for name in fields_of(leader, meeting) if name.startswith("text-"))
    post(leader, meeting, fields_of(leader, meeting) | {row: ["Mrs Okafor"]})
    assert "Mrs Okafor" in looked and texts(meeting) == ["Mrs Okafor"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "x" * 301}, "1 character too long"),
        ({"role": "x" * 81}, "1 character too long"),
        ({"due": "31/02/2026"}, "Please give the date"),
        ({"due": "0026-01-01"}, "check the year"),
        ({"text": "", "role": "the night staff"}, "This line has no words yet"),
    ],
)
def test_what_cannot_be_saved_is_kept_as_it_was_typed(meeting, leader, changes, said):
    fields = fields_of(leader, meeting)
    row, other = blank(fields, "promise"), blank(fields, "theme")
    fields |= {f"text-{row}": ["Kept words."], f"text-{other}": ["Kept theme."]}
    fields |= {f"{name}-{row}": [value] for name, value in changes.items()}
    assert post(leader, meeting, fields).status_code == 303
    assert texts(meeting) == []
    page = leader.get(url("minutes_edit", meeting))
    assert said in text(page) and "Not saved yet" in text(page)
    shown = fields_of(leader, meeting)
    assert ["Kept theme."] in shown.values()
    for name, value in changes.items():
        assert shown[f"{name}-{row}"] == [value]


def test_a_page_that_locks_keeps_its_words(meeting, leader, nurse):
    write(leader, meeting, do="keep", theme="Half a line")
    assert texts(meeting) == []
    page = leader.get(url("minutes_edit", meeting))
    assert "closed before you had saved" in text(page)
    assert ["Half a line"] in fields_of(leader, meeting).values()


def test_words_of_a_session_that_is_over_are_there_after_signing_in(cast, meeting, leader, sign_in):
    fields = fields_of(leader, meeting)
    fields[f"text-{blank(fields, 'theme')}"] = ["zq-written-too-late"]
    leader.logout()
    assert post(leader, meeting, fields).url.startswith("/sign-in/")
    again = sign_in(Client(), cast.dev)
    assert ["zq-written-too-late"] in fields_of(again, meeting).values()


def test_a_page_left_open_is_kept_for_its_own_writer_alone(cast, meeting, leader, sign_in):
    fields = fields_of(leader, meeting)
    fields[f"text-{blank(fields, 'theme')}"] = ["zq-of-dev"]
    Meeting.objects.update(facilitator=cast.ben)
    other = sign_in(Client(), cast.ben)
    post(other, meeting, fields)
    assert (
        texts(meeting) == [] and b"zq-of-dev" not in other.get(url("minutes_edit", meeting)).content
    )


def test_a_page_whose_token_went_stale_is_kept(cast, meeting, leader, sign_in):
    """Somebody else signed in meanwhile in the same browser: the token is another one then."""
    fields = fields_of(leader, meeting)
    fields[f"text-{blank(fields, 'theme')}"] = ["zq-of-dev"]
    strict = sign_in(Client(enforce_csrf_checks=True), cast.ben)
    assert post(strict, meeting, fields | {"csrfmiddlewaretoken": "x"}).status_code == 303
    assert texts(meeting) == [] and ["zq-of-dev"] in fields_of(leader, meeting).values()


@pytest.mark.parametrize("binding", ["", "x", "x" * 5000])
def test_a_forged_page_saves_nothing(meeting, leader, binding):
    fields = fields_of(leader, meeting)
    fields[f"text-{blank(fields, 'theme')}"] = ["Forged."]
    assert post(leader, meeting, fields | {"binding": binding}).status_code == 303
    assert texts(meeting) == []


def test_parked_words_are_sealed_with_the_meetings_key(meeting, leader):
    write(leader, meeting, do="keep", theme="zq-parked")
    parked = ParkedPage.objects.get()
    assert parked.key_holder_id == meeting.key_holder_id
    assert ["zq-parked"] in parked.fields.values()
    assert "binding" not in parked.fields and "csrfmiddlewaretoken" not in parked.fields


def test_a_flood_of_rows_is_no_error(meeting, leader):
    fields = {
        "binding": bind(meeting, User.objects.get(email="dev@example.test")),
        "rows-theme": [f"row{number:06}" for number in range(500)],
        **{f"text-row{number:06}": f"Line {number}" for number in range(500)},
    }
    assert post(leader, meeting, fields).status_code == 303
    assert texts(meeting) == []
    assert "more than minutes hold" in text(leader.get(url("minutes_edit", meeting)))


def test_a_promise_goes_on_the_leaders_own_list(cast, meeting, leader):
    write(leader, meeting, promise="About lockers.")
    row = Minute.objects.get().pk.hex
    fields = fields_of(leader, meeting)
    for _pressed_twice in range(2):
        post(leader, meeting, fields, do=f"promise:{row}")
    assert Promise.objects.visible_to(cast.dev).get().what == "About lockers."
    assert "on your own list of promises" in text(leader.get(url("minutes_edit", meeting)))
    for nonsense in ("promise:", "promise:x", f"promise:{'0' * 32}"):
        assert post(leader, meeting, fields, do=nonsense).status_code == 303
    assert Promise.objects.count() == 1


def test_a_barrier_is_taken_over_and_gets_an_owner(cast, leader, nurse):
    meeting = make_running(cast.team, cast.dev, form=Asking.Form.LINES)
    for number in range(5):
        give(meeting, f"Barrier {number}")
    assert "From what was revealed" not in text(leader.get(url("minutes_edit", meeting)))
    reveal(asking_id=asking_of(meeting).pk, actor=cast.dev)
    card = asking_of(meeting).answers.cards[0]
    assert "From what was revealed" in text(leader.get(url("minutes_edit", meeting)))
    post(leader, meeting, fields_of(leader, meeting) | {"take": [card.name]})
    fields = fields_of(leader, meeting)
    row = Minute.objects.get().pk.hex
    day = timezone.localdate() + timedelta(days=30)
    fields |= {f"can-{row}": "partly", f"role-{row}": "ward clerk", f"due-{row}": day.isoformat()}
    post(leader, meeting, fields)
    end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    page = text(nurse.get(url("minutes_read", meeting)))
    assert card.text in page and "Partly" in page and "ward clerk" in page
    others = [one.text for one in asking_of(meeting).answers.cards if one.name != card.name]
    assert others and not any(other in page for other in others)


def earlier(cast, *lines):
    meeting = make_running(cast.team, cast.dev, starts_at=timezone.now() - timedelta(days=7))
    save_minutes(meeting_id=meeting.pk, actor=cast.dev, lines=lines)
    return end_meeting(meeting_id=meeting.pk, actor=cast.dev)


def test_the_next_meeting_begins_with_what_became_of_it(cast, meeting, leader, nurse):
    last = earlier(cast, Line("lineline", "commitment", "Sit down first."))
    for client in (leader, nurse):
        assert "Sit down first." in text(client.get(meeting.get_absolute_url()))
    minute = Minute.objects.get(meeting=last)
    fields = fields_of(leader, meeting)
    fields |= {f"answer-{minute.pk.hex}": "yes", f"happened-{minute.pk.hex}": "It went quiet."}
    assert "What happened when you tried it?" in text(leader.get(url("minutes_edit", meeting)))
    post(leader, meeting, fields)
    minute.refresh_from_db()
    assert minute.settled_at is not None
    assert "Sit down first." not in text(nurse.get(meeting.get_absolute_url()))
    end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    for read in (meeting, last):
        page = text(nurse.get(url("minutes_read", read)))
        assert "We tried it" in page and "It went quiet." in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"happened": "x" * 501, "answer": "yes"}, "1 character too long"),
     ({"happened": "Words alone."}, "choose one of the three")],
)  # fmt: skip
def test_an_unfinished_look_back_is_kept(cast, meeting, leader, fields, said):
    last = earlier(cast, Line("lineline", "promise", "About lockers."))
    row = Minute.objects.get(meeting=last).pk.hex
    posted = fields_of(leader, meeting) | {f"{k}-{row}": [v] for k, v in fields.items()}
    post(leader, meeting, posted)
    assert said in text(leader.get(url("minutes_edit", meeting)))
    assert fields_of(leader, meeting)[f"happened-{row}"] == [fields["happened"]]
    assert Look.of(Minute.objects.get(meeting=last), meeting).answer == ""


def test_a_name_in_a_look_back_is_looked_at_too(cast, meeting, leader):
    last = earlier(cast, Line("lineline", "promise", "About lockers."))
    row = Minute.objects.get(meeting=last).pk.hex
    words = {f"answer-{row}": "no", f"happened-{row}": "Mr Banerjee said no."}
    post(leader, meeting, fields_of(leader, meeting) | words)
    assert Minute.objects.get(meeting=last).settled_at is None
    assert "“Mr Banerjee”" in text(leader.get(url("minutes_edit", meeting)))


def test_before_its_time_there_is_nothing_to_write(cast, leader):
    planned = make_meeting(cast.team, cast.dev, starts_at=timezone.now() + timedelta(days=1))
    assert leader.get(url("minutes_edit", planned)).url == planned.get_absolute_url()


def test_nobody_else_writes_or_reads_them(cast, meeting, sign_in):
    for person in (cast.amara, cast.ben, cast.hana):
        client = sign_in(Client(), person)
        assert client.get(url("minutes_edit", meeting)).status_code == 404
        assert client.get(url("minutes_read", meeting)).status_code == 200
    for person in (cast.efua, cast.grace):
        client = sign_in(Client(), person)
        for name in ("minutes_edit", "minutes_read"):
            assert client.get(url(name, meeting)).status_code == 404


def test_a_page_of_minutes_has_no_word_of_them_in_its_title(cast, meeting, leader):
    write(leader, meeting, theme="zq-theme")
    for name in ("minutes_edit", "minutes_read"):
        page = leader.get(url(name, meeting)).content.decode()
        assert "zq-theme" in page
        assert "zq-" not in re.search(r"<title>(.*?)</title>", page, re.S)[1]


def test_a_meeting_held_without_a_screen_is_closed_by_its_button(cast, leader, nurse):
    started = timezone.now() - timedelta(minutes=20)
    meeting = make_meeting(cast.team, cast.dev, starts_at=started)
    page = leader.get(meeting.get_absolute_url()).content.decode()
    press = re.search(r'name="do" value="(\w+)" type="submit">Close the meeting', page)
    write(leader, meeting, theme="We met in the corridor.")
    leader.post(url("meeting_move", meeting), {"do": press[1]})
    meeting.refresh_from_db()
    assert meeting.is_over
    assert "We met in the corridor." in text(nurse.get(url("minutes_read", meeting)))
