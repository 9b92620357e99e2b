"""What a tick does besides erasing journals: shutting, emptying, dropping; twice without harm."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from desk import ticking
from desk.ticking import tick
from journals.models import Entry, ParkedWords, Preparation, Review
from reflectjournal.logs import JsonLines
from supervision.models import Supervision
from tests.desk.sharing_makers import make_outside, park
from tests.makers import make_entry, make_share, make_user, make_words

pytestmark = pytest.mark.django_db
MONTH = settings.BIN_TIME


@pytest.fixture
def pair(cast):
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


def later(**time):
    return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


def test_a_tick_empties_bins_and_is_harmless_twice(capsys):
    person = make_user()
    make_entry(person, deleted=True)
    make_entry(person)
    with time_machine.travel(timezone.now() + MONTH + timedelta(days=1), tick=False):
        call_command("tick")
        call_command("tick")
    assert capsys.readouterr().out.count("entries erased from bins: 1") == 1
    assert Entry.objects.count() == 1


def test_what_the_clock_ended_is_shut_once(pair):
    share = make_share(make_entry(pair.supervisee), pair)
    assert tick()["shares closed"] == 0
    Supervision.objects.filter(pk=pair.pk).update(ended_on=timezone.localdate())
    assert tick()["shares closed"] == 1
    assert tick()["shares closed"] == 0
    share.refresh_from_db()
    assert share.state == "closed"


def test_a_link_past_its_day_is_shut(pair):
    share = make_outside(make_entry(pair.supervisee), pair.supervisee, "m")
    with later(days=13, hours=23):
        assert tick()["shares closed"] == 0
    with later(days=14, minutes=1):
        assert tick()["shares closed"] == 1
    share.refresh_from_db()
    assert share.state == "closed"


def test_choices_are_kept_for_a_day(amara):
    entry = make_entry(amara)
    Preparation.objects.create(entry=entry, key_holder=amara.key_holder, choices={"ask": "x"})
    with later(hours=23):
        tick()
        assert Preparation.objects.exists()
    with later(hours=25):
        tick()
        assert not Preparation.objects.exists()


def test_parked_words_are_kept_as_long_as_a_bin_and_drafts_for_good(pair):
    share = make_share(make_entry(pair.supervisee), pair)
    make_words(share)
    park(share, by_writer=False, text="Parked")
    with time_machine.travel(timezone.now() + MONTH - timedelta(hours=1), tick=False):
        tick()
        assert ParkedWords.objects.exists()
    with time_machine.travel(timezone.now() + MONTH + timedelta(hours=1), tick=False):
        tick()
        assert not ParkedWords.objects.exists()
    assert Review.objects.get(share=share).words["noticed"]


def test_a_part_that_fails_keeps_none_from_its_turn_and_says_no_word(monkeypatch, caplog, capsys):
    def breaks():
        with connection.cursor() as cursor:
            cursor.execute("SELECT zq_marker")

    monkeypatch.setitem(ticking.PARTS, "shares closed", breaks)
    person = make_user()
    make_entry(person, deleted=True)
    with later(days=31), transaction.atomic(), pytest.raises(CommandError, match="shares closed"):
        call_command("tick")
    assert "shares closed" in caplog.text
    lines = [JsonLines().format(record) for record in caplog.records]
    assert not any("zq_marker" in line for line in lines)
