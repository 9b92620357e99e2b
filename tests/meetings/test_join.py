"""Joining by a code, answering on a phone, and what goes wrong there."""

import re
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings import checking, devices, words
from meetings.models import Asking, Meeting
from meetings.pace import TRIES, held, pace
from meetings.services import answering, revealing, running
from meetings.views import joining
from people import patience
from people.patience import StillBusyError
from tests.meetings.makers import asking_of, give_five, make_meeting, make_running
from tests.meetings.phones import Phone, five_answer
from vault.ids import new_id

MEGABYTE = 1_000_000


@pytest.fixture(autouse=True)
def _fresh_pace():
    pace.forget()
    held.forget()


@pytest.fixture
def planned(cast):
    return make_meeting(cast.team, cast.dev)


@pytest.fixture
def meeting(cast):
    return at(make_running(cast.team, cast.dev), "write")


def at(meeting, block):
    """Put this part of the agenda on the screen."""
    Meeting.objects.filter(pk=meeting.pk).update(item=meeting.items.get(block=block))
    meeting.refresh_from_db()
    return meeting


def texts(meeting):
    return sorted(card.text for card in asking_of(meeting).answers.cards)


# Codes.


@pytest.mark.parametrize("spelt", ["{0}", "{1}", " {2} {3} ", "{2}-{3}", "{4}"])
def test_a_code_may_be_typed_as_one_likes(meeting, spelt):
    code = meeting.join_code
    misread = code.replace("0", "o").replace("1", "l")
    typed = spelt.format(code, code.lower(), code[:4], code[4:], misread)
    response = Phone(meeting).join(typed)
    assert response.url == reverse("meetings:join_code", args=[code])


def test_a_wrong_code_gets_a_kind_line_and_stays_in_the_field(meeting):
    phone = Phone(meeting)
    response = phone.join("aaaa bbbb")
    assert response.status_code == 303
    page = phone.client.get(response.url).content.decode()
    assert "That code opens nothing just now" in page and 'value="AAAABBBB"' in page
    assert phone.client.cookies.get(f"meeting-{devices.short(meeting.pk)}") is None


@pytest.mark.parametrize("typed", ["", "x" * 5000, "<b>", "\0", "12345678", "\uff21\uff22"])
def test_whatever_is_typed_is_no_error(meeting, typed):
    phone = Phone(meeting)
    response = phone.join(typed)
    assert response.status_code == 303
    page = phone.client.get(response.url)
    assert page.status_code == 200 and b"<b>" not in page.content


def test_wrong_codes_are_refused_and_shut_nobody_out(meeting):
    inside = Phone(meeting).joined()
    guesser = Phone(meeting)
    for _try in range(joining.WRONG_CODES.tries):
        assert "answer=wrong" in guesser.join("AAAABBBB").url
    refused = guesser.join("AAAABBBB").url
    assert "answer=often" in refused
    page = guesser.client.get(refused).content.decode()
    assert "the right one opens the meeting" in page and "aria-invalid" in page
    room = reverse("meetings:join_code", args=[meeting.join_code])
    assert Phone(meeting).join().url == Phone(meeting).join(leads="1").url == room
    assert guesser.join().url == inside.send("Words.").url == room
    assert texts(meeting) == ["Words."]


def test_wrong_codes_count_wherever_they_are_tried(meeting):
    phone, asking = Phone(meeting), asking_of(meeting)
    for _try in range(joining.WRONG_CODES.tries):
        phone.code = "AAAABBBB"
        assert "answer=wrong" in phone.send("Words.").url
    assert "answer=often" in phone.send("Words.").url
    assert "answer=often" in phone.join("AAAABBBB").url
    unknown = reverse("meetings:join_answer", args=[meeting.join_code, new_id()])
    assert "answer=often" in phone.client.post(unknown, {"do": "send"}).url
    assert Asking.objects.get(pk=asking.pk).answers.is_empty


def test_nobody_is_let_in_by_an_answer_to_what_is_not_asked(cast, meeting):
    phone = Phone(meeting)
    for pk in (new_id(), asking_of(make_running(cast.team, cast.dev)).pk):
        url = reverse("meetings:join_answer", args=[meeting.join_code, pk])
        assert "answer=wrong" in phone.client.post(url, {"q-happened": "Words."}).url
    meeting.refresh_from_db()
    assert meeting.devices == [] and "Join the meeting" in phone.text()


def test_right_codes_are_not_counted(meeting):
    for _device in range(joining.WRONG_CODES.tries + 5):
        Phone(meeting).joined()


def test_looking_at_an_address_tells_nobody_whether_its_code_is_right(meeting):
    client = Client()
    pages = []
    for code in (meeting.join_code, "AAAABBBB"):
        response = client.get(reverse("meetings:join_code", args=[code]))
        state = client.get(reverse("meetings:join_state", args=[code]))
        assert (response.status_code, state.status_code) == (200, 404)
        page = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
        pages.append((page.replace(code, "CODE"), state.content))
    assert pages[0] == pages[1]


def test_a_code_dies_with_its_meeting(cast, meeting):
    phone = Phone(meeting).joined()
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert "The meeting is over" in phone.text()
    assert phone.state().json() == {"screen": "over"}
    assert Phone(meeting).state().status_code == 404
    assert "answer=wrong" in Phone(meeting).join().url
    assert "The meeting is over" not in Phone(meeting).text()


def test_the_team_is_named_to_those_inside_only(cast, meeting):
    assert "Ward 7" not in Phone(meeting).text()
    assert "Ward 7" in Phone(meeting).joined().text()


def test_the_limits_are_said_where_one_joins_and_where_one_writes(meeting):
    phone = Phone(meeting)
    for page in (phone.text(), phone.joined().text()):
        assert "Nobody can tell who wrote what, so nobody can come back to you." in page
        assert "A way of writing." in page and reverse("prompts:support") in page


# Cookies.


def test_the_cookie_is_for_join_alone_and_goes_a_day_after_the_meeting(meeting):
    phone = Phone(meeting).joined()
    (name,) = [name for name in phone.client.cookies if name.startswith("meeting-")]
    cookie = phone.client.cookies[name]
    assert cookie["path"] == "/join/" and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert timedelta(hours=24) < timedelta(seconds=cookie["max-age"]) < timedelta(hours=25)


def test_on_a_server_the_cookie_is_marked_as_secure(meeting, settings):
    settings.SESSION_COOKIE_SECURE = True
    phone = Phone(meeting).joined()
    (name,) = [name for name in phone.client.cookies if "meeting-" in name]
    assert name.startswith("__Secure-meeting-") and phone.client.cookies[name]["secure"]


@pytest.mark.parametrize("value", ["", "x", "AAAABBBB.", f"AAAABBBB.{'x' * 32}", "." * 5000])
def test_a_torn_cookie_is_no_device(meeting, value):
    phone = Phone(meeting)
    phone.client.cookies[f"meeting-{devices.short(meeting.pk)}"] = value
    phone.client.cookies["meeting-nonsense"] = value
    assert "Join the meeting" in phone.text()
    assert phone.client.get(reverse("meetings:join_keep")).status_code == 200


# Answering.


def test_an_answer_is_taken_and_its_page_says_so(meeting):
    phone = Phone(meeting).joined()
    assert phone.send("A plain answer.").status_code == 303
    page = phone.text()
    assert "Your answer is in." in page and texts(meeting) == ["A plain answer."]


def test_the_same_answer_sent_again_counts_once(meeting):
    phone = Phone(meeting).joined()
    for _try in range(3):
        phone.send("A plain answer.")
    assert texts(meeting) == ["A plain answer."]


def test_the_script_is_told_which_asking_has_the_answer(meeting):
    response = Phone(meeting).joined().send("A plain answer.", script=True)
    assert response.headers["Reflect-Answer"] == asking_of(meeting).pk.hex
    assert response.json()["outcome"] == "in"


def test_an_answer_is_taken_back(meeting):
    phone = Phone(meeting).joined()
    phone.send("A plain answer.")
    phone.send("", do="take-back")
    assert texts(meeting) == [] and "Your answer is taken back." in phone.text()


def test_whoever_lost_the_cookie_while_writing_is_let_in_with_the_words(meeting):
    phone = Phone(meeting)
    phone.send("A plain answer.")
    assert texts(meeting) == ["A plain answer."] and "Your answer is in." in phone.text()


def test_nothing_written_is_said_and_changes_nothing(meeting):
    phone = Phone(meeting).joined()
    phone.send("  \n ")
    assert "There was nothing written" in phone.text() and texts(meeting) == []


def test_on_a_shared_computer_nothing_of_it_stays(meeting):
    phone = Phone(meeting).joined()
    response = phone.send("Between shifts.", shared="1")
    assert "answer=sent" in response.url
    assert texts(meeting) == ["Between shifts."]
    next_one = phone.client.get(response.url).content.decode()
    assert "Between shifts." not in next_one and "The next person can join here." in next_one
    phone.joined().send("The next person.")
    assert texts(meeting) == ["Between shifts.", "The next person."]
    running.end_meeting(meeting_id=meeting.pk, actor=meeting.facilitator)
    kept = phone.client.get(reverse("meetings:join_keep")).content.decode()
    assert "The next person." in kept and "Between shifts." not in kept


def test_a_browser_can_be_made_to_forget(meeting):
    phone = Phone(meeting).joined()
    phone.send("Words.")
    phone.client.post(reverse("meetings:join_leave", args=[phone.code]))
    assert "Join the meeting" in phone.text() and texts(meeting) == ["Words."]


def test_the_facilitators_own_answer_never_counts(cast, meeting):
    phone = Phone(meeting)
    phone.client.force_login(cast.dev)
    phone.client.get(reverse("meetings:meeting_present", args=[meeting.pk]))
    assert "your own answer never counts" in phone.text()
    phone.send("Mine.")
    assert "You lead this meeting" in phone.text() and texts(meeting) == []
    other = Phone(meeting)
    other.join(leads="1")
    other.send("Mine too.")
    assert texts(meeting) == []
    meeting.refresh_from_db()
    assert meeting.devices == []


def test_a_leaders_cookie_that_somebody_made_up_is_nothing(meeting):
    phone = Phone(meeting).joined()
    phone.client.cookies[f"meeting-led-{devices.short(meeting.pk)}"] = devices.short(meeting.pk)
    phone.send("Mine.")
    assert texts(meeting) == ["Mine."]


# Findings.


def test_what_may_identify_somebody_is_shown_before_it_goes(meeting):
    phone = Phone(meeting).joined()
    phone.send("Mrs Okafor was left alone.")
    page = phone.text()
    assert texts(meeting) == [] and "Look once more before it goes" in page
    assert "Mrs Okafor was left alone." in page
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    phone.send("Mrs Okafor was left alone.", seen=seen)
    assert texts(meeting) == ["Mrs Okafor was left alone."]


def test_words_changed_since_are_looked_through_again(meeting):
    phone = Phone(meeting).joined()
    phone.send("Mrs Okafor was left alone.")
    seen = re.search(r'name="seen" value="(\w+)"', phone.text())[1]
    phone.send("Mrs Okafor and Mr Adeyemi were left alone.", seen=seen)
    assert texts(meeting) == [] and "Mr Adeyemi" in phone.text()


def test_neutral_words_are_put_in_by_a_press(meeting):
    phone = Phone(meeting).joined()
    phone.send("Mrs Okafor was left alone.")
    phone.send("Mrs Okafor was left alone.", do="replace:0:0")
    page = phone.text()
    assert "Mrs Okafor" not in page and texts(meeting) == []
    changed = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.S)[1]
    phone.send(changed)
    assert texts(meeting) == [changed] and changed[0].isupper()


def test_words_that_are_too_long_are_looked_through_once_they_are_shortened(meeting, monkeypatch):
    phone, looked = Phone(meeting).joined(), []
    monkeypatch.setattr(checking, "find", lambda text, **_others: looked.append(text) or [])
    for do in ("send", "replace:0:0"):
        phone.send("Mrs Okafor " * 700, do=do)
        assert "Please shorten it." in phone.text() and not looked
    phone.send("Mrs Okafor")
    assert looked == ["Mrs Okafor"]


def test_some_twenty_findings_are_shown_at_once(meeting):
    phone = Phone(meeting).joined()
    phone.send("On 1 May she left. " * 50)
    page = phone.text()
    assert page.count("<strong>1 May</strong>") == checking.SHOWN == 20
    assert "And 30 more like these." in page


@pytest.mark.parametrize("do", ["replace", "replace:9:9", "replace:0:x", "replace:0:99999", "huh"])
def test_a_press_that_no_page_has_loses_nothing(meeting, do):
    phone = Phone(meeting).joined()
    assert phone.send("Mrs Okafor was left alone.", do=do).status_code == 303
    assert "Mrs Okafor was left alone." in phone.text() and texts(meeting) == []


# Bad input: a clear line, and the meeting undisturbed.


def test_too_many_characters_are_said_and_stay_in_the_field(meeting):
    phone = Phone(meeting).joined()
    phone.send("x" * 1003)
    page = phone.text()
    assert "room for 1,000 characters, and this is 3 more" in page and "x" * 1003 in page
    assert texts(meeting) == []
    phone.send("x" * 1000)
    assert texts(meeting) == ["x" * 1000]


@pytest.mark.parametrize("script", [True, False])
def test_a_megabyte_is_refused_with_a_clear_line(meeting, script):
    five_answer(meeting)
    phone = Phone(meeting).joined()
    response = phone.send("a" * MEGABYTE, script=script)
    if script:
        assert response.status_code == 413 and "far too long" in response.json()["said"]
    else:
        assert response.status_code == 303 and "far too long" in phone.text()
    asking = asking_of(meeting)
    assert (
        asking.answers.count == 5
        and len(bytes(Asking.objects.get().__dict__["slips"].sealed)) < 20_000
    )


def test_more_than_the_server_takes_is_a_413_and_nothing_else_happens(meeting):
    response = Phone(meeting).joined().send("a" * 5 * MEGABYTE)
    assert response.status_code == 413 and texts(meeting) == []


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<b>x</b>", "{{ 7 }}", "a < b & c", "\u202eabc", "'\"`"]
)
def test_markup_is_shown_as_it_was_typed(cast, meeting, text):
    for phone in five_answer(meeting)[:1]:
        phone.send(text)
    revealing.reveal(asking_id=asking_of(meeting).pk, actor=cast.dev)
    page = Phone(at(meeting, "reveal")).joined().text()
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert escaped.replace("'", "&#x27;").replace('"', "&quot;") in page
    assert "<script>alert" not in page


def test_a_flood_from_one_device_is_slowed_and_counts_once(meeting):
    phone = Phone(meeting).joined()
    answers = [phone.send(f"Number {number}.", script=True) for number in range(TRIES + 5)]
    assert [one.status_code for one in answers].count(429) == 5
    assert "Wait a minute" in answers[-1].json()["said"]
    assert len(texts(meeting)) == 1
    Phone(meeting).joined().send("Another device.")
    assert len(texts(meeting)) == 2


def test_without_a_script_what_came_too_often_waits_to_be_sent(meeting):
    phone = Phone(meeting).joined()
    for number in range(TRIES):
        phone.send(f"Number {number}.")
    phone.send("One too many.")
    page = phone.text()
    assert "Wait a minute, then send it again." in page and "One too many." in page
    assert "this is not sent yet" in page and texts(meeting) == [f"Number {TRIES - 1}."]
    pace.forget()
    phone.send("One too many.")
    assert texts(meeting) == ["One too many."]


def test_a_flood_without_a_script_is_not_written_down_for_ever(meeting):
    phone = Phone(meeting).joined()
    for number in range(2 * TRIES + 5):
        phone.send(f"Number {number}.")
    assert f"Number {2 * TRIES - 1}." in phone.text()


def test_words_of_a_device_that_there_was_no_room_for_are_held_until_it_joins(meeting, monkeypatch):
    phone = Phone(meeting)
    monkeypatch.setattr(answering, "DEVICES_AT_MOST", 0)
    response = phone.send("Written for nothing?")
    assert "answer=full" in response.url
    assert "Your words are kept for this device" in phone.client.get(response.url).content.decode()
    assert texts(meeting) == [] and "Join the meeting" in phone.text()
    monkeypatch.undo()
    assert "Written for nothing?" in phone.joined().text()
    phone.send("Written for nothing?")
    assert texts(meeting) == ["Written for nothing?"]


def test_few_words_are_held_of_devices_that_are_not_let_in(meeting, monkeypatch):
    monkeypatch.setattr(answering, "DEVICES_AT_MOST", 0)
    for number in range(answering.HELD.tries + 3):
        Phone(meeting).send(f"Number {number}.")
        Phone(meeting).send("By a script.", script=True)
    assert len(asking_of(meeting).slips) == answering.HELD.tries


def test_what_a_busy_database_did_not_take_waits_to_be_sent(meeting, monkeypatch):
    phone, take = Phone(meeting).joined(), answering.answer

    def busy_once(**what):
        monkeypatch.setattr(answering, "answer", take)
        raise StillBusyError

    monkeypatch.setattr(answering, "answer", busy_once)
    phone.send("Hard to place.")
    page = phone.text()
    assert "very busy" in page and "Hard to place." in page and texts(meeting) == []


@pytest.mark.parametrize("sign", ["😀", "x"])
def test_what_is_kept_of_one_device_is_bounded_in_bytes(meeting, sign):
    phone = Phone(meeting).joined()
    fits = words.KEPT_AT_MOST // len(sign.encode())
    phone.send(sign * fits)
    assert "Please shorten it." in phone.text()
    phone.send(sign * (fits + 1))
    assert "far too long" in phone.text()
    (slip,) = asking_of(meeting).slips.values()
    assert len(slip) < 1.5 * words.KEPT_AT_MOST


def test_more_lines_than_there_is_room_for_are_said(cast):
    meeting = at(make_running(cast.team, cast.dev, form=Asking.Form.LINES), "write")
    phone = Phone(meeting).joined()
    phone.send(*[f"Line {number}" for number in range(6)])
    assert "There is room for five lines." in phone.text() and texts(meeting) == []
    phone.send("One.\nline", "", "Two.")
    assert texts(meeting) == ["One. line", "Two."]


def test_an_asking_that_is_none_of_this_meeting_changes_nothing(cast, meeting):
    other = make_running(cast.team, cast.dev)
    phone = Phone(meeting).joined()
    url = reverse("meetings:join_answer", args=[phone.code, asking_of(other).pk])
    assert phone.client.post(url, {"q-happened": "Words.", "do": "send"}).status_code == 303
    assert texts(other) == texts(meeting) == []


# Beforehand, too late, and afterwards.


def test_who_cannot_be_there_answers_beforehand(cast, planned):
    phone = Phone(planned).joined()
    assert "Answer now." in phone.text()
    phone.send("From the night shift.")
    assert "Your answer is in." in phone.text() and texts(planned) == ["From the night shift."]


def test_nobody_answers_more_than_a_week_beforehand(cast):
    far = make_meeting(cast.team, cast.dev, starts_at=timezone.now() + timedelta(days=8))
    phone = Phone(far).joined()
    assert "Answer now." not in phone.text()


def test_the_time_is_that_of_whoever_leads(cast, planned):
    cast.dev.time_zone = "Asia/Kolkata"
    cast.dev.save()
    local = timezone.localtime(planned.starts_at, cast.dev.zone)
    assert f"{local:%H:%M}" in Phone(planned).joined().text()


def test_a_late_answer_is_told_so_and_its_words_stay_with_its_device(cast, meeting):
    late = Phone(meeting).joined()
    five_answer(meeting)
    revealing.reveal(asking_id=asking_of(meeting).pk, actor=cast.dev)
    late.send("Too late.")
    page = Phone(at(meeting, "talk"), late.client).text()
    assert "too late to be shown" in page and "Too late." in page
    assert "Too late." not in Phone(meeting).joined().text()


def test_an_answer_after_the_end_is_kept_for_its_device(cast, meeting):
    phone = Phone(meeting).joined()
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    response = phone.send("After the end.")
    assert response.status_code == 303 and texts(meeting) == []
    kept = phone.client.get(reverse("meetings:join_keep")).content.decode()
    assert "After the end." in kept


def test_a_device_that_somebody_made_up_keeps_nothing_anywhere(cast, meeting):
    real, forger = Phone(meeting).joined(), Phone(meeting)
    (name,) = [name for name in real.client.cookies if name.startswith("meeting-")]
    signature = real.client.cookies[name].value.rpartition(".")[2]
    for made_up in (
        f"{meeting.join_code}.{'x' * 32}",
        f"{meeting.join_code}.{'x' * 32}.{signature}",
    ):
        forger.client.cookies[name] = made_up
        assert forger.state().status_code == 404
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert "answer=wrong" in forger.send("Never here.").url
    assert "Join the meeting" in forger.text() and asking_of(meeting).slips == {}
    said = forger.send("Never here.", script=True)
    assert said.status_code == 410 and "Not sent" in said.json()["said"]


def test_a_flood_after_the_end_is_slowed_as_well(cast, meeting):
    phone = Phone(meeting).joined()
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    sent = [phone.send(f"Late {number}.", script=True) for number in range(TRIES + 3)]
    assert [one.status_code for one in sent].count(429) == 3
    for number in range(TRIES + 3):
        phone.send(f"Pressed {number}.")
    kept = phone.client.get(reverse("meetings:join_keep")).content.decode()
    assert f"Pressed {TRIES - 1}." in kept and len(asking_of(meeting).slips) == 1


def test_what_comes_a_day_after_the_end_is_said_not_to_be_kept(cast, meeting):
    phone = Phone(meeting).joined()
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    Meeting.objects.update(ended_at=timezone.now() - devices.LASTS - timedelta(minutes=1))
    said = phone.send("Too late by far.", script=True)
    assert said.status_code == 410 and "Not kept" in said.json()["said"]
    assert asking_of(meeting).slips == {}


def test_a_late_answer_that_finds_a_busy_database_is_asked_for_again(cast, meeting, monkeypatch):
    phone = Phone(meeting).joined()
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    monkeypatch.setattr(answering, "_keep_late", raises(OperationalError("database is locked")))
    monkeypatch.setattr(patience.time, "sleep", lambda _seconds: None)
    assert phone.send("Late.", script=True).status_code == 503


def test_the_page_of_a_meeting_reads_nobodys_own_words(cast, meeting, sign_in):
    Phone(meeting).joined().send("x" * 1000)
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    client = sign_in(Client(), cast.dev)
    for name in ("meeting_detail", "minutes_read"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(f"meetings:{name}", args=[meeting.pk])).status_code == 200
        assert asked and not any('"slips"' in one["sql"] for one in asked)


def raises(error):
    def fail(*_args):
        raise error

    return fail


def test_own_words_lead_into_the_journal_only_once_it_is_over(cast, meeting):
    phone = Phone(meeting).joined()
    phone.send("Mine to keep.")
    keep = reverse("meetings:join_keep")
    assert "Mine to keep." not in phone.client.get(keep).content.decode()
    refused = phone.client.post(keep, {"meeting": meeting.pk.hex})
    assert refused.url == keep and "carry" not in phone.client.cookies
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert "Mine to keep." in phone.client.get(keep).content.decode()
    response = phone.client.post(keep, {"meeting": meeting.pk.hex})
    assert response.status_code == 303 and response.url == reverse("desk:carry", args=[meeting.pk])
    assert phone.client.cookies["carry"]["path"] == "/carry/"


# What is on the screen.


def test_answers_are_on_the_phones_once_they_are_revealed(cast, meeting):
    phones = five_answer(meeting)
    at(meeting, "reveal")
    assert "5 answers are in." in phones[0].text()
    assert not any(f"zq-answer-{n}" in phones[0].text() for n in (1, 2, 3, 4))
    revealing.reveal(asking_id=asking_of(meeting).pk, actor=cast.dev)
    assert all(f"zq-answer-{n}" in phones[0].text() for n in range(5))


def test_three_tips_are_chosen_on_the_phone(cast):
    meeting = at(make_running(
        cast.team, cast.dev, form=Asking.Form.TIPS, blocks=["write", "reveal", "vote", "commit"]
    ), "write")  # fmt: skip
    phones = five_answer(meeting)
    revealing.reveal(asking_id=asking_of(meeting).pk, actor=cast.dev)
    at(meeting, "vote")
    names = re.findall(r'name="card" value="(\w+)"', phones[0].text())
    assert len(names) == 5
    for phone in phones:
        phone.choose(names[2], names[3])
    assert phones[0].text().count(" checked") == 2
    assert "Choose up to three" in follow(phones[0], phones[0].choose(*names[:4]))
    running.move(meeting_id=meeting.pk, actor=cast.dev, by=1, seen=meeting.item_id)
    page = phones[0].text()
    assert page.count("chosen 5 times") == 2


def follow(phone, response):
    return phone.client.get(response.url).content.decode()


def test_every_part_has_its_words(cast):
    from meetings.models import AgendaItem

    blocks = list(AgendaItem.Block.values)
    meeting = make_running(cast.team, cast.dev, blocks=blocks)
    phone = Phone(meeting).joined()
    for block in blocks:
        at(meeting, block)
        page = phone.text()
        assert "<h1>" in page and "Who can tell that it was you" in page


def test_nothing_changed_is_a_304_without_a_body(meeting):
    phone = Phone(meeting).joined()
    first = phone.state()
    assert first.status_code == 200 and set(first.json()) == {"screen", "count", "left", "closed"}
    again = phone.state(first.headers["ETag"])
    assert again.status_code == 304 and again.content == b""
    Phone(meeting).joined().send("Words.")
    after = phone.state(first.headers["ETag"])
    assert after.status_code == 200 and after.json()["count"] == 1
    assert after.json()["screen"] == first.json()["screen"]


def test_the_screen_changes_when_the_meeting_goes_on(cast, meeting):
    phone = Phone(meeting).joined()
    first = phone.state().json()
    running.move(meeting_id=meeting.pk, actor=cast.dev, by=1, seen=meeting.item_id)
    assert phone.state().json()["screen"] != first["screen"]


def test_looking_asks_the_database_little(meeting, django_assert_max_num_queries):
    phone = Phone(meeting).joined()
    give_five(meeting)
    etag = phone.state().headers["ETag"]
    with django_assert_max_num_queries(1):
        assert phone.state(etag).status_code == 304
    with django_assert_max_num_queries(4):
        phone.state()
    with django_assert_max_num_queries(3):
        phone.look()
