"""A supervisor's own picture: figures for their eyes, and no name in them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from journals.models import Review, Share
from journals.picture import picture_of
from journals.services import reviewing, sharing
from tests.makers import make_entry, make_share, make_supervision, make_user, make_words
from tests.supervision.makers import make_past_session, make_recorded

pytestmark = pytest.mark.django_db
PICTURE = reverse("journals:review_picture")


@pytest.fixture
def pair():
    return make_supervision(make_user("Ben Okoro"), make_user("Amara Cole"))


def waiting(pair, days=0):
    share = make_share(make_entry(pair.supervisee, title="Rain"), pair)
    Share.objects.filter(pk=share.pk).update(shared_at=timezone.now() - timedelta(days=days))
    return share


def answered(pair, *, days, functions=()):
    share = waiting(pair, days)
    sharing.open_share(share_id=share.pk, reader=pair.supervisor)
    review = make_words(share, functions=list(functions))
    reviewing.give_review(
        share_id=share.pk, reader=pair.supervisor, outcome="acknowledged", revision=review.revision
    )
    return share


def test_how_long_people_wait_is_counted(pair):
    for days in (0, 6, 7, 14, 15, 90):
        waiting(pair, days)
    assert [wait.count for wait in picture_of(pair.supervisor).waits] == [2, 2, 2]
    assert picture_of(pair.supervisee).is_empty


def test_the_days_until_an_answer_are_the_middle_one_of_the_month(pair):
    for days in (1, 4, 30):
        answered(pair, days=days)
    now = picture_of(pair.supervisor).months[-1]
    assert (now.answered, now.days) == (3, 4)
    assert picture_of(pair.supervisor).months[0].days is None


def test_functions_of_answers_and_of_sessions_stand_side_by_side(pair):
    answered(pair, days=1, functions=["formative", "restorative"])
    answered(pair, days=1)
    make_recorded(make_past_session(pair), record={"functions": ["formative"]})
    rows = {row.name: (row.answers, row.sessions) for row in picture_of(pair.supervisor).functions}
    assert rows["Formative"] == (1, 1)
    assert rows["Restorative"] == (1, 0)
    assert rows["Normative"] == rows["Improvement"] == (0, 0)
    held = sum(month.sessions for month in picture_of(pair.supervisor).months)
    assert held == 1


def test_what_was_taken_back_is_still_their_own_work(pair):
    share = answered(pair, days=1, functions=["normative"])
    sharing.withdraw_share(share_id=share.pk, author=pair.supervisee)
    assert sum(month.answered for month in picture_of(pair.supervisor).months) == 1


def test_another_sees_nothing_of_it(pair):
    answered(pair, days=1)
    waiting(pair)
    for person in (pair.supervisee, make_user("Stranger")):
        assert picture_of(person).is_empty


def test_peers_are_no_supervision(pair):
    peer = make_supervision(pair.supervisor, make_user("Dev"), is_peer=True)
    answered(peer, days=1)
    assert not any(month.answered for month in picture_of(pair.supervisor).months)


def test_the_page_has_pictures_tables_and_no_name(client, sign_in, pair):
    answered(pair, days=2, functions=["formative"])
    waiting(pair, 20)
    page = sign_in(client, pair.supervisor).get(PICTURE).content.decode()
    assert page.count("<svg viewBox") >= 5 and page.count("<table") == 3
    assert "Amara" not in page and "Rain" not in page
    month = date_format(timezone.localdate(), "M")  # short, so that it does not break
    assert f'<th scope="row">{month}<' in page and 'class="table-scroll" tabindex="0"' in page


def test_an_empty_page_says_what_will_be_here(client, sign_in):
    page = sign_in(client, make_user()).get(PICTURE).content.decode()
    assert "nothing to show yet" in page


def test_it_takes_three_queries_however_many(pair):
    counts = []
    for more in (2, 8):
        for _number in range(more):
            answered(pair, days=1)
            waiting(pair)
        with CaptureQueriesContext(connection) as queries:
            picture_of(pair.supervisor)
        counts.append(len(queries))
    assert counts == [3, 3]
    assert Review.objects.count() == 20
