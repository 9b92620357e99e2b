"""verify_audit: a row that was changed, removed or cut off, by itself and against a backup."""

from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from desk.backup.facts import gather
from desk.backup.trails import faults, faults_since
from people import audit
from people.models import AuditEvent, Trail

Action = audit.Action
pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(cast):
    """Five of Amara's, and one of Ben's."""
    for person, count in ((cast.amara, 5), (cast.ben, 1)):
        for _number in range(count):
            add(person)
    return AuditEvent.objects.filter(person=cast.amara)


def add(person):
    with transaction.atomic():
        audit.record(person=person, actor=person, action=Action.JOURNAL_EXPORTED)


def run(sql, *parameters):
    """As somebody with their hands in the database."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def found():
    return [(fault.person, fault.number) for fault in faults()]


def value(id):
    return id.hex if connection.vendor == "sqlite" else id


def test_as_they_were_written_none_is_found(rows):
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "Every trail is as it was written" in out.getvalue()


@pytest.mark.parametrize(
    ("what", "number"),
    [
        ("UPDATE people_auditevent SET action = 'entry-purged' {hers} AND number = 3", 3),
        ("UPDATE people_auditevent SET at = '2026-01-01 12:00:00+00:00' {hers} AND number = 1", 1),
        ("DELETE FROM people_auditevent {hers} AND number = 2", 2),
        ("DELETE FROM people_auditevent {hers} AND number = 5", 5),
        ("DELETE FROM people_auditevent {hers}", 1),
        ("DELETE FROM people_trail {hers}", 5),
        ("UPDATE people_trail SET length = 4 {hers}", 5),
    ],
)
def test_a_touched_row_is_found(cast, rows, what, number):
    run(what.format(hers="WHERE person_id = %s"), value(cast.amara.pk))
    assert found() == [(cast.amara.pk.hex, number)]
    with pytest.raises(CommandError, match="1 trails are not as they were written"):
        call_command("verify_audit", stdout=(out := StringIO()))
    assert f"row {number}" in out.getvalue() and "amara" not in out.getvalue().casefold()


def test_rows_of_another_s_do_not_fit(cast, rows):
    run("UPDATE people_auditevent SET actor_id = %s WHERE person_id = %s AND number = 1",
        value(cast.ben.pk), value(cast.amara.pk))  # fmt: skip
    assert found() == [(cast.amara.pk.hex, 1)]


@pytest.fixture
def backup(rows):
    """What a backup made at this moment knows."""
    from desk.backup.facts import ask

    return SimpleNamespace(facts=gather(ask, []))


def test_an_older_trail_put_back_as_a_whole_is_found_against_a_backup(cast, rows, backup):
    fourth = rows.get(number=4)
    run("DELETE FROM people_auditevent WHERE person_id = %s AND number = 5", value(cast.amara.pk))
    Trail.objects.filter(person=cast.amara).update(length=4, mac=bytes(fourth.mac))
    assert found() == []  # alone it looks whole
    assert [fault.person for fault in faults_since(backup)] == [cast.amara.pk.hex]
    add(cast.amara)  # and growing on from there does not hide it
    assert found() == []
    assert [fault.number for fault in faults_since(backup)] == [5]


def test_what_went_on_since_is_no_fault(cast, rows, backup):
    add(cast.amara)
    add(cast.chloe)
    assert found() == [] and list(faults_since(backup)) == []


def test_a_journal_erased_since_is_no_fault(cast, rows, backup):
    from desk.services import _erase_trail

    with transaction.atomic():
        _erase_trail(cast.amara)
        audit.record(person=cast.amara, actor=cast.amara, action=Action.JOURNAL_ERASED)
    assert found() == [] and list(faults_since(backup)) == []
