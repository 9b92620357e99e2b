"""The calendar file: what another program reads in it, and what it must not say."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from people.models import User
from supervision.calendar import calendar_file
from supervision.models import Supervision, SupervisionSession
from supervision.services.sessions import call_off
from tests.makers import make_supervision, make_user
from tests.supervision.makers import make_group, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(amara: User, ben: User) -> Supervision:
    return Supervision.objects.get(supervisor=ben, supervisee=amara)


def parsed(text: str) -> dict[str, str]:
    """As a calendar reads it: unfolded, and each line once."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75
    lines = text.replace("\r\n ", "").strip().split("\r\n")
    assert lines[:1] + lines[-1:] == ["BEGIN:VCALENDAR", "END:VCALENDAR"]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    found = dict(line.split(":", 1) for line in lines if not line.startswith(("BEGIN", "END")))
    assert len(found) == len(lines) - 4
    return found


def unescaped(text: str) -> str:
    for found, is_ in (("\\n", "\n"), ("\\,", ","), ("\\;", ";"), ("\\\\", "\\")):
        text = text.replace(found, is_)
    return text


def test_it_says_when_and_where_and_no_more(pair: Supervision, amara: User, ben: User) -> None:
    at = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # half past one in London, for the first time
    session = SupervisionSession(
        pk=pair.pk, starts_at=at, planned_minutes=90, place="Room 4, by the lift", aim="zq-aim"
    )
    found = parsed(calendar_file(session, is_off=False))
    assert (found["DTSTART"], found["DTEND"]) == ("20261025T003000Z", "20261025T020000Z")
    assert found["SUMMARY"] == "Supervision" and found["STATUS"] == "CONFIRMED"
    assert unescaped(found["LOCATION"]) == "Room 4, by the lift"
    assert found["UID"] and found["DTSTAMP"].endswith("Z")
    for word in ("zq-aim", "Amara", "Ben"):
        assert word not in calendar_file(session, is_off=False)


@pytest.mark.parametrize(
    "place",
    ["x" * 300, "ä" * 200, "🙂" * 80, "a;b,c\\d", "https://meet.example/?a=1;b=2,3" * 6,
     "A room\r\nATTENDEE:mailto:x@example.test", "A room\nEND:VEVENT", ""],
    ids=["long", "two octets", "four octets", "signs", "a link", "a line", "an end", "none"],
)  # fmt: skip
def test_whatever_the_place_is_it_stays_one_line(pair: Supervision, place: str) -> None:
    session = SupervisionSession(
        pk=pair.pk, starts_at=timezone.now(), planned_minutes=60, place=place
    )
    found = parsed(calendar_file(session, is_off=False))
    assert "ATTENDEE" not in found
    if place and "\\" not in place:
        assert unescaped(found["LOCATION"]) == place.replace("\r\n", "\n")


def test_one_that_is_off_says_so(
    pair: Supervision, ben: User, sign_in: Callable[..., Client]
) -> None:
    session = make_session(pair)
    call_off(session_id=session.pk, actor=ben)
    client: Client = sign_in(Client(), ben, factor=True)
    answer = client.get(f"{session.get_absolute_url()}calendar/")
    found = parsed(answer.text)
    assert found["STATUS"] == "CANCELLED" and "LOCATION" not in found
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="supervision.ics"'


def test_a_groups_names_nobody(amara: User, ben: User, sign_in: Callable[..., Client]) -> None:
    second = make_user("Second")
    make_supervision(ben, second)
    group = make_group(ben, [amara, second], starts_at=timezone.now() + timedelta(days=2))
    client: Client = sign_in(Client(), amara)
    text = client.get(f"{group.get_absolute_url()}calendar/").text
    assert not any(word in text for word in ("Second", "Ben", "Nights", "group"))
