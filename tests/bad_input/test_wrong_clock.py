"""A clock that is wrong: whatever it says, what was written is saved, or kept and given back."""

import html
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.models import Clash, Entry
from people import audit
from people.models import User
from tests.bad_input.test_words_are_kept import page, save, write
from tests.makers import PASSWORD, make_entry

LEAPS = [timedelta(days=-400), timedelta(days=-1), timedelta(minutes=-6), timedelta(minutes=6),
         timedelta(days=1), timedelta(days=20), timedelta(days=400)]  # fmt: skip


@pytest.fixture
def entry(amara: User) -> Entry:
    return make_entry(amara, answers={"happened": "As it was."})


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def signed_in() -> Client:
    client = Client()
    fields = {"login": "amara@example.test", "password": PASSWORD, "device": "shared"}
    assert client.post("/sign-in/", fields | {"others": "no"}).status_code == 302
    return client


def shown(client: Client, entry: Entry) -> str:
    return html.unescape(client.get(reverse("journals:entry_write", args=[entry.pk])).text)


@pytest.mark.parametrize("leap", LEAPS, ids=str)
def test_words_typed_before_the_clock_leapt_come_back(entry: Entry, leap: timedelta) -> None:
    now = timezone.now()
    with at(now):
        client, fields = signed_in(), page(entry, "Typed before the leap.")
    with at(now + leap):
        answer = write(client, entry, **fields)
        assert answer.status_code == 303, answer.status_code
        assert "Typed before the leap." in shown(signed_in(), entry)


@pytest.mark.parametrize("leap", LEAPS, ids=str)
def test_no_script_is_told_saved_for_what_the_leap_stopped(entry: Entry, leap: timedelta) -> None:
    now = timezone.now()
    with at(now):
        client, fields = signed_in(), page(entry, "Typed before the leap.")
    with at(now + leap):
        answer = save(client, entry, **fields)
        entry.refresh_from_db()
        is_saved = entry.answers["happened"] == "Typed before the leap."
        assert ("Reflect-Saved" in answer.headers) == is_saved
        assert answer.status_code == (200 if is_saved else 401)
        # The page still holds it, and sends the same once its writer is in again.
        again = save(signed_in(), entry, **fields)
        assert again.headers["Reflect-Saved"]
    entry.refresh_from_db()
    assert entry.answers["happened"] == "Typed before the leap."
    assert not Clash.objects.filter(entry=entry).exists()


def test_the_order_of_saves_is_not_the_clocks(entry: Entry) -> None:
    """The later save stands, though the clock calls it the earlier one."""
    now = timezone.now()
    first = page(entry, "First.")
    with at(now):
        assert save(signed_in(), entry, **first).status_code == 200
    with at(now - timedelta(days=30)):
        second = page(entry, "Second.", page=first["page"], base="2")
        assert save(signed_in(), entry, **second).status_code == 200
        assert save(signed_in(), entry, **first).status_code == 200  # its answer was lost
    entry.refresh_from_db()
    assert entry.answers["happened"] == "Second."
    assert not Clash.objects.filter(entry=entry).exists()


def test_a_trail_is_whole_whatever_the_clock_said(amara: User) -> None:
    now = timezone.now()
    for leap in LEAPS:
        with at(now + leap):
            audit.record(person=amara, actor=amara, action=audit.Action.SIGNED_IN)
    assert audit.verify_trail(amara) is None
