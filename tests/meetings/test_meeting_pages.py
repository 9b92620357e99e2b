"""The pages of planning: the list, planning, the page of one meeting, changing it, the agenda."""

import html
import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.binding import bind
from meetings.models import AgendaItem, Asking, Meeting, ParkedPage
from meetings.services import agenda as agenda_services
from meetings.services.running import end_meeting, start_meeting
from notices.models import Notice
from people.models import Membership
from promises.services import make_promise
from tests.makers import (
    make_house_programme,
    make_membership,
    make_organisation,
    make_prompt,
    make_prompt_version,
    make_team,
    make_user,
)
from tests.meetings.makers import give
from tests.meetings.planning import make_library, make_plan
from vault.ids import short

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 5, 4, 9, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def leader(cast, sign_in):
    return sign_in(Client(), cast.dev, factor=True)


@pytest.fixture
def nurse(cast, sign_in):
    return sign_in(Client(), cast.amara)


@pytest.fixture
def books(db):
    return make_library()


def url(name, *args):
    return reverse(f"meetings:{name}", args=args)


def text(response):
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(plain).split())


def plan(client, cast, **fields):
    when = timezone.localtime() + timedelta(days=3)
    fields = {
        "team": short(cast.team.pk),
        "day": when.strftime("%Y-%m-%d"),
        "time": "14:30",
        "preset": "moment",
        "prompt": "suggested",
        "facilitator": "me",
    } | fields
    return client.post(url("meeting_create"), fields)


# The list.


def test_a_leader_who_never_did_it_is_told_the_first_step(leader):
    page = leader.get(url("meeting_list"))
    assert "Ask for fifteen minutes at your next leadership meeting" in text(page)
    assert url("first_time").encode() in page.content


def test_a_nurse_without_meetings_is_told_what_will_be_here(nurse):
    page = nurse.get(url("meeting_list"))
    assert "When a leader of your team plans a meeting" in text(page)
    assert url("meeting_create").encode() not in page.content


def test_the_list_has_what_comes_first_and_what_was_below(cast, nurse):
    later = make_plan(cast.team, cast.dev, starts_at=timezone.now() + timedelta(days=9))
    soon = make_plan(cast.team, cast.dev, starts_at=timezone.now() + timedelta(days=1))
    past = make_plan(cast.team, cast.dev)
    start_meeting(meeting_id=past.pk, actor=cast.dev)
    end_meeting(meeting_id=past.pk, actor=cast.dev)
    page = nurse.get(url("meeting_list")).content.decode()
    places = [page.index(one.get_absolute_url()) for one in (soon, later, past)]
    assert places == sorted(places)
    assert page.index('id="past"') < places[2]


def test_nobody_sees_meetings_of_another_team(cast, sign_in):
    meeting = make_plan(cast.team, cast.dev)
    for person in (cast.efua, cast.grace):
        client = sign_in(Client(), person)
        assert meeting.get_absolute_url() not in client.get(url("meeting_list")).content.decode()
        assert client.get(meeting.get_absolute_url()).status_code == 404


# Planning.


def test_others_get_a_kind_page_and_plan_nothing(cast, nurse, books):
    assert nurse.get(url("meeting_create")).status_code == 403
    assert "another role" in text(nurse.get(url("meeting_create")))
    assert plan(nurse, cast).status_code == 403
    assert not Meeting.objects.exists()


def test_three_choices_make_a_meeting(cast, sign_in, books):
    with time_machine.travel(DAY, tick=False):
        leader = sign_in(Client(), cast.dev)
        response = plan(leader, cast, day="2026-05-07", time="14:30")
    meeting = Meeting.objects.get()
    assert (response.status_code, response.url) == (303, meeting.get_absolute_url())
    assert timezone.localtime(meeting.starts_at).isoformat() == "2026-05-07T14:30:00+01:00"
    assert meeting.facilitator == cast.dev and meeting.team == cast.team
    assert Asking.objects.get().prompt_version == books["m1"]
    assert AgendaItem.objects.count() == 8


def test_the_time_is_the_planners_own(cast, sign_in, books):
    cast.dev.time_zone = "America/New_York"
    cast.dev.save()
    with time_machine.travel(DAY, tick=False):
        leader = sign_in(Client(), cast.dev)
        assert "America/New_York" in text(leader.get(url("meeting_create")))
        plan(leader, cast, day="2026-05-07", time="14:30")
    assert Meeting.objects.get().starts_at.isoformat() == "2026-05-07T18:30:00+00:00"


@pytest.mark.parametrize(
    ("preset", "name"), [("barriers", "board"), ("tips", "cards"), ("huddle", "huddle"),
                         ("story-round", "story"), ("half-hour", "m1")]
)  # fmt: skip
def test_what_fits_is_what_the_kind_of_meeting_brings(cast, leader, books, preset, name):
    plan(leader, cast, preset=preset)
    assert Asking.objects.get().prompt_version == books[name]


def test_any_published_prompt_can_be_chosen(cast, leader, books):
    other = make_prompt_version(title="Something of one's own")
    page = leader.get(url("meeting_create"))
    assert f'value="{short(other.prompt_id)}"' in page.content.decode()
    plan(leader, cast, prompt=short(other.prompt_id))
    assert Asking.objects.get().prompt_version == other


def test_a_plan_that_is_sent_twice_is_one_meeting(cast, leader, books):
    shown = leader.get(url("meeting_create")).content.decode()
    page = re.search(r'name="page" value="([^"]+)"', shown)[1]
    first = plan(leader, cast, page=page)
    assert plan(leader, cast, page=page).url == first.url
    assert Notice.objects.filter(person=cast.amara).count() == 1
    assert plan(leader, cast, page=page, time="16:00").url != first.url
    for nonsense in ("nonsense", ""):
        assert plan(leader, cast, page=nonsense).url != first.url
    assert Meeting.objects.count() == 4


def test_another_leader_can_be_asked_to_lead(cast, leader, books):
    plan(leader, cast, facilitator=short(cast.ben.pk))
    assert Meeting.objects.get().facilitator == cast.ben
    page = leader.get(Meeting.objects.get().get_absolute_url())
    assert "Ben leads it" in text(page)


def test_the_page_says_what_is_next_for_each_team(cast, leader, books):
    other = make_team(cast.team.organisation, "Ward 9")
    cast.dev.memberships.get().teams.add(other)
    plan(leader, cast)
    page = text(leader.get(url("meeting_create")))
    assert "Next for Ward 7: “Meeting 2”" in page and "Next for Ward 9: “Meeting 1”" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": ""}, "Please say on which day"),
        ({"day": "2026-02-30"}, "Please write the day"),
        ({"day": "1026-05-07"}, "still to come"),
        ({"day": "9999-12-31"}, "still to come"),
        ({"day": "2020-01-01"}, "still to come"),
        ({"time": "25:00"}, "Please write the time"),
        ({"time": ""}, "Please say at what time"),
        ({"preset": "nonsense"}, "nonsense is not one of the available choices"),
        ({"prompt": "AAAAAAAAAAAAAAAAAAAAAA"}, "not there any more"),
        ({"prompt": "\0"}, "not there any more"),
        ({"team": ""}, "Please choose the team"),
    ],
)
def test_what_cannot_be_planned_is_said_and_what_was_typed_stays(cast, leader, books, fields, said):
    assert plan(leader, cast, **{"time": "11:11"} | fields).status_code == 303
    assert not Meeting.objects.exists()
    page = leader.get(url("meeting_create"))
    assert said in text(page)
    if "time" not in fields:
        assert 'value="11:11"' in page.content.decode()


def test_the_hour_that_the_clock_leaves_out_is_no_time(cast, sign_in, books):
    with time_machine.travel(datetime(2026, 3, 20, 9, tzinfo=timezone.get_default_timezone())):
        leader = sign_in(Client(), cast.dev)
        plan(leader, cast, day="2026-03-29", time="01:30")
        assert "no such time on that day" in text(leader.get(url("meeting_create")))


def test_a_team_of_others_and_a_leader_of_others_are_refused(cast, leader, books):
    plan(leader, cast, team=short(cast.elsewhere.pk))
    plan(leader, cast, facilitator=short(cast.efua.pk))
    plan(leader, cast, facilitator=short(cast.amara.pk))
    assert not Meeting.objects.exists()


def test_a_leader_of_one_team_does_not_lead_in_the_other(cast, leader, books):
    other = make_team(cast.team.organisation, "Ward 9")
    cast.dev.memberships.get().teams.add(other)
    plan(leader, cast, team=short(other.pk), facilitator=short(cast.ben.pk))
    assert "does not lead in this team" in text(leader.get(url("meeting_create")))


def test_without_a_fitting_prompt_one_has_to_be_chosen(cast, leader):
    make_prompt_version()
    plan(leader, cast, preset="tips")
    assert "There is none for this team" in text(leader.get(url("meeting_create")))


# The page of one meeting.


def test_the_leader_sees_code_link_and_script(cast, leader):
    meeting = make_plan(cast.team, cast.dev)
    page = leader.get(meeting.get_absolute_url())
    assert meeting.join_code in text(page)
    assert url("script").encode() in page.content
    assert "Nobody can see who wrote what" in text(page)
    assert "use the usual route today" in text(page)
    assert "15 minutes altogether" in text(page)


def test_a_member_can_answer_beforehand_and_plans_nothing(cast, nurse):
    meeting = make_plan(cast.team, cast.dev)
    page = nurse.get(meeting.get_absolute_url())
    assert "Answer beforehand" in text(page) and meeting.join_code in text(page)
    for name in ("meeting_edit", "agenda_edit", "meeting_cancel", "minutes_edit"):
        assert url(name, meeting.pk) not in page.content.decode()
        assert nurse.get(url(name, meeting.pk)).status_code == 404


def test_before_its_week_nobody_is_sent_to_answer(cast, nurse):
    meeting = make_plan(cast.team, cast.dev, starts_at=timezone.now() + timedelta(days=20))
    page = text(nurse.get(meeting.get_absolute_url()))
    assert "Answer beforehand" not in page and "on you can answer its question" in page


def test_a_huddle_asks_for_no_answer(cast, nurse, leader):
    meeting = make_plan(cast.team, cast.dev, preset="huddle")
    for client in (nurse, leader):
        assert "answer" not in text(client.get(meeting.get_absolute_url())).split("Agenda")[0]


def test_how_many_answered_is_said_and_no_word_of_them(cast, leader):
    meeting = make_plan(cast.team, cast.dev)
    give(meeting, "zq-words-of-somebody")
    page = leader.get(meeting.get_absolute_url())
    assert "1 answer so far" in text(page) and b"zq-words" not in page.content


def test_seeing_it_takes_it_off_the_news(cast, nurse):
    meeting = make_plan(cast.team, cast.dev)
    assert Notice.objects.unseen().filter(person=cast.amara).exists()
    nurse.get(meeting.get_absolute_url())
    assert not Notice.objects.unseen().filter(person=cast.amara).exists()


def test_the_news_say_nothing_but_that_it_is_planned(cast, nurse):
    meeting = make_plan(cast.team, cast.dev)
    make_plan(cast.team, cast.dev, preset="huddle")
    page = text(nurse.get(reverse("notices:notice_list")))
    assert "planned. You can answer its question before it." in page
    start_meeting(meeting_id=meeting.pk, actor=cast.dev)
    end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    page = text(nurse.get(reverse("notices:notice_list")))
    assert "A meeting of your team was planned." in page
    assert "answer its question" not in page


def test_the_prompt_can_be_carried_into_ones_own_journal(cast, nurse):
    meeting = make_plan(cast.team, cast.dev)
    prompt = Asking.objects.get(meeting=meeting).prompt_version.prompt_id
    start = reverse("journals:entry_start", args=[prompt])
    assert f'action="{start}"' in nurse.get(meeting.get_absolute_url()).content.decode()
    assert nurse.post(start).status_code == 303


def test_a_leader_who_left_is_replaced_by_another_with_one_press(cast, nurse, sign_in):
    meeting = make_plan(cast.team, cast.dev)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=cast.dev).update(ended_on=yesterday)
    supervisor = sign_in(Client(), cast.ben)
    assert "Lead it instead" in text(supervisor.get(meeting.get_absolute_url()))
    assert "Lead it instead" not in text(nurse.get(meeting.get_absolute_url()))
    assert nurse.post(url("meeting_take_over", meeting.pk)).status_code == 403
    assert supervisor.post(url("meeting_take_over", meeting.pk)).status_code == 303
    assert Meeting.objects.get().facilitator == cast.ben


def test_overdue_promises_are_shown_to_who_leads_if_their_owner_wants_so(cast, leader, sign_in):
    other = make_user("Other Leader")
    make_membership(other, cast.team, "leader")
    late = timezone.localdate() - timedelta(days=2)
    make = {"owner": other, "to_role": "the night staff", "actor": other}
    make_promise(what="zq-shown", due_on=late, shown_to_facilitator=True, **make)
    make_promise(what="zq-hidden", due_on=late, **make)
    make_promise(
        what="zq-not-due", due_on=late + timedelta(days=9), shown_to_facilitator=True, **make
    )
    meeting = make_plan(cast.team, cast.dev)
    page = leader.get(meeting.get_absolute_url())
    assert b"zq-" not in page.content and "A leader chose to show you" in text(page)
    shown = leader.get(url("shown_promises", meeting.pk)).content.decode()
    assert "zq-shown" in shown and "zq-hidden" not in shown and "zq-not-due" not in shown
    member = sign_in(Client(), cast.ben, factor=True)
    assert "chose to show you" not in text(member.get(meeting.get_absolute_url()))
    assert member.get(url("shown_promises", meeting.pk)).status_code == 404


# Changing it, and calling it off.


def edit(client, meeting, person, **fields):
    when = timezone.localtime(meeting.starts_at)
    fields = {
        "binding": bind(meeting, person),
        "day": when.strftime("%Y-%m-%d"),
        "time": "15:45",
        "facilitator": short(person.pk),
        "aim": "To begin.",
    } | fields
    return client.post(url("meeting_edit", meeting.pk), fields)


def test_it_is_moved_and_gets_an_aim(cast, leader, nurse):
    meeting = make_plan(cast.team, cast.dev)
    assert edit(leader, meeting, cast.dev).status_code == 303
    meeting.refresh_from_db()
    assert timezone.localtime(meeting.starts_at).strftime("%H:%M") == "15:45"
    assert "To begin." in text(nurse.get(meeting.get_absolute_url()))


@pytest.mark.parametrize("fields", [{"time": "nonsense"}, {"aim": "zq-aim " * 60}, {"do": "keep"}])
def test_what_cannot_be_saved_comes_back_with_its_words(cast, leader, fields):
    meeting = make_plan(cast.team, cast.dev)
    assert edit(leader, meeting, cast.dev, **{"aim": "zq-aim"} | fields).status_code == 303
    meeting.refresh_from_db()
    assert meeting.aim == ""
    page = leader.get(url("meeting_edit", meeting.pk))
    assert "zq-aim" in page.content.decode()
    parked = ParkedPage.objects.get()
    assert parked.key_holder_id == meeting.key_holder_id
    assert f'name="parked" value="{parked.pk.hex}"' in page.content.decode()
    edit(leader, meeting, cast.dev, parked=parked.pk.hex)
    assert not ParkedPage.objects.exists()


def test_a_page_left_open_is_neither_saved_nor_shown_under_another(cast, leader, sign_in):
    meeting = make_plan(cast.team, cast.dev)
    meeting.facilitator = cast.ben
    meeting.save()
    supervisor = sign_in(Client(), cast.ben)
    edit(supervisor, meeting, cast.dev, aim="zq-left-open", facilitator=short(cast.ben.pk))
    assert ParkedPage.objects.get().person == cast.dev
    meeting.refresh_from_db()
    assert meeting.aim == ""
    assert b"zq-left-open" not in supervisor.get(url("meeting_edit", meeting.pk)).content
    dev = sign_in(Client(), cast.dev)  # who does not lead it any more
    assert b"zq-left-open" in dev.get(url("meeting_edit", meeting.pk)).content


def test_calling_it_off_asks_first(cast, leader, nurse):
    meeting = make_plan(cast.team, cast.dev)
    give(meeting, "zq-words")
    page = leader.get(url("meeting_cancel", meeting.pk))
    assert "One answer came already" in text(page) and Meeting.objects.exists()
    assert leader.post(url("meeting_cancel", meeting.pk)).url == url("meeting_list")
    assert not Meeting.objects.exists()
    assert "was called off" in text(nurse.get(reverse("notices:notice_list")))
    # Pressed twice it is called off all the same; to anybody else there is no such page.
    assert leader.post(url("meeting_cancel", meeting.pk)).url == url("meeting_list")
    assert nurse.post(url("meeting_cancel", meeting.pk)).status_code == 404


def test_an_aim_that_may_name_somebody_is_shown_to_who_leads_it(cast, leader, nurse):
    meeting = make_plan(cast.team, cast.dev)
    edit(leader, meeting, cast.dev, aim="To think of Mrs Okafor, and of those who wait.")
    assert "<q>Mrs Okafor</q>" in leader.get(url("meeting_detail", meeting.pk)).content.decode()
    assert "<q>" not in nurse.get(url("meeting_detail", meeting.pk)).content.decode()
    edit(leader, meeting, cast.dev, aim="To think of those who wait.")
    assert "may name somebody" not in text(leader.get(url("meeting_detail", meeting.pk)))


@pytest.mark.parametrize("name", ["meeting_edit", "agenda_edit"])
def test_what_has_begun_is_not_planned_any_more(cast, leader, name):
    meeting = make_plan(cast.team, cast.dev)
    start_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert leader.get(url(name, meeting.pk)).url == meeting.get_absolute_url()
    assert leader.post(url("meeting_cancel", meeting.pk)).url == meeting.get_absolute_url()
    assert Meeting.objects.exists()


# The agenda.


def agenda(client, meeting, do="save", **fields):
    seen = agenda_services.agenda_of(meeting).seen
    return client.post(url("agenda_edit", meeting.pk), {"seen": seen, "do": do, **fields})


def blocks(meeting):
    return list(AgendaItem.objects.filter(meeting=meeting).values_list("block", flat=True))


def item(meeting, block):
    return AgendaItem.objects.get(meeting=meeting, block=block)


def test_minutes_are_changed_together_with_whatever_is_pressed(cast, leader):
    meeting = make_plan(cast.team, cast.dev)
    talk, commit = item(meeting, "talk"), item(meeting, "commit")
    agenda(leader, meeting, do=f"up:{short(commit.pk)}", **{f"minutes-{short(talk.pk)}": "9"})
    assert item(meeting, "talk").minutes == 9
    assert blocks(meeting).index("commit") < blocks(meeting).index("talk")
    assert "20 minutes altogether" in text(leader.get(url("agenda_edit", meeting.pk)))


def test_blocks_go_down_go_away_and_come(cast, leader):
    meeting = make_plan(cast.team, cast.dev)
    agenda(leader, meeting, do=f"down:{short(item(meeting, 'arrive').pk)}")
    assert blocks(meeting)[:2] == ["last-promises", "arrive"]
    agenda(leader, meeting, do=f"up:{short(item(meeting, 'last-promises').pk)}")
    assert blocks(meeting)[0] == "last-promises"
    agenda(leader, meeting, do=f"remove:{short(item(meeting, 'arrive').pk)}")
    assert "arrive" not in blocks(meeting)
    agenda(leader, meeting, do="add", block="story")
    assert blocks(meeting)[-3:] == ["story", "commit", "check-out"]


@pytest.mark.parametrize(
    "minutes", ["0", "-1", "x", "", "121", "99999999999999999999", "\u0661", "1.5"]
)
def test_minutes_that_are_none_leave_the_others_as_they_are(cast, leader, minutes):
    meeting = make_plan(cast.team, cast.dev)
    talk, write = item(meeting, "talk"), item(meeting, "write")
    fields = {f"minutes-{short(talk.pk)}": minutes, f"minutes-{short(write.pk)}": "7"}
    assert agenda(leader, meeting, **fields).status_code == 303
    assert item(meeting, "talk").minutes == 4 and item(meeting, "write").minutes == 7
    page = text(leader.get(url("agenda_edit", meeting.pk)))
    assert "“Talk” stays at 4" in page


def test_two_tabs_do_not_undo_one_another(cast, leader):
    meeting = make_plan(cast.team, cast.dev)
    old = agenda_services.agenda_of(meeting).seen
    agenda(leader, meeting, do=f"remove:{short(item(meeting, 'arrive').pk)}")
    talk = item(meeting, "talk")
    fields = {"seen": old, "do": "save", f"minutes-{short(talk.pk)}": "9"}
    leader.post(url("agenda_edit", meeting.pk), fields)
    assert item(meeting, "talk").minutes == 4 and "arrive" not in blocks(meeting)
    assert "another one since you looked" in text(leader.get(url("agenda_edit", meeting.pk)))


def test_which_questions_are_answered_in_writing(cast, leader):
    meeting = make_plan(cast.team, cast.dev)
    asking = Asking.objects.get(meeting=meeting)
    key = short(asking.pk)
    agenda(leader, meeting, **{f"asks-{key}": "yes", f"q-{key}": ["barriers", "how_sure"]})
    asking.refresh_from_db()
    assert asking.questions == ["barriers"] and asking.form == Asking.Form.LINES
    agenda(leader, meeting, **{f"asks-{key}": "yes"})
    asking.refresh_from_db()
    assert asking.questions == []


def test_another_prompt_takes_its_own_first_question(cast, leader, books):
    meeting = make_plan(cast.team, cast.dev)
    asking = Asking.objects.get(meeting=meeting)
    chosen = {f"prompt-{short(asking.pk)}": short(books["cards"].prompt_id)}
    agenda(leader, meeting, **chosen, **{f"asks-{short(asking.pk)}": "yes"})
    asking.refresh_from_db()
    assert asking.prompt_version == books["cards"]
    assert (asking.questions, asking.form) == (["tips"], Asking.Form.TIPS)


def test_nothing_is_exchanged_under_answers_that_came(cast, leader, books):
    meeting = make_plan(cast.team, cast.dev)
    give(meeting, "zq-words")
    asking = Asking.objects.get(meeting=meeting)
    key, talk = short(asking.pk), item(meeting, "talk")
    for fields in ({f"prompt-{key}": short(books["m1"].prompt_id)}, {f"asks-{key}": "yes"}):
        agenda(leader, meeting, **fields, **{f"minutes-{short(talk.pk)}": "9"})
        asking.refresh_from_db()
        assert asking.prompt_version != books["m1"] and asking.questions == ["happened"]
        assert item(meeting, "talk").minutes == 4
    page = text(leader.get(url("agenda_edit", meeting.pk)))
    assert "People have answered" in page and "stays as it is" in page


def test_a_second_prompt_comes_with_its_blocks_and_goes_again(cast, leader, books):
    meeting = make_plan(cast.team, cast.dev)
    agenda(leader, meeting, do="another", another=short(books["m2"].prompt_id))
    second = Asking.objects.get(prompt_version=books["m2"])
    about = AgendaItem.objects.filter(asking=second).values_list("block", flat=True)
    assert list(about) == ["read", "write", "reveal", "talk"]
    assert blocks(meeting)[-2:] == ["commit", "check-out"]
    agenda(leader, meeting, do="add", block=f"talk:{short(second.pk)}")
    assert AgendaItem.objects.filter(asking=second, block="talk").count() == 2
    agenda(leader, meeting, do=f"drop:{short(second.pk)}")
    assert Asking.objects.filter(meeting=meeting).count() == 1
    agenda(leader, meeting, do=f"drop:{short(Asking.objects.get().pk)}")
    assert Asking.objects.filter(meeting=meeting).count() == 1


def test_a_meeting_holds_so_much_and_no_more(cast, leader, books):
    meeting = make_plan(cast.team, cast.dev)
    there = AgendaItem.objects.filter(meeting=meeting).count()
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, block="story", minutes=3, position=number)
        for number in range(there, agenda_services.MOST_ITEMS - 1)
    )
    for _press in range(3):
        agenda(leader, meeting, do="add", block="story")
    assert AgendaItem.objects.filter(meeting=meeting).count() == agenda_services.MOST_ITEMS
    for number in range(2, 8):
        agenda(leader, meeting, do="another", another=short(books[f"m{number}"].prompt_id))
    assert "more than a meeting holds" in text(leader.get(url("agenda_edit", meeting.pk)))
    assert Asking.objects.filter(meeting=meeting).count() == 1


@pytest.mark.parametrize(
    "do", ["up:", "up:x", "remove:AAAAAAAAAAAAAAAAAAAAAA", "add", "another", "drop:", "\0", "x:y:z"]
)
def test_a_press_on_nothing_changes_nothing(cast, leader, do):
    meeting = make_plan(cast.team, cast.dev)
    before = agenda_services.agenda_of(meeting).seen
    assert agenda(leader, meeting, do=do, block="nonsense", another="x").status_code == 303
    assert agenda_services.agenda_of(meeting).seen == before


def test_an_item_of_another_meeting_is_out_of_reach(cast, leader):
    meeting, other = make_plan(cast.team, cast.dev), make_plan(cast.team, cast.dev)
    agenda(leader, meeting, do=f"remove:{short(item(other, 'talk').pk)}")
    assert "talk" in blocks(other) and "talk" in blocks(meeting)


# Two pages to print.


@pytest.mark.parametrize(
    ("name", "says"),
    [("first_time", "Fifteen minutes on the agenda, once"), ("script", "Silence is often")],
)
def test_the_pages_to_print_are_there_for_everybody(nurse, name, says):
    page = nurse.get(url(name))
    assert page.status_code == 200 and says in text(page)


def test_a_houses_own_prompt_is_put_before_its_own_teams_only(cast, leader, books):
    elsewhere = make_team(name="Ward 30")
    make_membership(cast.dev, elsewhere, "leader")
    programme = make_house_programme(cast.team.organisation)
    version = make_prompt_version(prompt=make_prompt(programme), title="The house's own")
    foreign = make_house_programme(make_organisation())
    hidden = make_prompt_version(prompt=make_prompt(foreign), title="Of another house")
    page = text(leader.get(url("meeting_create")))
    assert "The house's own" in page and "Of another house" not in page
    plan(leader, cast, team=short(elsewhere.pk), prompt=short(version.prompt_id))
    plan(leader, cast, prompt=short(hidden.prompt_id))
    assert not Meeting.objects.exists()
    plan(leader, cast, prompt=short(version.prompt_id))
    meeting = Meeting.objects.get()
    key = short(Asking.objects.get().pk)
    agenda(leader, meeting, **{f"prompt-{key}": short(hidden.prompt_id)})
    agenda(leader, meeting, do="another", another=short(hidden.prompt_id))
    assert Asking.objects.get().prompt_version == version


def test_a_retired_prompt_is_not_offered_to_write_about(cast, nurse):
    meeting = make_plan(cast.team, cast.dev)
    prompt = Asking.objects.get(meeting=meeting).prompt_version.prompt
    prompt.retired_at = timezone.now()
    prompt.save()
    assert "Write about this" not in text(nurse.get(meeting.get_absolute_url()))
