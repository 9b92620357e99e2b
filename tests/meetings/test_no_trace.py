"""What happens under join/ is nowhere written down: no line, no session, no row but the pot's."""

import hashlib
import json
import logging

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from meetings.services import running
from people import nobody
from people.models import Tally
from reflectjournal import logs
from tests.conftest import open_session
from tests.meetings.makers import asking_of, make_running
from tests.meetings.phones import Phone
from tests.meetings.test_join import at


@pytest.fixture
def meeting(cast):
    return at(make_running(cast.team, cast.dev), "write")


def dump():
    """A digest of every row of every table."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                values = {n: hashlib.sha256(repr(_plain(v)).encode()).hexdigest()
                          for n, v in zip(names, row, strict=True)}  # fmt: skip
                found[model._meta.db_table, repr(_plain(row[0]))] = values
    return found


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def changes(before, after):
    """(table, column) of everything that is not as it was; a new row by its table alone."""
    found = {(table,) for table, _row in after.keys() ^ before.keys()}
    for row in after.keys() & before.keys():
        found |= {(row[0], name) for name in after[row] if after[row][name] != before[row][name]}
    return found


def test_a_whole_visit_changes_the_meetings_row_and_the_pots_and_nothing_else(
    cast, meeting, client, caplog
):
    """By somebody who is signed in, in the same browser."""
    open_session(client, cast.amara, factor=True)
    before = dump()
    caplog.set_level(logging.DEBUG)
    with caplog.filtering(_WithoutSql()):
        phone = Phone(meeting, client)
        phone.client.get(reverse("meetings:join"))
        phone.look()
        phone.joined()
        phone.text()
        phone.send("Mrs Okafor was left alone.")
        phone.text()
        phone.send("A plain answer.")
        phone.state()
        phone.text()
        assert phone.client.get(reverse("meetings:join_keep")).status_code == 200
        phone.client.get(reverse("meetings:join_answer", args=[phone.code, meeting.pk]))  # 405
        phone.client.get("/join/not/a/page/at/all/")
        phone.client.post(reverse("meetings:join_leave", args=[phone.code]))
    assert caplog.records == []
    tallies = set(Tally.objects.values_list("key", flat=True))
    assert changes(before, dump()) == {
        ("meetings_meeting", "devices"),
        ("meetings_meeting", "version"),
        ("meetings_asking", "pot"),
        ("meetings_asking", "slips"),
        ("people_tally",),  # the network's count of new devices, soon gone (people.limits)
    }
    assert not any(text in "".join(tallies) for text in (cast.amara.pk.hex, meeting.pk.hex))


class _WithoutSql(logging.Filter):
    """Django's own DEBUG lines, which no setting of ours lets through."""

    def filter(self, record):
        return record.name not in ("django.db.backends", "django.template", "asyncio")


def test_another_address_is_logged_as_always(client, caplog):
    caplog.set_level(logging.INFO, "reflectjournal.requests")
    client.get(reverse("prompts:support"))
    assert [record.getMessage() for record in caplog.records] == ["answered"]


def test_every_address_that_knows_nobody_says_nothing_in_the_log():
    prefixes = [str(entry.pattern) for entry in _join_patterns()]
    assert len(prefixes) >= 7
    assert all(f"/{prefix}".startswith(logs.SILENT) for prefix in prefixes)
    assert logs.SILENT in nobody.SAID


def _join_patterns():
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and "meetings" in (entry.app_name or ""):
            yield from (one for one in entry.url_patterns if str(one.pattern).startswith("join"))


def test_the_log_keeps_silent_as_it_is_configured(meeting, client, capfd):
    """Through the real handler, also where something breaks, without an address or a word."""
    handler = logging.StreamHandler()
    handler.setFormatter(logs.JsonLines())
    logger = logging.getLogger("reflectjournal.requests")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        Phone(meeting, client).joined().send("A plain answer.")
        client.get(reverse("prompts:support"))
    finally:
        logger.removeHandler(handler)
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line[:1] == "{"]
    assert [line["route"] for line in lines if "route" in line] == ["/support/"]


def test_nobody_is_signed_in_under_join_whoever_is(cast, meeting, client):
    open_session(client, cast.amara)
    session = client.session
    seen = session["seen"]
    phone = Phone(meeting, client).joined()
    response = phone.look()
    assert not response.wsgi_request.user.is_authenticated
    assert settings.SESSION_COOKIE_NAME not in response.wsgi_request.COOKIES
    assert cast.amara.display_name not in response.content.decode()
    assert client.session["seen"] == seen


@pytest.mark.parametrize("state", ["locked", "held", "erasing"])
def test_the_pages_are_the_same_whatever_state_a_journal_is_in(cast, meeting, client, state):
    from datetime import timedelta

    from django.utils import timezone

    open_session(client, cast.amara)
    if state == "locked":
        session = client.session
        session["locked"] = True
        session.save()
    elif state == "held":
        cast.amara.held_until = timezone.now() + timedelta(days=3)
        cast.amara.save()
    else:
        cast.amara.erase_after = timezone.now() + timedelta(days=3)
        cast.amara.save()
    page = Phone(meeting, client).joined().text()
    assert "will be erased" not in page and "Write in silence" in page


def test_no_session_is_begun_by_joining(meeting, client):
    from django.contrib.sessions.models import Session

    phone = Phone(meeting, client).joined()
    phone.send("")
    phone.text()
    assert Session.objects.count() == 0
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_no_person_is_named_by_any_row_of_a_meeting(cast, meeting, client):
    """Not even by whoever answered while signed in; the facilitator is named once."""
    open_session(client, cast.amara)
    Phone(meeting, client).joined().send("A plain answer.")
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    asking = asking_of(meeting)
    everything = json.dumps([asking.pot, asking.slips, asking.votes]) + repr(vars(meeting))
    for person in (cast.amara, cast.ife):
        for spelt in (person.pk.hex, str(person.pk), person.email, str(person)):
            assert spelt not in everything
