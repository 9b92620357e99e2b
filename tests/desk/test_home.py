"""The writer's home: what it brings up, and what it never does."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from desk.home import SELF_CHECK, TIME_OUTS, writers_home
from people.services.codes import make_codes
from tests.makers import make_entry, make_programme, make_prompt, make_prompt_version, make_user

pytestmark = pytest.mark.django_db
HOME = reverse("desk:home")


@pytest.fixture
def time_outs():
    programme = make_programme(TIME_OUTS)
    return [
        make_prompt_version(prompt=make_prompt(programme, f"to{n}"), title=f"Time Out {n}")
        for n in range(1, 8)
    ]


@pytest.fixture
def home_of(client, sign_in):
    def get(person):
        return sign_in(client, person).get(HOME)

    return get


@pytest.mark.parametrize(
    ("hour", "words"),
    [(3, "night owl"), (8, "Good morning"), (13, "Good afternoon"), (20, "Good evening")],
)
def test_the_greeting_fits_the_person_own_clock(home_of, hour, words):
    person = make_user("Ade Bello", time_zone="Pacific/Auckland")  # thirteen hours ahead
    moment = datetime(2026, 11, 22, hour, tzinfo=UTC) - timedelta(hours=13)
    with time_machine.travel(moment, tick=False):
        assert f"{words}, Ade</h1>" in home_of(person).text


def test_a_first_visit_says_what_to_do_next_and_has_one_primary_button(home_of, time_outs):
    text = home_of(make_user("Ade")).text
    assert "This is your journal" in text
    assert text.count("Start writing") == 1
    assert "Lately" not in text


def test_the_newest_draft_is_offered_to_go_on_with(home_of):
    person = make_user()
    make_entry(person, title="An older one", touched_at=timezone.now() - timedelta(days=2))
    make_entry(person, title="The newest one")
    assert "Continue “The newest one”" in home_of(person).text


@pytest.mark.parametrize("mark", ["was_shock", "stays_away"])
def test_what_should_stay_away_is_never_brought_up(home_of, mark):
    person = make_user()
    make_entry(person, title="Quiet marker", **{mark: True})
    make_entry(person, title="Quiet marker", finished=True, **{mark: True})
    assert "Quiet marker" not in home_of(person).text


def test_other_people_and_the_bin_are_not_there(home_of):
    person = make_user()
    make_entry(make_user(), title="Quiet marker")
    make_entry(person, title="Quiet marker", deleted=True)
    assert "Quiet marker" not in home_of(person).text


def test_an_untouched_page_is_not_a_draft(home_of):
    person = make_user()
    make_entry(person, revision=0, answers={})
    assert "Where you left off" not in home_of(person).text


def test_suggestions_skip_the_time_outs_that_were_begun(home_of, time_outs):
    person = make_user()
    make_entry(person, time_outs[0], finished=True)
    make_entry(person, time_outs[1])
    home = writers_home(person)
    assert home.suggestions[0].version.title == "Time Out 3"
    assert (home.finished, home.time_outs) == (1, 7)
    text = home_of(person).text
    assert "You have finished 1 of 7." in text
    assert reverse("journals:entry_start", args=[time_outs[2].prompt_id]) in text


def test_the_self_check_is_offered_before_the_first_time_out_and_after_the_last(time_outs):
    person = make_user()
    check = make_prompt_version(prompt=make_prompt(make_programme(SELF_CHECK)), title="Check")

    def offered() -> bool:
        return "Check" in [one.version.title for one in writers_home(person).suggestions]

    assert offered()
    make_entry(person, check, finished=True)
    assert not offered()
    make_entry(person, time_outs[0], finished=True)
    make_entry(person, time_outs[6], finished=True)
    assert offered()
    make_entry(person, check, finished=True)
    assert not offered()


def test_suggestions_are_buttons_with_names_of_their_own(home_of, time_outs):
    text = home_of(make_user()).text
    for number in (1, 2, 3):
        assert f'Write<span class="visually-hidden"> “Time Out {number}”' in text


def test_an_administrator_is_told_what_they_can_do_now(home_of, hana):
    text = home_of(hana).text
    assert "Being an administrator opens nobody's journal." in text
    assert "write for yourself" in text


def test_a_plain_member_is_told_nothing_of_roles(home_of, amara):
    assert "As an administrator" not in home_of(amara).text


def test_missing_recovery_codes_are_mentioned_until_they_are_there(home_of):
    person = make_user()
    assert "no recovery codes" in home_of(person).text
    make_codes(user=person)
    assert "no recovery codes" not in home_of(person).text


def test_a_held_person_sees_the_wait_and_nothing_written(home_of, time_outs):
    person = make_user(held_until=timezone.now() + timedelta(days=3))
    make_entry(person, title="Quiet marker")
    text = home_of(person).text
    assert "stays closed until" in text
    assert "Quiet marker" not in text
    assert "journals/start" not in text


def test_two_and_two_hundred_entries_cost_the_same(
    client, sign_in, time_outs, django_assert_max_num_queries
):
    few, many = make_user(), make_user()
    for person, count in ((few, 2), (many, 200)):
        for number in range(count):
            make_entry(person, time_outs[number % 5], title=f"Entry {number}", finished=number > 0)
    counts = []
    for person in (few, many):
        sign_in(client, person).get(HOME)
        with django_assert_max_num_queries(10) as asked:
            assert client.get(HOME).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_hostile_names_and_titles_are_text(home_of):
    person = make_user("<script>alert(1)</script>")
    make_entry(person, title="</h2><script>alert(2)</script>")
    text = home_of(person).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(2)" in text


def test_nobody_is_sent_to_sign_in(client):
    response = client.get(HOME)
    assert response.status_code == 302
    assert reverse("account_login") in response.url


def test_only_reading(client, sign_in):
    assert sign_in(client, make_user()).post(HOME).status_code == 405
