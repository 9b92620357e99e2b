"""What becomes of meetings when whoever led them erases their journal, or closes everything."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from desk.services import erase_journal
from desk.take_out.gather import everything
from meetings.models import Meeting, Minute, ParkedPage
from meetings.services.planning import change_meeting
from people.models import Membership, User
from tests.desk.meeting_makers import make_full_meeting
from tests.makers import make_supervision
from tests.meetings.planning import make_plan
from vault.ids import short

pytestmark = pytest.mark.django_db


def erase(person, *, closes):
    due = timezone.now() - timedelta(days=1)
    User.objects.filter(pk=person.pk).update(erase_closes=closes, erase_after=due)
    assert erase_journal(person_id=person.pk, now=timezone.now())


@pytest.mark.parametrize("met", [True, False], ids=["row-stays", "row-goes"])
def test_the_team_keeps_its_minutes_without_the_name(cast, sign_in, met):
    if met:
        make_supervision(cast.ben, cast.dev)
    meeting, planned = make_full_meeting(cast.dev, cast.team, "m"), make_plan(cast.team, cast.dev)
    erase(cast.dev, closes=True)
    assert User.objects.filter(pk=cast.dev.pk).exists() is met
    assert Minute.objects.filter(meeting__team=cast.team).exists()
    assert not ParkedPage.objects.exists()
    assert set(Meeting.objects.values_list("facilitator", flat=True)) == {None}
    client = sign_in(Client(), cast.ben)
    for one in (meeting, planned):
        page = client.get(one.get_absolute_url())
        assert not re.search(r"\bDev\b", page.text) and "Whoever led it has left" in page.text
        assert "Lead it instead" in page.text
    assert client.get("/meetings/").text.count("nobody leads it") == 3


def test_erasing_the_journal_alone_leaves_the_meetings_as_they_are(cast):
    meeting = make_full_meeting(cast.dev, cast.team, "m")
    erase(cast.dev, closes=False)
    meeting.refresh_from_db()
    assert meeting.facilitator == cast.dev and meeting.aim == "Aim m"
    assert not ParkedPage.objects.exists()


def test_minutes_are_in_the_copy_of_who_leads_and_belongs_and_no_answer(cast):
    meeting = make_full_meeting(cast.dev, cast.team, "m")
    copy = everything(cast.dev)
    assert copy["meetings"][0]["id"] == short(meeting.pk)
    assert "zq-answer" not in str(copy)
    for person in (cast.ben, cast.amara, cast.hana):
        assert everything(person)["meetings"] == []
    planned = make_plan(cast.team, cast.dev)
    moved = {"starts_at": planned.starts_at, "facilitator": cast.ben, "aim": ""}
    change_meeting(meeting_id=planned.pk, actor=cast.dev, **moved)
    assert [one["id"] for one in everything(cast.ben)["meetings"]] == [short(planned.pk)]
    Membership.objects.filter(user=cast.dev).update(ended_on=timezone.localdate())
    assert everything(cast.dev)["meetings"] == []
