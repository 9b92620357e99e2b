"""The trail: append-only, one chain a person, complete under many writers at once."""

import importlib
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people import audit
from people.models import AuditEvent, Trail, TrailIsAppendOnly, User
from tests.makers import make_user
from vault.ids import new_id


def write(person: User, *actors: User) -> None:
    for actor in actors or (person,):
        audit.record(person=person, actor=actor, action=audit.Action.JOURNAL_EXPORTED)


def test_numbers_each_person_apart(amara: User, ben: User) -> None:
    write(amara, ben, ben)
    write(ben, ben)
    assert [event.number for event in amara.events.order_by("number")] == [1, 2]
    assert [event.number for event in ben.events.all()] == [1]
    assert audit.verify_trail(amara) is None
    assert audit.verify_trail(ben) is None


def test_refuses_a_nameless_actor(amara: User) -> None:
    with pytest.raises(audit.AuditRefused):
        audit.record(person=amara, actor=AnonymousUser(), action=audit.Action.JOURNAL_EXPORTED)  # type: ignore[arg-type]


def test_refuses_an_unknown_action(amara: User) -> None:
    with pytest.raises(ValueError):
        audit.record(person=amara, actor=amara, action="peeked")
    assert not amara.events.exists()


@pytest.mark.django_db(transaction=True)
def test_refuses_outside_a_transaction(cast: SimpleNamespace) -> None:
    with pytest.raises(audit.AuditRefused):
        write(cast.amara)


@pytest.mark.django_db(transaction=True)
def test_stands_or_falls_with_its_change(cast: SimpleNamespace) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        write(cast.amara)
        raise RuntimeError
    assert not cast.amara.events.exists()
    assert audit.verify_trail(cast.amara) is None


def test_is_append_only(amara: User) -> None:
    write(amara)
    event = amara.events.get()
    event.action = audit.Action.JOINED
    rows = AuditEvent.objects.filter(person=amara)
    for attempt in (
        event.save,
        event.delete,
        rows.delete,
        lambda: rows.update(action="joined"),
        lambda: AuditEvent.objects.bulk_update([event], ["action"]),
        lambda: AuditEvent.objects.bulk_create([]),
        lambda: AuditEvent.objects.create(person=amara),
        lambda: AuditEvent.objects.update_or_create(person=amara, number=1),
    ):
        with pytest.raises(TrailIsAppendOnly):
            attempt()
    assert amara.events.get().action == audit.Action.JOURNAL_EXPORTED


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE people_auditevent SET action = 'joined' WHERE number = 2",
        "UPDATE people_auditevent SET object_type = 'entry' WHERE number = 2",
        "UPDATE people_auditevent SET actor_id = person_id WHERE number = 2",
        "UPDATE people_auditevent SET at = '2020-01-01 00:00:00' WHERE number = 2",
        "DELETE FROM people_auditevent WHERE number = 2",
        "UPDATE people_auditevent SET number = 9 WHERE number = 2",
    ],
)
def test_names_the_first_broken_row(forgery: str, amara: User, ben: User) -> None:
    write(amara, ben, ben, ben)
    assert audit.verify_trail(amara) is None
    with connection.cursor() as cursor:
        cursor.execute(forgery)
    assert audit.verify_trail(amara) == 2


def test_misses_rows_cut_off_the_end(amara: User, ben: User) -> None:
    write(amara, ben, ben, ben)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_auditevent WHERE number = 3")
    assert audit.verify_trail(amara) == 3


def test_misses_a_lost_end(amara: User) -> None:
    write(amara)
    Trail.objects.all().delete()
    assert audit.verify_trail(amara) == 1


def test_misses_rows_cut_off_whatever_the_end_says(amara: User, ben: User) -> None:
    """Whoever writes the row of the end as well can copy what it says from the last row left."""
    write(amara, *[ben] * 5)
    third = amara.events.get(number=3)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_auditevent WHERE number > 3")
    Trail.objects.filter(person=amara).update(length=3, mac=bytes(third.mac))
    assert audit.verify_trail(amara) == 4
    write(amara, ben)  # going on does not heal it
    assert audit.verify_trail(amara) is not None


@pytest.mark.parametrize("end", ["gone", "emptied"])
def test_misses_a_trail_that_was_wiped(end: str, amara: User, ben: User) -> None:
    write(amara, ben, ben)
    AuditEvent._base_manager.filter(person=amara).delete()
    rows = Trail.objects.filter(person=amara)
    if end == "gone":
        rows.delete()
    else:
        rows.update(length=0, mac=b"")
    assert audit.verify_trail(amara) == 1
    write(amara, ben)  # beginning anew does not heal it
    assert audit.verify_trail(amara) is not None


def test_the_end_of_another_does_not_fit(amara: User, ben: User) -> None:
    Trail.objects.filter(person=amara).update(head=Trail.objects.get(person=ben).head)
    assert audit.verify_trail(amara) == 1


def test_whoever_is_made_has_a_trail(db: None) -> None:
    person = make_user()
    assert audit.verify_trail(person) is None
    Trail.objects.filter(person=person).delete()
    assert audit.verify_trail(person) == 1


def test_the_migration_signs_the_ends_that_are_there(amara: User, ben: User) -> None:
    write(amara, ben, ben)
    wiped, torn, lost = (make_user(name) for name in ("Wiped", "Torn", "Lost"))
    for person in (torn, lost):
        write(person, ben, ben)
    Trail.objects.filter(person__in=[wiped, lost]).delete()
    Trail.objects.filter(person=torn).update(length=1)
    Trail.objects.update(head=b"")
    assert audit.verify_trail(amara) == 3
    importlib.import_module("people.migrations.0008_signed_heads").sign_heads(apps, None)
    assert [audit.verify_trail(person) for person in (amara, ben, wiped)] == [None] * 3
    assert [audit.verify_trail(person) for person in (torn, lost)] == [2, 2]


PLANTED = [
    "object_type = '\x1f'",
    pytest.param("at = 'never'", marks=pytest.mark.sqlite),
    pytest.param("actor_id = 'nobody'", marks=pytest.mark.sqlite),
    pytest.param("at = 'infinity'", marks=pytest.mark.postgresql),
]


@pytest.mark.parametrize("planted", PLANTED)
def test_names_a_row_that_cannot_be_read(planted: str, amara: User, ben: User) -> None:
    write(amara, ben, ben)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE people_auditevent SET {planted} WHERE number = 2")
    assert audit.verify_trail(amara) == 2


@pytest.mark.sqlite
def test_text_that_is_none_is_a_fault_too(amara: User) -> None:
    write(amara)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_auditevent SET object_type = CAST(x'ff' AS TEXT)")
    assert audit.verify_trail(amara) == 1


def test_a_row_does_not_fit_another_persons_chain(amara: User, ben: User) -> None:
    write(amara)
    write(ben)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_auditevent WHERE person_id = %s", [_db(ben)])
        cursor.execute("UPDATE people_auditevent SET person_id = %s", [_db(ben)])
    assert audit.verify_trail(ben) == 1


def _db(user: User) -> object:
    return User._meta.pk.get_db_prep_value(user.pk, connection)


def test_outlives_the_actor(amara: User) -> None:
    somebody = make_user("Gone")
    write(amara, somebody)
    User.objects.filter(pk=somebody.pk).delete()
    assert audit.verify_trail(amara) is None


def test_goes_with_the_person(ben: User) -> None:
    somebody = make_user("Going")
    write(somebody, ben)
    gone = somebody.pk
    somebody.delete()
    assert not AuditEvent.objects.exists()
    assert not Trail.objects.filter(person_id=gone).exists()


def test_is_shown_in_words_and_own_time(amara: User, ben: User, client: Client) -> None:
    User.objects.filter(pk=amara.pk).update(time_zone="Asia/Manila")
    audit.record(
        person=amara,
        actor=ben,
        action=audit.Action.JOURNAL_EXPORTED,
        object_type="entry",
        object_id=new_id(),
    )
    client.force_login(amara)
    page = client.get(reverse("people:trail")).content.decode()
    assert "Ben" in page and "Took a copy of everything" in page
    assert "journal-exported" not in page
    assert "Only you see this" in page
    at = amara.events.get().at.astimezone(__import__("zoneinfo").ZoneInfo("Asia/Manila"))
    assert at.strftime("%H:%M") in page


def test_shows_only_my_own(amara: User, ben: User, client: Client) -> None:
    write(ben, amara)
    client.force_login(ben)
    assert "Amara" in client.get(reverse("people:trail")).content.decode().split("<main")[1]
    client.force_login(amara)
    page = client.get(reverse("people:trail")).content.decode().split("<main")[1]
    assert "Took a copy of everything" not in page


def test_names_no_reader_while_a_reset_waits(amara: User, ben: User, client: Client) -> None:
    action = audit.Action
    audit.record(person=amara, actor=amara, action=action.SIGNED_IN)
    audit.record(person=amara, actor=amara, action=action.FACTOR_ADDED, object_type="factor")
    for kind in ("share", "entry", "something-new"):
        audit.record(person=amara, actor=ben, action=action.SHARE_OPENED, object_type=kind)
    client.force_login(amara)
    assert "Ben" in client.get(reverse("people:trail")).content.decode()
    amara.held_until = timezone.now() + timedelta(days=9)
    amara.save()
    for query in ("", "?only=others"):
        page = client.get(reverse("people:trail") + query).content.decode()
        assert not re.search(r"\bBen\b", page) and "Opened what you shared" not in page
        assert "is not listed here" in page and reverse("people:hold") in page
        assert ("Added a second step" in page and "Signed in" in page) == (not query)


@pytest.mark.parametrize("events", [2, 60])
def test_costs_the_same_at_any_length(
    events: int, amara: User, ben: User, client: Client, django_assert_num_queries: object
) -> None:
    write(amara, *[ben] * events)
    client.force_login(amara)
    client.get(reverse("people:trail"))  # the first page starts the session's clock
    with django_assert_num_queries(5):  # type: ignore[operator]
        client.get(reverse("people:trail"))


def test_is_divided_into_pages(amara: User, ben: User, client: Client) -> None:
    write(amara, *[ben] * 60)
    client.force_login(amara)
    second = client.get(reverse("people:trail"), {"page": "2"}).content.decode()
    assert second.count("Took a copy of everything") == 10
    for odd in ("0", "-1", "999999", "x", "1e9", "\x00"):
        assert client.get(reverse("people:trail"), {"page": odd}).status_code == 200


@pytest.mark.postgresql  # on SQLite the next test does it, with a file
@pytest.mark.django_db(transaction=True)
def test_eight_processes_lose_and_double_nothing(cast: SimpleNamespace) -> None:
    """Real processes on the real database: each writes into the same trail."""
    database = connection.settings_dict
    if database["ENGINE"].endswith("sqlite3") and "mode=memory" in str(database["NAME"]):
        pytest.skip("an in-memory database has no other processes: see the file test")
    _write_from_processes(database, cast.amara, processes=8, each=25)
    assert [e.number for e in cast.amara.events.order_by("number")] == list(range(1, 201))
    assert audit.verify_trail(cast.amara) is None


def run_script(
    text: str, folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    script = folder / "script.py"
    script.write_text(text)
    done = subprocess.run(
        [sys.executable, str(script)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done


@pytest.mark.sqlite
def test_eight_processes_on_a_sqlite_file(
    tmp_path: Path, own_database: Callable[[], dict[str, str]]
) -> None:
    done = run_script(RACE, tmp_path, own_database())
    assert done.stdout.split() == ["200", "200", "None"]


def test_what_is_added_while_it_is_looked_at_is_no_fault(
    tmp_path: Path, own_database: Callable[[], dict[str, str]]
) -> None:
    """A second connection adds a row after each statement that asks for the trail."""
    done = run_script(MEANWHILE, tmp_path, own_database())
    assert done.stdout.split() == ["None", "True"]


def _write_from_processes(database: dict, person: User, *, processes: int, each: int) -> None:
    code = WRITER.format(database=database, person=person.pk.hex, each=each)
    running = [
        subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2])
        for _number in range(processes)
    ]
    assert [process.wait(timeout=120) for process in running] == [0] * processes


WRITER = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from django.conf import settings
settings.DATABASES = {{"default": {database!r}}}
import django
django.setup()
from django.db import transaction
from people import audit
from people.models import User
person = User.objects.get(pk="{person}")
for _number in range({each}):
    with transaction.atomic():
        audit.record(person=person, actor=person, action=audit.Action.JOURNAL_EXPORTED)
"""

MEANWHILE = """
import os, sys
sys.path.insert(0, os.getcwd())
import django
django.setup()
from threading import Thread
from django.db import connection, transaction
from people import audit
from people.models import User
from tests.own_database import make_ready
make_ready()
person = User.objects.create_user("meanwhile@example.test", "x")

def add():
    with transaction.atomic():
        audit.record(person=person, actor=person, action=audit.Action.JOURNAL_EXPORTED)
    connection.close()

def then_add(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    if "people_trail" in sql or "people_auditevent" in sql:
        other = Thread(target=add)
        other.start()
        other.join()
    return result

add()
with connection.execute_wrapper(then_add):
    found = audit.verify_trail(person)
print(found, person.events.count() > 1)
"""

RACE = """
import os, subprocess, sys
sys.path.insert(0, os.getcwd())
import django
django.setup()
from people import audit
from people.models import User
if len(sys.argv) == 1:
    person = User.objects.create_user("race@example.test", "x")
    again = [sys.executable, sys.argv[0], person.pk.hex]
    running = [subprocess.Popen(again) for _number in range(8)]
    assert [one.wait() for one in running] == [0] * 8
    numbers = list(person.events.order_by("number").values_list("number", flat=True))
    print(len(numbers), len(set(numbers)), audit.verify_trail(person))
else:
    from django.db import transaction
    person = User.objects.get(pk=sys.argv[1])
    for _number in range(25):
        with transaction.atomic():
            audit.record(person=person, actor=person, action=audit.Action.JOURNAL_EXPORTED)
"""
