"""Planning: who may, what a plan holds, changing it, handing it over, calling it off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings.models import AgendaItem, Asking, Meeting
from meetings.planners import may_plan, planners_of, teams_of
from meetings.presets import PRESETS
from meetings.services import planning
from meetings.services.running import end_meeting, start_meeting
from notices.models import Notice
from people.audit import verify_trail
from people.models import AuditEvent, Membership
from tests.makers import make_membership, make_prompt_version, make_team, make_user
from tests.meetings.makers import give
from tests.meetings.planning import make_library, make_plan
from vault.models import KeyHolder

pytestmark = pytest.mark.django_db


def end_membership(person, days=1):
    ended = timezone.localdate() - timedelta(days=days)
    Membership.objects.filter(user=person).update(ended_on=ended)


@pytest.mark.parametrize(
    ("name", "may"),
    [("dev", True), ("ben", True), ("hana", True), ("amara", False), ("ife", False),
     ("grace", False), ("efua", False)],
)  # fmt: skip
def test_leaders_supervisors_and_administrators_plan_for_their_own_teams(cast, name, may):
    person = getattr(cast, name)
    assert may_plan(person) is may
    assert teams_of(person) == ([cast.team] if may else [])
    assert (person in planners_of([cast.team])[cast.team.pk]) is may


def test_a_role_elsewhere_plans_nothing_here(cast):
    make_membership(cast.dev, cast.elsewhere, "member")
    assert teams_of(cast.dev) == [cast.team]
    with pytest.raises(planning.MayNotLead):
        make_plan(cast.elsewhere, cast.dev)


def test_who_has_left_plans_no_more(cast):
    end_membership(cast.dev)
    assert not may_plan(cast.dev)
    with pytest.raises(planning.MayNotLead):
        make_plan(cast.team, cast.dev)


def test_nobody_leads_who_is_no_leader_of_the_team(cast):
    for person in (cast.amara, cast.efua):
        with pytest.raises(planning.MayNotLead):
            make_plan(cast.team, person, actor=cast.dev)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_a_preset_lays_out_its_blocks_with_their_minutes(cast, preset):
    meeting = make_plan(cast.team, cast.dev, preset=preset.key)
    items = AgendaItem.objects.filter(meeting=meeting)
    assert [(item.block, item.minutes) for item in items] == list(preset.blocks)
    asking = Asking.objects.get(meeting=meeting)
    assert {item.asking for item in items if item.block in ("read", "write", "talk")} <= {asking}
    assert asking.questions == (["happened"] if preset.writes else [])
    assert len(meeting.join_code) == 8
    assert meeting.takes_answers


@pytest.mark.parametrize(
    ("name", "minutes"), [("huddle", 5), ("moment", 15), ("half-hour", 30), ("story-round", 40)]
)
def test_presets_are_as_long_as_they_say(name, minutes):
    assert next(preset.minutes for preset in PRESETS if preset.key == name) == minutes


def test_the_form_of_answers_is_as_the_question_wants_it(cast):
    library = make_library()
    forms = {"board": Asking.Form.LINES, "cards": Asking.Form.TIPS, "m1": Asking.Form.WORDS}
    for name, form in forms.items():
        meeting = make_plan(cast.team, cast.dev, version=library[name])
        assert Asking.objects.get(meeting=meeting).form == form


def test_the_team_is_told_without_a_word_and_nobody_else(cast):
    meeting = make_plan(cast.team, cast.dev)
    told = {notice.person for notice in Notice.objects.filter(kind="meeting-planned")}
    everybody = {cast.amara, cast.ben, cast.chloe, cast.farid, cast.hana, cast.ife, cast.jo}
    assert told == everybody
    assert {notice.about_id for notice in Notice.objects.all()} == {meeting.pk}


def test_moving_it_is_told_anew_and_changing_nothing_is_not(cast):
    meeting = make_plan(cast.team, cast.dev)
    Notice.objects.update(seen_at=timezone.now())
    same = {"starts_at": meeting.starts_at, "facilitator": cast.dev, "aim": ""}
    planning.change_meeting(meeting_id=meeting.pk, actor=cast.dev, **same)
    assert not Notice.objects.unseen().exists()
    later = same | {"starts_at": meeting.starts_at + timedelta(hours=1)}
    planning.change_meeting(meeting_id=meeting.pk, actor=cast.dev, **later)
    assert Notice.objects.unseen().filter(person=cast.amara).count() == 1
    planning.change_meeting(meeting_id=meeting.pk, actor=cast.dev, **same)
    assert Notice.objects.unseen().filter(person=cast.amara).count() == 1


def test_handing_over_tells_the_new_one_and_takes_it_from_the_old(cast):
    meeting = make_plan(cast.team, cast.dev)
    changes = {"starts_at": meeting.starts_at, "facilitator": cast.ben, "aim": "To begin."}
    planning.change_meeting(meeting_id=meeting.pk, actor=cast.dev, **changes)
    meeting.refresh_from_db()
    assert (meeting.facilitator, meeting.aim) == (cast.ben, "To begin.")
    assert Notice.objects.filter(person=cast.ben, once_for__startswith="yours").exists()
    with pytest.raises(planning.NotPlanned):
        planning.change_meeting(meeting_id=meeting.pk, actor=cast.dev, **changes)
    assert verify_trail(cast.dev) is None
    said = AuditEvent.objects.filter(person=cast.dev).values_list("action", flat=True)
    assert sorted(said) == ["meeting-changed", "meeting-planned"]


def test_it_is_handed_to_nobody_who_does_not_lead(cast):
    meeting = make_plan(cast.team, cast.dev)
    for person in (cast.amara, cast.efua):
        changes = {"starts_at": meeting.starts_at, "facilitator": person, "aim": ""}
        with pytest.raises(planning.MayNotLead):
            planning.change_meeting(meeting_id=meeting.pk, actor=cast.dev, **changes)


def test_what_has_begun_is_not_changed_or_called_off(cast):
    meeting = make_plan(cast.team, cast.dev)
    start_meeting(meeting_id=meeting.pk, actor=cast.dev)
    changes = {"starts_at": timezone.now(), "facilitator": cast.ben, "aim": ""}
    with pytest.raises(planning.NotPlanned):
        planning.change_meeting(meeting_id=meeting.pk, actor=cast.dev, **changes)
    with pytest.raises(planning.NotPlanned):
        planning.cancel_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert Meeting.objects.filter(pk=meeting.pk).exists()


@pytest.mark.parametrize("name", ["amara", "ben", "hana", "efua", "grace"])
def test_nobody_else_calls_it_off(cast, name):
    meeting = make_plan(cast.team, cast.dev)
    with pytest.raises(planning.NotPlanned):
        planning.cancel_meeting(meeting_id=meeting.pk, actor=getattr(cast, name))


def test_calling_it_off_erases_it_with_its_key_and_says_so(cast):
    meeting = make_plan(cast.team, cast.dev)
    give(meeting, "zq-answer-before")
    key = meeting.key_holder_id
    planning.cancel_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert not Meeting.objects.exists() and not Asking.objects.exists()
    assert not KeyHolder.objects.filter(pk=key).exists()
    kinds = Notice.objects.filter(person=cast.amara).values_list("kind", flat=True)
    assert list(kinds) == ["meeting-called-off"]


def test_what_is_over_is_news_to_nobody(cast):
    meeting = make_plan(cast.team, cast.dev)
    start_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert Notice.objects.unseen().exists()
    end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert not Notice.objects.exists()


def test_another_leader_takes_over_what_somebody_left(cast):
    meeting = make_plan(cast.team, cast.dev)
    with pytest.raises(planning.MayNotLead):
        planning.take_over(meeting_id=meeting.pk, actor=cast.ben)
    end_membership(cast.dev)
    assert not Meeting.objects.led_by(cast.dev).exists()
    assert not Meeting.objects.visible_to(cast.dev).exists()
    with pytest.raises(planning.MayNotLead):
        planning.take_over(meeting_id=meeting.pk, actor=cast.amara)
    with pytest.raises(Meeting.DoesNotExist):
        planning.take_over(meeting_id=meeting.pk, actor=cast.efua)
    planning.take_over(meeting_id=meeting.pk, actor=cast.ben)
    planning.take_over(meeting_id=meeting.pk, actor=cast.ben)
    assert Meeting.objects.led_by(cast.ben).get() == meeting


def test_a_meeting_that_nobody_leads_can_be_taken_over(cast):
    meeting = make_plan(cast.team, cast.dev)
    Meeting.objects.update(facilitator=None)
    planning.take_over(meeting_id=meeting.pk, actor=cast.hana)
    assert Meeting.objects.get().facilitator == cast.hana


def test_a_meeting_is_seen_by_its_team_of_today_and_nobody_else(cast):
    meeting = make_plan(cast.team, cast.dev)
    seen = {
        name
        for name in ("amara", "ben", "chloe", "dev", "efua", "farid", "grace", "hana", "ife")
        if Meeting.objects.visible_to(getattr(cast, name)).filter(pk=meeting.pk).exists()
    }
    assert seen == {"amara", "ben", "chloe", "dev", "farid", "hana", "ife"}
    end_membership(cast.amara)
    assert not Meeting.objects.visible_to(cast.amara).exists()


def test_the_eight_come_in_their_order_for_each_team_by_itself(cast):
    from meetings.choosing import next_for, suggested

    library = make_library()
    other = make_team(cast.team.organisation, "Ward 8")
    cast.dev.memberships.get().teams.add(other)
    preset = PRESETS[0]
    for day, number in enumerate([*range(1, 9), 1, 2]):
        version = suggested(preset, cast.team)
        assert version == library[f"m{number}"]
        starts_at = timezone.now() + timedelta(days=day)
        make_plan(cast.team, cast.dev, version=version, starts_at=starts_at)
    assert next_for([other])[other.pk] == library["m1"]


def test_what_is_planned_for_a_later_day_takes_its_place_in_the_eight(cast):
    from meetings.choosing import next_for

    library, now = make_library(), timezone.now()
    for number, days in ((1, -14), (2, 7), (3, 0)):
        starts_at = now + timedelta(days=days)
        make_plan(cast.team, cast.dev, version=library[f"m{number}"], starts_at=starts_at)
    assert next_for([cast.team])[cast.team.pk] == library["m4"]
    for number in range(4, 9):
        make_plan(cast.team, cast.dev, version=library[f"m{number}"], starts_at=now)
    assert next_for([cast.team])[cast.team.pk] == library["m1"]


def test_a_retired_prompt_is_neither_offered_nor_suggested(cast):
    from meetings.choosing import published, suggested

    library = make_library()
    prompt = library["m1"].prompt
    prompt.retired_at = timezone.now()
    prompt.save()
    assert suggested(PRESETS[0], cast.team) == library["m2"]
    offered = published([cast.team.organisation])
    assert library["m1"] not in offered
    assert offered[0].prompt.programme.kind == "meeting"


def test_private_questions_are_never_answered_in_writing():
    from meetings.choosing import first_written, writable

    version = make_prompt_version(
        [
            {"key": "alone", "kind": "long_text", "text": "For you alone?", "private": True},
            {"key": "list", "kind": "list", "text": "What is there?"},
            {"key": "each", "kind": "long_text", "text": "And each?", "for_each": "list"},
            {"key": "scale", "kind": "scale", "text": "How?", "ends": ["a", "b"], "size": 3},
        ]
    )
    assert [question.key for question in writable(version)] == ["list"]
    assert first_written(version) == ["list"]


def test_a_meeting_in_hand_is_ended_by_whoever_took_it_over(cast):
    meeting = make_plan(cast.team, cast.dev)
    start_meeting(meeting_id=meeting.pk, actor=cast.dev)
    end_membership(cast.dev)
    planning.take_over(meeting_id=meeting.pk, actor=cast.ben)
    assert end_meeting(meeting_id=meeting.pk, actor=cast.ben).is_over


def test_a_person_is_told_once_who_is_in_a_team_twice(cast):
    """An ended membership and a new one of the same house are one person."""
    someone = make_user("Someone")
    today = timezone.localdate()
    make_membership(someone, cast.team, started_on=today - timedelta(days=9), ended_on=today)
    make_membership(someone, cast.team, started_on=today)
    make_plan(cast.team, cast.dev)
    assert Notice.objects.filter(person=someone).count() == 1
