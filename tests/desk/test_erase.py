"""Erasing: asked for with care, undone with one press, and thorough when its day has come."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from desk.services import CLOSING, ask_erasure, erase_due, erase_journal, undo_erasure
from journals.models import Clash, Entry, EntryRevision, ParkedForm
from people import audit
from people.models import AuditEvent, Invitation, User
from supervision.models import Supervision
from tests.desk.makers import make_full_journal
from tests.makers import PASSWORD, make_entry, make_supervision, make_user
from vault.models import KeyHolder

pytestmark = pytest.mark.django_db
ERASE, KEEP = reverse("desk:erase"), reverse("desk:erase_undo")
MONTH = settings.BIN_TIME


def order(**changed):
    return {"what": "journal", "word": "erase", "password": PASSWORD} | changed


def after_grace():
    return time_machine.travel(timezone.now() + MONTH + CLOSING + timedelta(seconds=5), tick=False)


def test_the_page_says_what_happens_and_offers_a_copy_first(client, sign_in):
    text = sign_in(client, make_user()).get(ERASE).text
    assert "What happens" in text
    assert "Erase in thirty days" in text
    assert f'href="{reverse("desk:take_out")}"' in text


@pytest.mark.parametrize(("what", "closes"), [("journal", False), ("everything", True)])
def test_the_word_and_the_password_start_the_days_of_grace(
    client, sign_in, what, closes, django_capture_on_commit_callbacks
):
    person = make_full_journal("m")
    with django_capture_on_commit_callbacks(execute=True):
        response = sign_in(client, person).post(ERASE, order(what=what, word=" Erase "))
    assert response.status_code == 303
    person.refresh_from_db()
    assert abs(person.erase_after - timezone.now() - MONTH) < timedelta(minutes=1)
    assert person.erase_closes is closes
    assert Entry.objects.visible_to(person).count() == 1
    assert AuditEvent.objects.filter(person=person, action="erasure-asked").exists()
    assert {m.to[0] for m in mail.outbox} == {"firstm@example.test", "secondm@example.test"}
    assert "Keep my journal" in client.get(reverse("desk:home")).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "wrong"},
        {"password": ""},
        {"word": "delete"},
        {"word": ""},
        {"what": "nothing"},
        {"what": ""},
    ],
)
def test_anything_less_changes_nothing(client, sign_in, wrong):
    person = make_user()
    response = sign_in(client, person).post(ERASE, order(**wrong), follow=True)
    assert response.redirect_chain == [(ERASE, 303)]
    assert "messages__item--error" in response.text
    person.refresh_from_db()
    assert person.erase_after is None


def test_one_press_keeps_the_journal(client, sign_in):
    person = make_user()
    ask_erasure(person=person, actor=person, closes=True)
    sign_in(client, person)
    assert "is to be erased" in client.get(ERASE).text
    assert client.post(KEEP).status_code == 303
    person.refresh_from_db()
    assert (person.erase_after, person.erase_closes) == (None, False)
    assert AuditEvent.objects.filter(person=person, action="erasure-undone").exists()
    assert client.post(KEEP).status_code == 303  # twice does no harm
    with after_grace():
        assert erase_due() == 0


def test_keeping_is_a_post(client, sign_in):
    assert sign_in(client, make_user()).get(KEEP).status_code == 405


def test_a_held_person_erases_nothing(client, sign_in):
    person = make_user(held_until=timezone.now() + timedelta(days=3))
    response = sign_in(client, person).post(ERASE, order())
    assert reverse("people:hold") in response.url
    person.refresh_from_db()
    assert person.erase_after is None


def test_nothing_is_erased_before_its_day():
    person = make_full_journal("m")
    ask_erasure(person=person, actor=person, closes=False)
    with time_machine.travel(person.erase_after + CLOSING - timedelta(seconds=1), tick=False):
        assert erase_due() == 0
    assert Entry.objects.filter(author=person).count() == 2


def test_a_journal_is_erased_and_the_sign_in_stays(client):
    person = make_full_journal("m")
    other = make_full_journal("other")
    old_key = person.key_holder_id
    ask_erasure(person=person, actor=person, closes=False)
    with after_grace():
        assert erase_due() == 1
        assert erase_due() == 0
    person.refresh_from_db()
    for model in (EntryRevision, Clash, ParkedForm):
        assert not model.objects.filter(entry__author=person).exists()
        assert model.objects.filter(entry__author=other).exists()
    assert not Entry.objects.filter(author=person).exists()
    assert not KeyHolder.objects.filter(pk=old_key).exists()
    assert (person.erase_after, person.is_active) == (None, True)
    events = AuditEvent.objects.filter(person=person)
    assert [event.action for event in events] == ["journal-erased"]
    assert audit.verify_trail(person) is None
    assert audit.verify_trail(other) is None
    assert Supervision.objects.of(person).exists()
    # And it can be written in again.
    make_entry(person, title="A new page")
    assert Entry.objects.visible_to(person).get().title == "A new page"


def test_closing_takes_the_person_out_and_leaves_the_supervisor_the_fact():
    person = make_full_journal("m")
    pair = Supervision.objects.get(supervisee=person)
    supervisor = pair.supervisor
    ask_erasure(person=person, actor=person, closes=True)
    with after_grace():
        erase_due()
    pair = Supervision.objects.get(pk=pair.pk)
    left = pair.supervisee
    assert pair.ended_on is not None
    assert (left.display_name, left.is_active, left.has_usable_password()) == ("", False, False)
    assert "m@" not in left.email
    assert not left.memberships.exists()
    assert not Invitation.objects.exists()
    assert audit.verify_trail(supervisor) is None


def test_closing_leaves_no_row_where_nobody_else_needs_one():
    person = make_user()
    make_entry(person)
    ask_erasure(person=person, actor=person, closes=True)
    with after_grace():
        erase_due()
    assert not User.objects.filter(pk=person.pk).exists()
    assert not KeyHolder.objects.exists()


def test_a_supervision_still_to_come_will_not_begin():
    person, other = make_user(), make_user()
    day = timezone.localdate() + timedelta(days=90)
    pair = make_supervision(other, person, started_on=day)
    ask_erasure(person=person, actor=person, closes=True)
    with after_grace():
        erase_due()
    pair.refresh_from_db()
    assert pair.ended_on == day and not pair.is_to_come
    with time_machine.travel(timezone.now() + timedelta(days=200), tick=False):
        assert not Supervision.objects.current().exists()


def test_every_session_ends(client, sign_in):
    person, other = make_user(), make_user()
    sign_in(client, person).get(reverse("desk:home"))
    sign_in(type(client)(), other)
    ask_erasure(person=person, actor=person, closes=False)
    with after_grace():
        erase_due()
    left = [session.get_decoded().get(SESSION_KEY) for session in Session.objects.all()]
    assert str(person.pk) not in left
    assert len(left) == 1


@pytest.mark.parametrize("script", [True, False])
def test_a_journal_is_closed_from_its_last_moment_on(client, sign_in, script):
    person = make_user()
    entry = make_entry(person)
    ask_erasure(person=person, actor=person, closes=False)
    headers = {"Accept": "application/json"} if script else {}
    with time_machine.travel(person.erase_after + timedelta(seconds=1), tick=False):
        sign_in(client, person)
        response = client.get(reverse("journals:entry_read", args=[entry.pk]), headers=headers)
    assert response.status_code == (401 if script else 403)
    assert "tea went cold" not in response.text


def test_what_was_erased_is_told_to_the_last_addresses(django_capture_on_commit_callbacks):
    person = make_full_journal("m")
    ask_erasure(person=person, actor=person, closes=True)
    with after_grace(), django_capture_on_commit_callbacks(execute=True):
        erase_due()
    told = [m for m in mail.outbox if "has been erased" in m.subject]
    assert {m.to[0] for m in told} == {"firstm@example.test", "secondm@example.test"}
    assert "Title" not in "".join(m.body for m in mail.outbox)


def test_undo_then_ask_again_counts_from_the_second_time():
    person = make_user()
    ask_erasure(person=person, actor=person, closes=False)
    undo_erasure(person=person, actor=person)
    with time_machine.travel(timezone.now() + timedelta(days=20), tick=False):
        ask_erasure(person=person, actor=person, closes=False)
    with after_grace():
        assert erase_due() == 0


def test_who_is_locked_out_can_still_keep_the_journal_and_has_time_to(client, sign_in):
    person = make_user()
    entry = make_entry(person)
    ask_erasure(person=person, actor=person, closes=False)
    day_20 = timezone.now() + timedelta(days=20)
    User.objects.filter(pk=person.pk).update(held_until=day_20 + timedelta(days=14))
    with after_grace():
        assert erase_due() == 0
    with time_machine.travel(day_20 + timedelta(days=27), tick=False):
        assert erase_due() == 0
    person.refresh_from_db()
    with time_machine.travel(day_20, tick=False):
        sign_in(client, person)
        client.post(reverse("desk:erase_undo"))
    with time_machine.travel(day_20 + timedelta(days=60), tick=False):
        assert erase_due() == 0
    assert Entry.objects.filter(pk=entry.pk).exists()


def test_a_journal_that_is_kept_while_others_are_erased_stays():
    person = make_user()
    entry = make_entry(person)
    assert not erase_journal(person_id=person.pk, now=timezone.now())
    assert Entry.objects.get().pk == entry.pk


def test_one_journal_that_cannot_be_erased_does_not_keep_the_others():
    bad, good = make_user(), make_user()
    for person in (bad, good):
        make_entry(person)
        ask_erasure(person=person, actor=person, closes=False)
    # Something that nobody thought of is sealed with the key that is to go.
    wording = Entry.objects.filter(author=bad).get().prompt_version
    Entry.objects.create(author=make_user(), key_holder=bad.key_holder, prompt_version=wording)
    with after_grace():
        assert erase_due() == 1
    assert Entry.objects.filter(author=bad).exists()
    assert not Entry.objects.filter(author=good).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite  # looks into SQLite's own file
def test_no_byte_of_it_is_left_in_the_live_database(tmp_path):
    """The database as it would be copied: every page of it, free ones too."""
    kept, gone = make_full_journal("KeptMarker"), make_full_journal("GoneMarker")
    ask_erasure(person=gone, actor=gone, closes=True)
    assert b"GoneMarker" in _bytes_of_database(tmp_path / "before")
    with after_grace():
        erase_due()
    left = _bytes_of_database(tmp_path / "after")
    # What others keep: their own names, and the teams of the organisation.
    for others in (
        b"Team GoneMarker",
        b"Other GoneMarker",
        b"Beside GoneMarker",
        b"beside.gonemarker",
        b"other.gonemarker",
        b"Writer GoneMarker",
        b"writer.gonemarker",
    ):
        left = left.replace(others, b"")
    assert b"gonemarker" not in left.lower()
    assert b"NameKeptMarker" in left
    assert kept.key_holder.data_key()


def _bytes_of_database(path) -> bytes:
    connection.ensure_connection()
    return connection.connection.serialize()
