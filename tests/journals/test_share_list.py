"""The writer's list of what they shared, and wherever else it says who has a copy."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from journals.models import Entry, OutsideReader, Reply, Review, Share
from journals.services import entries, reviewing, sharing
from people import audit
from people.models import User
from supervision.models import Supervision
from tests.journals.outside import make_outside
from tests.makers import make_entry, make_prompt_version, make_share, make_supervision, make_words

pytestmark = pytest.mark.django_db

LIST = reverse("journals:share_list")


@pytest.fixture
def pair(cast: Any) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


@pytest.fixture
def entry(client: Client, sign_in: Any, amara: User) -> Entry:
    sign_in(client, amara)
    return make_entry(amara, title="A cold cup", finished=True)


def given(share: Share, outcome: str = "acknowledged") -> Review:
    """The reader opens it and says something."""
    sharing.open_share(share_id=share.pk, reader=share.reader)
    words = make_words(share)
    return reviewing.give_review(
        share_id=share.pk, reader=share.reader, outcome=outcome, revision=words.revision
    )


def read(client: Client, path: str = LIST) -> str:
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def test_an_empty_list_asks_for_nothing(client, entry):
    assert "nobody expects you to" in read(client)


def test_a_share_says_to_whom_how_it_stands_and_how_often_it_was_opened(client, entry, pair):
    share = make_share(entry, pair)
    page = read(client)
    assert "A cold cup" in page and "Ben" in page and "Not opened yet" in page
    for _time in range(3):
        sharing.open_share(share_id=share.pk, reader=pair.supervisor)
    page = read(client)
    assert "Opened, no answer yet" in page and "opened 3 times, last on" in page


@pytest.mark.parametrize(
    ("outcome", "says"),
    [("acknowledged", "Answered: acknowledged"), ("returned", "Answered: invites more")],
)
def test_an_answer_is_new_until_the_share_was_looked_at(client, entry, pair, outcome, says):
    share = make_share(entry, pair)
    given(share, outcome)
    page = read(client)
    assert says in page and "New words for you" in page
    home = read(client, reverse("desk:home"))
    assert "Waiting for you" in home and share.get_absolute_url() in home
    read(client, share.get_absolute_url())
    assert "New words for you" not in read(client)
    assert "Waiting for you" not in read(client, reverse("desk:home"))


def test_what_was_taken_back_says_when(client, entry, pair, amara):
    share = make_share(entry, pair)
    sharing.withdraw_share(share_id=share.pk, author=amara)
    day = timezone.localtime().strftime("%Y")
    page = read(client)
    assert "Taken back on" in page and day in page


def test_a_share_whose_supervision_is_over_is_called_closed(client, entry, pair):
    make_share(entry, pair)
    Supervision.objects.filter(pk=pair.pk).update(ended_on=timezone.localdate())
    assert "nobody else can open it" in read(client)
    assert "Only you can read this" in read(client, reverse("journals:entry_read", args=[entry.pk]))


def test_shares_of_one_entry_stand_together_the_last_shared_first(client, entry, pair, amara):
    first, other = make_share(entry, pair), make_entry(amara, title="Another night")
    make_share(other, pair)
    again = make_share(entry, pair)
    page = read(client)
    places = [page.index(words) for words in ("A cold cup", "Another night")]
    assert places == sorted(places)
    assert page.count("A cold cup") == 1
    urls = [page.index(share.get_absolute_url()) for share in (again, first)]
    assert urls == sorted(urls)


def test_a_draft_review_is_not_mentioned(client, entry, pair):
    share = make_share(entry, pair)
    make_words(share, noticed="Half a thought")
    page = read(client)
    assert "Half a thought" not in page and "New words" not in page


def test_wherever_the_entry_stands_it_says_who_has_a_copy(client, entry, pair, amara):
    pages = [reverse("journals:entry_list"), reverse("journals:entry_read", args=[entry.pk])]
    writing = reverse("journals:entry_write", args=[entry.pk])
    for path in pages:
        assert "Shared with" not in read(client, path)
    assert "Until you share, no reader" in read(client, writing)
    share = make_share(entry, pair)
    for path in pages:
        assert "Shared with Ben" in read(client, path)
    assert "Only you can read this" not in read(client, pages[1])
    assert "Ben has the copy that you shared" in read(client, writing)
    assert "closes at once" in read(client, pages[1])
    sharing.withdraw_share(share_id=share.pk, author=amara)
    assert "Only you can read this" in read(client, pages[1])


def test_what_lies_in_the_bin_is_not_listed(client, entry, pair, amara):
    share = make_share(entry, pair)
    entries.delete_entry(entry=entry, actor=amara)
    assert "A cold cup" not in read(client)
    assert client.get(share.get_absolute_url()).status_code == 404


def test_nobody_sees_what_another_shared(client, entry, pair, sign_in, cast):
    make_share(entry, pair)
    for somebody in (cast.ben, cast.ife, cast.grace, cast.hana):
        sign_in(client, somebody)
        assert "A cold cup" not in read(client)


def fill(author: User, pair: Supervision, count: int) -> None:
    version = make_prompt_version()
    for number in range(count):
        share = make_share(make_entry(author, version, title=f"Night {number}"), pair)
        sharing.open_share(share_id=share.pk, reader=pair.supervisor)


def test_two_hundred_take_as_many_queries_as_two(client, entry, pair, amara):
    counts = []
    for count in (2, 198):
        fill(amara, pair, count)
        read(client)
        with CaptureQueriesContext(connection) as captured:
            page = read(client)
        counts.append(len(captured))
        assert page.count("list__item") <= 20
    assert counts[0] == counts[1] <= 6
    assert "Page 1 of 10" in page
    assert "Night 0" in read(client, f"{LIST}?page=10")


def test_the_trail_leads_to_the_share_and_can_leave_out_ones_own_doings(client, entry, pair, ben):
    share = make_share(entry, pair)
    sharing.open_share(share_id=share.pk, reader=ben)
    page = read(client, reverse("people:trail"))
    assert page.count(share.get_absolute_url()) == 2
    assert "Shared an entry" in page and "Opened what you shared" in page
    others = read(client, reverse("people:trail") + "?only=others")
    assert "Opened what you shared" in others and "Shared an entry" not in others


def test_the_trail_does_not_lead_to_a_share_that_is_erased(client, entry, pair, amara):
    share = make_share(entry, pair)
    entries.delete_entry(entry=entry, actor=amara)
    assert share.get_absolute_url() not in read(client, reverse("people:trail"))


def test_a_reader_from_outside_is_named_in_the_trail(client, entry):
    share = make_outside(entry, name="Priya Nair")
    reader = OutsideReader.objects.get(share=share)
    with transaction.atomic():
        audit.record_outside(
            person=entry.author,
            outside_id=reader.pk,
            action=audit.Action.SHARE_OPENED,
            object_type="share",
            object_id=share.pk,
        )
    page = read(client, reverse("people:trail") + "?only=others")
    assert "Priya Nair, a reader from outside" in page and share.get_absolute_url() in page
    assert "Priya Nair" in read(client)


def test_other_methods_are_refused(client, entry):
    assert client.post(LIST).status_code == 405


def test_a_reply_of_the_reader_is_new_again(client, entry, pair, ben):
    share = make_share(entry, pair)
    given(share, "returned")
    read(client, share.get_absolute_url())
    reviewing.add_reply(share_id=share.pk, by=ben, kind=Reply.Kind.ANSWER, text="One more thing.")
    assert "New words for you" in read(client)
    assert "One more thing." in read(client, share.get_absolute_url())


def test_another_pair_is_another_readers(client, entry, pair, cast, amara):
    other = make_supervision(cast.chloe, amara)
    make_share(entry, pair)
    make_share(entry, other)
    page = read(client, reverse("journals:entry_read", args=[entry.pk]))
    assert "Shared with Ben" in page and "Shared with Chloe" in page
