"""verify_audit: a row that was changed, removed or cut off, by itself and against a backup."""

from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from desk.backup import files
from desk.backup.facts import ask, gather
from desk.backup.trails import faults, faults_since
from desk.services import CLOSING, ask_erasure, erase_journal
from people import audit
from people.audit import verify_trail
from people.models import ERASED, AuditEvent, Trail, User
from vault import sealing
from vault.models import KeyHolder

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


def test_one_row_that_cannot_be_read_keeps_nobody_from_the_others(cast, rows):
    hers = "WHERE person_id = %s AND number = 1"
    for person in (cast.amara, cast.ben):
        run(f"UPDATE people_auditevent SET object_type = '\x1f' {hers}", value(person.pk))
    assert sorted(found()) == sorted((person.pk.hex, 1) for person in (cast.amara, cast.ben))


@pytest.mark.sqlite
def test_a_person_whose_id_is_none_keeps_nobody_from_the_others(cast, rows):
    run("DELETE FROM people_auditevent WHERE person_id = %s", value(cast.amara.pk))
    columns = [field.column for field in User._meta.concrete_fields]
    own = {
        "id": "'~'",
        "email_key": "'~'",
        "key_holder_id": f"'{KeyHolder.objects.create().pk.hex}'",
    }
    values = ", ".join(own.get(column, column) for column in columns)
    run(f"INSERT INTO people_user ({', '.join(columns)}) SELECT {values} FROM people_user LIMIT 1")
    assert sorted(found()) == sorted([("'~'", 1), (cast.amara.pk.hex, 1)])


def test_a_person_whose_key_is_gone_is_named(cast, rows):
    KeyHolder.objects.filter(pk=cast.ben.key_holder_id).update(wrapped=b"nothing")
    sealing.forget()
    assert found() == [(cast.ben.pk.hex, 1)]


def test_what_is_found_is_said_at_once(cast, rows, monkeypatch):
    """Also when it then comes to nothing: who looks must not have to begin again unknowing."""
    first = min(cast.amara, cast.ben, key=lambda person: person.pk)
    run("DELETE FROM people_auditevent WHERE person_id = %s", value(first.pk))

    def fail_after(person):
        if person.pk > first.pk:
            raise OperationalError
        return verify_trail(person)

    monkeypatch.setattr("desk.backup.trails.verify_trail", fail_after)
    with pytest.raises(CommandError, match="OperationalError"):
        call_command("verify_audit", stdout=(out := StringIO()))
    assert first.pk.hex in out.getvalue()


def known():
    """What a backup made at this moment knows."""
    return SimpleNamespace(facts=gather(ask, []))


def of_before(backup):
    """As backups were: without how a trail began."""
    trails = {person: end[:2] for person, end in backup.facts["trails"].items()}
    return SimpleNamespace(facts=backup.facts | {"trails": trails})


def put_back_by_one(person):
    """The last row is taken out again, with the very end that was there before it."""
    before = Trail.objects.values("length", "mac", "head").get(person=person)
    add(person)
    backup = known()
    run("DELETE FROM people_auditevent WHERE person_id = %s AND number > %s",
        value(person.pk), before["length"])  # fmt: skip
    Trail.objects.filter(person=person).update(**before)
    return backup


def erase(person, *, closes=False):
    due = ask_erasure(person=person, actor=person, closes=closes) + CLOSING
    assert erase_journal(person_id=person.pk, now=due)
    person.refresh_from_db()


def test_an_older_trail_put_back_as_a_whole_is_found_against_a_backup(cast, rows):
    backup = put_back_by_one(cast.amara)
    assert found() == []  # alone it looks whole
    assert [fault.person for fault in faults_since(backup)] == [cast.amara.pk.hex]
    add(cast.amara)  # and growing on from there does not hide it
    assert found() == []
    assert [fault.number for fault in faults_since(backup)] == [6]


def test_what_went_on_since_is_no_fault(cast, rows):
    backup = known()
    add(cast.amara)
    add(cast.chloe)
    assert found() == [] and list(faults_since(backup)) == []


@pytest.mark.parametrize("as_it_was", [lambda backup: backup, of_before])
def test_a_journal_erased_since_is_no_fault(cast, rows, as_it_was):
    backup = as_it_was(known())
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        erase(cast.amara)
    assert found() == [] and list(faults_since(backup)) == []


@pytest.mark.parametrize("as_it_was", [lambda backup: backup, of_before])
def test_a_journal_erased_before_does_not_hide_what_was_put_back(cast, rows, as_it_was):
    erase(cast.amara)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        backup = as_it_was(put_back_by_one(cast.amara))
    assert found() == []
    assert [fault.person for fault in faults_since(backup)] == [cast.amara.pk.hex]


def test_who_left_since_is_no_fault_and_cannot_be_feigned(cast, rows):
    backup = known()
    erase(cast.amara, closes=True)
    assert cast.amara.has_left and found() == [] and list(faults_since(backup)) == []
    User.objects.filter(pk=cast.ben.pk).update(email=f"ben@{ERASED}")
    AuditEvent._base_manager.filter(person=cast.ben).delete()
    Trail.objects.filter(person=cast.ben).delete()
    assert found() == [(cast.ben.pk.hex, 1)]


def test_a_backup_that_does_not_know_the_beginnings_says_so(rows, tmp_path):
    (payload := tmp_path / "payload").write_bytes(b"")
    for name, backup in (("new", known()), ("old", of_before(known()))):
        files.write(tmp_path / name, backup.facts, payload)
        call_command("verify_audit", since=tmp_path / name, stdout=(out := StringIO()))
        assert ("does not say how each trail began" in out.getvalue()) == (name == "old")
