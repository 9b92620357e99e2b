"""What is typed about a meeting and cannot be saved: kept, shown again, and let go."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.ticking import tick
from meetings.binding import bind
from meetings.models import Meeting, Minute, ParkedPage
from meetings.services import minutes as minute_services
from meetings.services import planning
from meetings.services.parking import MOST_CHARACTERS
from meetings.services.running import start_meeting
from people.kept import MOST, MOST_OWN
from people.models import Membership
from promises.models import Promise
from tests.meetings.makers import make_running
from tests.meetings.planning import make_library, make_plan
from vault.ids import short

pytestmark = pytest.mark.django_db
NAMES = ["meeting_edit", "minutes_edit"]


@pytest.fixture
def leader(cast, sign_in):
    return sign_in(Client(), cast.dev)


@pytest.fixture
def planned(cast):
    return make_plan(cast.team, cast.dev)


@pytest.fixture
def running(cast):
    return make_running(cast.team, cast.dev)


def url(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.pk])


def post(client, name, meeting, person, words, status=303, **more):
    """A page of either kind with words on it, opened by a person."""
    when = timezone.localtime(meeting.starts_at) + timedelta(hours=1)
    fields = {
        "binding": bind(meeting, person),
        "day": when.strftime("%Y-%m-%d"),
        "time": when.strftime("%H:%M"),
        "facilitator": short(person.pk),
        "aim": words,
    }
    if name == "minutes_edit":
        row = more.pop("row", "newlinerow")
        fields = {
            "binding": bind(meeting, person),
            "rows-theme": row,
            f"text-{row}": words,
        }
    response = client.post(url(name, meeting), fields | more)
    assert response.status_code == status
    return response


def shown(client, name, meeting):
    return client.get(url(name, meeting)).content.decode()


def parked_in(page):
    return re.search(r'name="parked" value="(\w+)"', page)[1]


def make(name, cast):
    return (make_plan if name == "meeting_edit" else make_running)(cast.team, cast.dev)


@pytest.mark.parametrize("name", NAMES)
def test_a_second_page_does_not_take_the_place_of_the_first(cast, leader, name):
    meeting = make(name, cast)
    post(leader, name, meeting, cast.dev, "zq-first", do="keep")
    post(leader, name, meeting, cast.dev, "zq-second", do="keep")
    page = shown(leader, name, meeting)
    assert "zq-second" in page and "zq-first" not in page
    post(leader, name, meeting, cast.dev, "zq-second", parked=parked_in(page))
    page = shown(leader, name, meeting)
    assert f'value="{parked_in(page)}"' in page and "zq-first" in page
    post(leader, name, meeting, cast.dev, "zq-first", parked=parked_in(page))
    assert not ParkedPage.objects.exists()
    assert 'name="parked"' not in shown(leader, name, meeting)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_that_did_not_show_what_is_kept_leaves_it(cast, leader, name):
    meeting = make(name, cast)
    post(leader, name, meeting, cast.dev, "zq-kept", do="keep")
    for nonsense in ("", "x", "0" * 32, "\x00"):
        post(leader, name, meeting, cast.dev, "Saved elsewhere.", parked=nonsense)
    assert "zq-kept" in shown(leader, name, meeting)


def test_a_page_takes_the_place_of_the_one_that_it_showed_and_is_kept_once(cast, leader, running):
    post(leader, "minutes_edit", running, cast.dev, "zq-one", do="keep")
    parked = parked_in(shown(leader, "minutes_edit", running))
    for _sent_twice in range(2):
        post(leader, "minutes_edit", running, cast.dev, "zq-two", do="keep", parked=parked)
    assert ParkedPage.objects.get().fields["text-newlinerow"] == ["zq-two"]


def test_there_is_room_for_a_few_and_small_ones(cast, leader, running):
    long = "zq-long " + "x" * MOST_CHARACTERS
    told = post(leader, "minutes_edit", running, cast.dev, long, status=409, do="keep").text
    assert "no room to keep" in told and "zq-long" in told
    for number in range(MOST_OWN):
        post(leader, "minutes_edit", running, cast.dev, f"zq-{number}", do="keep")
    more = {"status": 409, "do": "keep"}
    assert "zq-more" in post(leader, "minutes_edit", running, cast.dev, "zq-more", **more).text
    assert ParkedPage.objects.count() == MOST_OWN
    # What can be saved is saved all the same.
    post(leader, "minutes_edit", running, cast.dev, "We hurry.")
    assert Minute.objects.get().text == "We hurry."


@pytest.mark.parametrize("name", NAMES)
def test_nothing_kept_goes_by_a_page_that_comes_without_its_writer(cast, leader, name):
    meeting = make(name, cast)
    post(leader, name, meeting, cast.dev, "zq-kept", do="keep")
    parked = ParkedPage.objects.get().pk
    for number in range(MOST):
        post(Client(), name, meeting, cast.dev, f"zq-junk-{number}", parked=parked.hex)
    told = post(Client(), name, meeting, cast.dev, "zq-more", status=409)
    assert "Press Back" in told.text and "zq-more" not in told.text
    assert ParkedPage.objects.filter(pk=parked).exists()
    assert ParkedPage.objects.count() == 1 + MOST


def test_what_nobody_came_back_for_is_dropped(cast, leader, running):
    post(leader, "minutes_edit", running, cast.dev, "zq-fresh", do="keep")
    post(leader, "minutes_edit", running, cast.dev, "zq-old", do="keep")
    old = ParkedPage.objects.order_by("-parked_at").first()
    days = [timedelta(days=29), timedelta(days=31)]
    for age in days:
        ParkedPage.objects.filter(pk=old.pk).update(parked_at=timezone.now() - age)
        tick()
    assert ParkedPage.objects.get().fields["text-newlinerow"] == ["zq-fresh"]


def test_what_is_not_needed_is_let_go(cast, leader, running):
    post(leader, "minutes_edit", running, cast.dev, "zq-one", do="keep")
    parked = parked_in(shown(leader, "minutes_edit", running))
    drop = {"do": "drop", "parked": parked}
    for _pressed_twice in range(2):
        response = leader.post(url("minutes_edit", running), drop)
        assert (response.status_code, response.url) == (303, running.get_absolute_url())
    assert not ParkedPage.objects.exists() and not Minute.objects.exists()


# Who may not write there any more.


def test_an_aim_posted_after_the_meeting_began_is_kept(cast, leader, planned):
    start_meeting(meeting_id=planned.pk, actor=cast.dev)
    assert post(leader, "meeting_edit", planned, cast.dev, "zq-aim").url == url(
        "meeting_edit", planned
    )
    page = shown(leader, "meeting_edit", planned)
    assert "zq-aim" in page and "This meeting has begun, or is over." in page
    leader.post(url("meeting_edit", planned), {"do": "drop", "parked": parked_in(page)})
    assert leader.get(url("meeting_edit", planned)).url == planned.get_absolute_url()


def test_minutes_of_a_meeting_that_was_moved_are_kept(cast, leader):
    meeting = make_plan(cast.team, cast.dev, starts_at=timezone.now() - timedelta(minutes=5))
    assert leader.get(url("minutes_edit", meeting)).status_code == 200
    Meeting.objects.update(starts_at=timezone.now() + timedelta(days=1))
    post(leader, "minutes_edit", meeting, cast.dev, "zq-moved")
    page = shown(leader, "minutes_edit", meeting)
    assert "zq-moved" in page and "once the meeting has begun" in page
    Meeting.objects.update(starts_at=timezone.now() - timedelta(minutes=5))
    page = shown(leader, "minutes_edit", meeting)
    assert "zq-moved" in page and "Not saved yet" in page


@pytest.mark.parametrize("name", NAMES)
def test_words_of_who_does_not_lead_any_more_are_kept_for_them(cast, leader, sign_in, name):
    meeting = make(name, cast)
    Meeting.objects.update(facilitator=cast.ben)
    post(leader, name, meeting, cast.dev, "zq-of-dev")
    page = shown(leader, name, meeting)
    assert "zq-of-dev" in page and "Somebody else leads this meeting now." in page
    assert re.search(r"<title>(.*?)</title>", page, re.S)[1].strip().startswith("Words")
    link = f'<a href="{url(name, meeting)}">Look at them</a>'
    assert link in leader.get(meeting.get_absolute_url()).text
    other = sign_in(Client(), cast.ben)
    assert link not in other.get(meeting.get_absolute_url()).text
    assert "zq-of-dev" not in shown(other, name, meeting)
    post(leader, name, meeting, cast.dev, "zq-more", do="drop", parked=parked_in(page))
    assert leader.get(url(name, meeting)).status_code == 404
    meeting.refresh_from_db()
    assert meeting.aim == "" and not Minute.objects.exists()


@pytest.mark.parametrize("name", NAMES)
def test_who_never_led_it_has_nothing_kept(cast, sign_in, name):
    meeting = make(name, cast)
    client = sign_in(Client(), cast.amara)
    led = bind(make_plan(cast.team, cast.dev), cast.amara)  # of another meeting
    for binding in ("", "x", led):
        response = client.post(url(name, meeting), {"binding": binding, "aim": "zq"})
        assert response.status_code == 404
    assert not ParkedPage.objects.exists()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_left_open_by_who_led_it_is_brought_by_a_nurse(cast, leader, sign_in, name):
    meeting = make(name, cast)
    nurse = sign_in(Client(), cast.amara)
    post(nurse, name, meeting, cast.dev, "zq-of-dev")
    assert nurse.get(url(name, meeting)).status_code == 404
    assert "zq-of-dev" in shown(leader, name, meeting)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_of_a_meeting_that_was_called_off_says_so(cast, leader, name):
    meeting = make(name, cast)
    Meeting.objects.update(state="planned")
    planning.cancel_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert not Meeting.objects.exists()
    told = post(leader, name, meeting, cast.dev, "zq-gone", status=409).text
    assert "was called off, and nothing of it is kept" in told and "zq-gone" in told
    response = post(leader, name, meeting, cast.dev, "zq-gone", do="drop")
    assert response.url == reverse("meetings:meeting_list")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_without_its_token_is_kept_for_who_leads(cast, leader, name):
    """It was open for longer than a token lasts, or came torn."""
    meeting = make(name, cast)
    post(leader, name, meeting, cast.dev, "zq-torn", binding="x")
    assert "zq-torn" in shown(leader, name, meeting)
    meeting.refresh_from_db()
    assert meeting.aim == "" and not Minute.objects.exists()


# What changes in the very moment of saving.


def meanwhile(monkeypatch, module, name, change):
    """Let something happen between what a view looked at and what its service does."""
    real = getattr(module, name)

    def late(**what):
        change()
        return real(**what)

    monkeypatch.setattr(module, name, late)


def test_who_was_chosen_stops_leading(cast, leader, planned, monkeypatch):
    def leaves():
        Membership.objects.filter(user=cast.ben).update(roles=["member"])

    meanwhile(monkeypatch, planning, "change_meeting", leaves)
    post(leader, "meeting_edit", planned, cast.dev, "zq-aim", facilitator=short(cast.ben.pk))
    page = shown(leader, "meeting_edit", planned)
    assert "zq-aim" in page and "does not lead in this team any more" in html.unescape(page)
    planned.refresh_from_db()
    assert planned.facilitator == cast.dev and planned.aim == ""


def test_it_begins_while_its_aim_is_saved(cast, leader, planned, monkeypatch):
    def begins():
        start_meeting(meeting_id=planned.pk, actor=cast.dev)

    meanwhile(monkeypatch, planning, "change_meeting", begins)
    post(leader, "meeting_edit", planned, cast.dev, "zq-aim")
    page = shown(leader, "meeting_edit", planned)
    assert "zq-aim" in page and "This meeting has begun" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"state": "planned", "starts_at": timezone.now() + timedelta(days=2)}, "has begun"),
        ({"facilitator": None}, "Somebody else leads this meeting now."),
    ],
    ids=["moved", "handed-over"],
)
@pytest.mark.parametrize("service", ["save_minutes", "promise_line"])
def test_it_changes_while_minutes_are_saved(
    cast, leader, running, monkeypatch, change, said, service
):
    post(leader, "minutes_edit", running, cast.dev, "About lockers.", **{"rows-promise": "aaaaaa"})
    Minute.objects.update(kind=Minute.Kind.PROMISE)
    press = f"promise:{Minute.objects.get().pk.hex}"
    meanwhile(monkeypatch, minute_services, service, lambda: Meeting.objects.update(**change))
    post(leader, "minutes_edit", running, cast.dev, "zq-line", row="secondline", do=press)
    assert not Promise.objects.exists()
    if service == "save_minutes":
        page = shown(leader, "minutes_edit", running)
        assert "zq-line" in page and said in page
    else:  # the line is saved, and only the press came too late
        assert Minute.objects.filter(meeting=running).count() == 2


def test_a_plan_whose_leader_stops_leading_is_refused_kindly(cast, leader, monkeypatch):
    make_library()

    def leaves():
        Membership.objects.filter(user=cast.ben).update(roles=["member"])

    meanwhile(monkeypatch, planning, "plan_meeting", leaves)
    when = timezone.localtime() + timedelta(days=3)
    fields = {
        "team": short(cast.team.pk), "day": when.strftime("%Y-%m-%d"), "time": "14:30",
        "preset": "moment", "prompt": "suggested", "facilitator": short(cast.ben.pk),
    }  # fmt: skip
    response = leader.post(reverse("meetings:meeting_create"), fields)
    assert (response.status_code, response.url) == (303, reverse("meetings:meeting_create"))
    assert "That person does not lead in this team." in leader.get(response.url).text
    assert not Meeting.objects.exists()
