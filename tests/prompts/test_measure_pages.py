"""Filling in a measure: for its writer alone, kept, counted, erased."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk.ticking import PARTS
from people.kept import MOST
from people.models import AuditEvent, Membership
from prompts.models import Measure, Sitting
from prompts.services.measures import keep_sitting
from prompts.sittings import bind
from tests.makers import make_membership, make_team
from tests.prompts.measure_makers import make_measure, make_sitting
from vault.ids import new_id

pytestmark = pytest.mark.django_db

LIST = "/measures/"
ALL = {"answer-t1": "3", "answer-t2": "1", "answer-t3": "4", "answer-c1": "0", "answer-c2": "2"}


@pytest.fixture
def measure(cast):
    return make_measure(cast.team.organisation)


@pytest.fixture
def nurse(client, amara, sign_in):
    return sign_in(client, amara)


def binding_on(page: str) -> str:
    found = re.search(r'name="binding" value="([^"]+)"', page)
    assert found
    return found[1]


def fill(nurse, measure, do="finish", **answers):
    page = nurse.get(measure.get_absolute_url()).content.decode()
    return nurse.post(
        measure.get_absolute_url(), {"binding": binding_on(page), "do": do, **(answers or ALL)}
    )


def chosen(page: str) -> int:
    return len(re.findall(r'type="radio"[^>]* checked', page))


def cells(page: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", page.split("<tbody>")[1], re.S)
    texts = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
    return [[re.sub(r"\s*<[^>]+>\s*", " ", text).strip() for text in row] for row in texts]


def test_what_is_filled_in_is_counted(nurse, measure, amara):
    answer = fill(nurse, measure)
    assert answer.status_code == 303
    sitting = Sitting.objects.visible_to(amara).get()
    assert answer.url == sitting.get_absolute_url()
    assert cells(nurse.get(answer.url).content.decode()) == [
        ["Tea", "10 (from 0 to 12)", "in the highest third"],
        ["Cake", "2 (from 0 to 8)", "in the lowest third"],
        ["Together", "12 (from 0 to 20)", "in the middle third"],
    ]


def test_too_few_answers_and_the_mean_that_stands_in(nurse, cast):
    other = make_measure(cast.team.organisation, key="other")
    other.content = other.content | {"missing": 1}
    other.save()
    answer = fill(nurse, other, **{"answer-t1": "3", "answer-t3": "4"})
    assert cells(nurse.get(answer.url).content.decode()) == [
        ["Tea", "10.5 (from 0 to 12)", "in the highest third; 1 of 3 left out"],
        ["Cake", "no number (from 0 to 8)", "too few answers: 0 of 2"],
        ["Together", "no number (from 0 to 20)", "too few answers: 2 of 5"],
    ]


def test_a_page_sent_twice_is_one_sitting_and_one_row_in_the_trail(nurse, measure, amara):
    page = nurse.get(measure.get_absolute_url()).content.decode()
    posted = {"binding": binding_on(page), "do": "finish", **ALL}
    first = nurse.post(measure.get_absolute_url(), posted)
    second = nurse.post(measure.get_absolute_url(), posted | {"answer-t1": "0"})
    assert first.url == second.url
    assert Sitting.objects.get().answers["t1"] == 3
    assert AuditEvent.objects.filter(person=amara, action="measure-filled").count() == 1


def test_kept_for_later_and_gone_on_with(nurse, measure):
    answer = fill(nurse, measure, do="later", **{"answer-t1": "3"})
    assert answer.status_code == 303
    page = nurse.get(measure.get_absolute_url()).content.decode()
    assert chosen(page) == 1
    assert 'id="answer-t1-4" value="3" checked' in page
    assert "Begun" in nurse.get(LIST).content.decode()
    fill(nurse, measure)
    sitting = Sitting.objects.get()
    assert sitting.finished_at is not None
    assert "Begun" not in nurse.get(LIST).content.decode()


def test_nothing_answered_is_nothing_counted(nurse, measure):
    answer = fill(nurse, measure, nothing="1")
    assert answer.status_code == 303
    assert answer.url == measure.get_absolute_url()
    assert "There is nothing to count yet" in nurse.get(answer.url).content.decode()
    assert not Sitting.objects.finished().exists()


@pytest.mark.parametrize("value", ["5", "-1", "", "x", "1.5", "٣", "3 ", "9" * 5000, "\0", "True"])
def test_what_is_not_on_the_scale_is_left_aside(nurse, measure, value):
    assert fill(nurse, measure, **ALL | {"answer-t1": value}).status_code == 303
    assert "t1" not in Sitting.objects.get().answers


def test_whose_it_is(nurse, measure, amara, cast, sign_in):
    fill(nurse, measure)
    sitting = Sitting.objects.get()
    for person in (cast.ben, cast.dev, cast.hana, cast.grace, cast.ife):
        for device_factor in (False, True):
            other = sign_in(Client(), person, factor=device_factor)
            assert other.get(sitting.get_absolute_url()).status_code == 404
            erase = reverse("prompts:measure_erase", args=[sitting.pk])
            assert other.post(erase).status_code == 404
        assert not Sitting.objects.visible_to(person).exists()
        assert "What you filled in" not in other.get(LIST).content.decode()
    assert Sitting.objects.get() == sitting


def test_answers_are_sealed_and_cannot_be_moved_to_somebody_else(nurse, measure, cast):
    fill(nurse, measure)
    sitting = Sitting.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM prompts_sitting")
        assert b"t1" not in bytes(cursor.fetchone()[0])
    Sitting.objects.filter(pk=sitting.pk).update(person=cast.ife)
    assert not Sitting.objects.visible_to(cast.ife).exists()


def test_a_measure_is_there_for_its_house_alone(nurse, measure, cast, sign_in):
    assert measure.title in nurse.get(LIST).content.decode()
    stranger = sign_in(Client(), cast.efua)
    assert measure.title not in stranger.get(LIST).content.decode()
    assert stranger.get(measure.get_absolute_url()).status_code == 404
    assert stranger.post(measure.get_absolute_url(), ALL).status_code == 404
    assert "Your organisation has none yet" in stranger.get(LIST).content.decode()


def test_who_leaves_keeps_what_they_filled_in_and_begins_nothing_new(nurse, measure, amara):
    url = fill(nurse, measure).url
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=amara).update(ended_on=yesterday)
    assert nurse.get(url).status_code == 200
    assert nurse.get(measure.get_absolute_url()).status_code == 404


def test_a_licence_that_is_over_lets_nobody_begin(nurse, measure):
    today = timezone.localdate()
    Measure.objects.update(licensed_until=today)
    assert nurse.get(measure.get_absolute_url()).status_code == 200
    Measure.objects.update(licensed_until=today - timedelta(days=1))
    assert nurse.get(measure.get_absolute_url()).status_code == 404
    assert measure.title not in nurse.get(LIST).content.decode()


def test_what_was_open_when_the_measure_changed_is_not_lost(nurse, measure):
    page = nurse.get(measure.get_absolute_url()).content.decode()
    Measure.objects.update(retired_at=timezone.now())
    posted = {"binding": binding_on(page), "do": "later", **ALL}
    answer = nurse.post(measure.get_absolute_url(), posted)
    assert answer.status_code == 303
    assert chosen(nurse.get(answer.url).content.decode()) == 5


def test_a_draft_of_another_measure_is_not_taken_over(nurse, measure, cast, amara):
    other = make_measure(cast.team.organisation, key="other")
    draft = make_sitting(amara, other, finished_at=None)
    posted = {"binding": bind(amara, draft.pk), "do": "finish", **ALL}
    assert nurse.post(measure.get_absolute_url(), posted).status_code == 404
    assert Sitting.objects.get().finished_at is None


def test_the_page_of_another_person_is_kept_for_them(client, nurse, measure, amara, cast, sign_in):
    page = nurse.get(measure.get_absolute_url()).content.decode()
    posted = {"binding": binding_on(page), "do": "finish", **ALL}
    ife = sign_in(Client(), cast.ife)
    answer = ife.post(measure.get_absolute_url(), posted)
    assert answer.status_code == 303
    assert "opened by somebody else" in ife.get(answer.url).content.decode()
    sitting = Sitting.objects.get()
    assert (sitting.person, sitting.came_alone, sitting.finished_at) == (amara, True, None)
    assert chosen(ife.get(measure.get_absolute_url()).content.decode()) == 0


def test_a_post_after_the_session_is_over_is_kept(nurse, measure, amara):
    page = nurse.get(measure.get_absolute_url()).content.decode()
    posted = {"binding": binding_on(page), "do": "finish", **ALL}
    nobody = Client()
    for _again in range(2):
        assert nobody.post(measure.get_absolute_url(), posted).status_code in (302, 303)
    sitting = Sitting.objects.get()
    assert (sitting.person, sitting.came_alone) == (amara, True)
    assert chosen(nurse.get(measure.get_absolute_url()).content.decode()) == 5


def test_a_token_alone_takes_no_more_room_than_a_few_pages(measure, amara, cast, sign_in):
    token = bind(amara, new_id())
    for number in range(MOST + 3):
        answers = {f"answer-t{1 + number % 3}": str(number // 3)}
        Client().post(measure.get_absolute_url(), {"binding": token, "do": "later", **answers})
    assert Sitting.objects.count() == MOST
    own = keep_sitting(
        person=amara, measure=measure, sitting_id=new_id(), answers={"t1": 1}, finish=True
    )
    assert own is not None  # the writer's own room is not taken


def test_forged_and_torn_tokens_keep_nothing(measure, cast):
    for token in ("", "x", bind(cast.efua, new_id())):  # Efua belongs to another house
        Client().post(measure.get_absolute_url(), {"binding": token, **ALL})
    assert not Sitting.objects.exists()


def test_erasing_is_for_good_and_twice_is_as_once(nurse, measure, amara):
    sitting = make_sitting(amara, measure)
    url = reverse("prompts:measure_erase", args=[sitting.pk])
    assert nurse.get(url).status_code == 405
    assert nurse.post(url).status_code == 303
    assert nurse.post(url).status_code == 404
    assert not Sitting.objects.exists()
    assert AuditEvent.objects.filter(person=amara, action="measure-erased").count() == 1


def test_an_old_state_counts_as_it_did(nurse, measure, amara):
    sitting = make_sitting(amara, measure)
    Measure.objects.update(retired_at=timezone.now())
    make_measure(measure.organisation, content=measure.content | {"score": "mean"})
    assert cells(nurse.get(sitting.get_absolute_url()).content.decode())[0][1].startswith("10 (")


def test_what_is_hostile_in_a_file_is_shown_as_text(nurse, cast):
    measure = make_measure(cast.team.organisation)
    content = dict(measure.content)
    content["items"] = [dict(item) for item in content["items"]]
    content["items"][0]["text"] = "<script>alert(1)</script>"
    content["intro"] = "{{ request.user }} {% now 'Y' %}"
    Measure.objects.update(content=content)
    page = nurse.get(measure.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "{{ request.user }}" in page


def test_unfinished_ones_are_dropped_in_time_and_finished_ones_stay(measure, amara):
    made = timezone.now() - timedelta(days=400)
    make_sitting(amara, measure, kept_at=made, finished_at=None)
    kept = make_sitting(amara, measure, kept_at=made, finished_at=made)
    fresh = make_sitting(amara, measure, finished_at=None)
    assert PARTS["unfinished measures dropped"]() == 1
    assert set(Sitting.objects.all()) == {kept, fresh}


def test_the_page_names_the_shapes_and_their_notes(nurse):
    page = nurse.get(LIST).content.decode()
    for words in ("Interpersonal Reactivity Index", "48 items, then 30", "made for psychotherapy"):
        assert words in page


def test_query_counts_do_not_grow(nurse, measure, amara):
    def queries(url):
        with CaptureQueriesContext(connection) as caught:
            assert nurse.get(url).status_code == 200
        return len(caught)

    sitting = make_sitting(amara, measure)
    urls = [LIST, measure.get_absolute_url(), sitting.get_absolute_url()]
    for url in urls:
        queries(url)
    before = [queries(url) for url in urls]
    house = make_team()
    make_membership(amara, house)
    for number in range(30):
        make_measure(house.organisation, key=f"tea-{number}")
        make_sitting(amara, measure)
    assert [queries(url) for url in urls] == before
    assert max(before) <= 6
