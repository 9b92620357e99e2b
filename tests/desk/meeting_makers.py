"""A meeting that a person led, each private field of it marked."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from meetings.lines import Line
from meetings.looking_back import looks
from meetings.models import Meeting, ParkedPage
from meetings.services.minutes import save_minutes
from meetings.services.parking import park_page
from meetings.services.running import end_meeting
from people.models import Team, User
from tests.meetings.makers import give_five, make_running


def make_full_meeting(person: User, team: Team, mark: str) -> Meeting:
    earlier = _held(person, team, hours=200)
    line = Line("lineline", "promise", f"Line {mark}", role=f"Doer {mark}")
    line.due_on = timezone.localdate()
    save_minutes(meeting_id=earlier.pk, actor=person, lines=[line])
    end_meeting(meeting_id=earlier.pk, actor=person)
    meeting = _held(person, team, hours=2)
    (look,) = looks(meeting, person)
    look.answer, look.happened = "no", f"Happened {mark}"
    save_minutes(meeting_id=meeting.pk, actor=person, lines=[], looks=[look])
    give_five(meeting)
    meeting.refresh_from_db()
    meeting.aim = f"Aim {mark}"
    meeting.save()
    fields = {"text-lineline": [f"Unsaved minutes {mark}"]}
    page = ParkedPage.Page.MINUTES
    assert park_page(person_id=person.pk, meeting_id=meeting.pk, page=page, fields=fields)
    return meeting


def _held(person: User, team: Team, hours: int) -> Meeting:
    return make_running(team, person, starts_at=timezone.now() - timedelta(hours=hours))
