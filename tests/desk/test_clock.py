"""A server's clock that runs ahead erases nothing before somebody could look at it."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from desk.clock import PATIENCE, STEP
from desk.services import ask_erasure
from desk.ticking import tick
from journals.models import Entry
from tests.makers import make_entry, make_user

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=400)


def after(*times):
    return time_machine.travel(timezone.now() + sum(times, timedelta()), tick=False)


@pytest.fixture
def binned():
    return make_entry(make_user(), deleted=True)


@pytest.fixture
def _a_round_a_moment_ago(binned):
    tick()


def is_there(entry):
    return Entry.objects.filter(pk=entry.pk).exists()


@pytest.mark.usefixtures("_a_round_a_moment_ago")
class TestAfterARound:
    def test_a_clock_that_steps_ahead_empties_no_bin(self, binned, caplog):
        with after(YEAR), caplog.at_level(logging.WARNING):
            tick()
            done = tick()
        assert is_there(binned)
        assert set(done) == {"mails of news sent"}
        assert caplog.text.count("nothing is erased before") == 1

    def test_whoever_keeps_the_server_is_told_once(self, settings, mailoutbox):
        settings.ADMINS = [("operator", "operator@example.test")]
        with after(YEAR):
            tick()
            tick()
        assert [mail.subject for mail in mailoutbox] == [
            f"{settings.EMAIL_SUBJECT_PREFIX}Is the clock right?"
        ]

    def test_nor_erases_a_journal_that_was_asked_to_go(self):
        person = make_user()
        make_entry(person)
        ask_erasure(person=person, actor=person, closes=False)
        with after(YEAR):
            tick()
        assert Entry.objects.filter(author=person).exists()

    def test_nor_in_the_rounds_of_the_day_after(self, binned):
        for hours in range(0, 24, 3):
            with after(YEAR, timedelta(hours=hours)):
                tick()
        assert is_there(binned)

    def test_after_a_day_it_is_believed(self, binned):
        with after(YEAR):
            tick()
        with after(YEAR, PATIENCE):
            tick()
        assert not is_there(binned)

    def test_set_right_again_rounds_go_on_at_once(self, binned):
        with after(YEAR):
            tick()
        assert "journals erased" in tick()
        assert is_there(binned)

    def test_whoever_has_looked_need_not_wait(self, binned):
        with after(YEAR):
            tick()
            call_command("tick", clock_is_right=True)
        assert not is_there(binned)

    def test_a_smaller_step_is_what_time_does(self, binned):
        for steps in (0.7, 1.4):
            with after(STEP * steps):
                assert "journals erased" in tick()
        assert is_there(binned)
        with after(STEP * 2):
            tick()
        assert not is_there(binned)

    def test_a_clock_set_back_makes_nobody_wait(self):
        with after(-YEAR):
            assert "journals erased" in tick()

    def test_nor_one_that_begins_in_the_past_at_each_start(self, binned):
        for night in range(1, 32):
            with after(-YEAR):
                tick()
            with after(timedelta(days=night)):
                tick()
        assert not is_there(binned)


def test_the_first_round_of_all_is_believed(binned):
    with after(YEAR):
        tick()
    assert not is_there(binned)
