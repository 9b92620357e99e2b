"""What waits for a supervisor."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from journals.models import ParkedWords, Share
from journals.services import reviewing, sharing
from people.models import User
from supervision.models import Capacity, Supervision
from tests.makers import (
    make_entry,
    make_prompt_version,
    make_share,
    make_supervision,
    make_user,
    make_words,
)
from vault.ids import short

pytestmark = pytest.mark.django_db
LIST = reverse("journals:review_list")


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


@pytest.fixture
def reader(client: Client, ben: User, sign_in: Any) -> Client:
    return sign_in(client, ben, factor=True)


def shared(pair: Supervision, title: str = "A quiet moment", days: int = 0) -> Share:
    version = make_prompt_version(title=title)
    entry = make_entry(pair.supervisee, version, title=f"Name of {title}")
    share = make_share(entry, pair)
    Share.objects.filter(pk=share.pk).update(shared_at=timezone.now() - timedelta(days=days))
    return share


def open_and_write(share: Share, reader: User, *, give: str = "") -> None:
    sharing.open_share(share_id=share.pk, reader=reader)
    review = make_words(share)
    if give:
        reviewing.give_review(
            share_id=share.pk, reader=reader, outcome=give, revision=review.revision
        )


def test_the_longest_waiting_comes_first_and_no_word_of_it(
    reader: Client, pair: Supervision
) -> None:
    for title, days in (("Second", 4), ("First", 9), ("Last", 0)):
        shared(pair, title, days)
    text = reader.get(LIST).text
    assert text.index("First") < text.index("Second") < text.index("Last")
    for words in ("waiting for 9 days", "waiting since today", "about 1 minute to read", "Amara"):
        assert words in text
    for words in ("Name of", "tea went cold", "What happened?"):
        assert words not in text


def test_looking_at_the_list_opens_nothing(reader: Client, pair: Supervision) -> None:
    share = shared(pair)
    reader.get(LIST)
    assert Share.objects.get(pk=share.pk).state == "waiting"


def test_a_shared_title_stands_there_once_it_was_opened(
    reader: Client, pair: Supervision, ben: User
) -> None:
    titled, untitled = (
        make_share(make_entry(pair.supervisee, title=title), pair, "happened", *more)
        for title, more in (("Tea at four", ["title"]), ("Kept to myself", []))
    )
    assert "Tea at four" not in reader.get(LIST).text  # opening it is in its writer's trail
    for share in (titled, untitled):
        sharing.open_share(share_id=share.pk, reader=ben)
    text = reader.get(LIST).text
    assert "Tea at four" in text and "Kept to myself" not in text
    assert "tea went cold" not in text


def test_filters_by_state(reader: Client, pair: Supervision, ben: User) -> None:
    shared(pair, "Untouched")
    sharing.open_share(share_id=shared(pair, "Looked at").pk, reader=ben)
    open_and_write(shared(pair, "Half written"), ben)
    open_and_write(shared(pair, "Sent back"), ben, give="returned")
    open_and_write(shared(pair, "All done"), ben, give="acknowledged")
    wanted = {
        "": {"Untouched", "Looked at", "Half written"},
        "unopened": {"Untouched"},
        "begun": {"Half written"},
        "returned": {"Sent back"},
        "acknowledged": {"All done"},
        "nonsense": {"Untouched", "Looked at", "Half written"},
    }
    titles = {"Untouched", "Looked at", "Half written", "Sent back", "All done"}
    for show, expected in wanted.items():
        text = reader.get(LIST, {"show": show}).text
        assert {title for title in titles if title in text} == expected, show
        assert "Waiting for you (3)" in text and "With the writer (1)" in text


def test_filters_by_person(reader: Client, pair: Supervision, ben: User) -> None:
    other = make_supervision(ben, make_user("Zoe Quiet"))
    shared(pair, "Of Amara")
    shared(other, "Of Zoe")
    text = reader.get(LIST, {"from": short(other.supervisee_id)}).text
    assert "Of Zoe" in text and "Of Amara" not in text and "Waiting for you (1)" in text
    for nobody in ("", "x", short(make_user("Hidden Person").pk)):
        text = reader.get(LIST, {"from": nobody}).text
        assert "Of Zoe" in text and "Of Amara" in text and "Hidden" not in text


def test_a_further_round_and_words_not_saved_are_marked(
    reader: Client, pair: Supervision, ben: User
) -> None:
    first = shared(pair)
    open_and_write(first, ben, give="returned")
    again = make_share(first.entry, pair)
    assert "A further round" in reader.get(LIST).text
    assert "Words not saved yet" not in reader.get(LIST).text
    ParkedWords.objects.create(
        share=again, key_holder_id=again.key_holder_id, by_writer=False, place="review", fields={}
    )
    assert "Words not saved yet" in reader.get(LIST).text


def test_what_is_shut_or_somebody_elses_is_not_there(
    reader: Client, pair: Supervision, cast: SimpleNamespace
) -> None:
    taken = shared(pair, "Taken back")
    sharing.withdraw_share(share_id=taken.pk, author=cast.amara)
    shared(make_supervision(cast.chloe, cast.ife), "Not for Ben")
    text = reader.get(LIST).text
    assert "Taken back" not in text and "Not for Ben" not in text
    assert "Nothing waits for you" in text


def test_pages_of_twenty_five(reader: Client, pair: Supervision) -> None:
    for number in range(27):
        shared(pair, f"Prompt {number:02}", days=30 - number)
    first, second = reader.get(LIST).text, reader.get(LIST, {"page": 2}).text
    assert "Prompt 24" in first and "Prompt 25" not in first
    assert "Prompt 25" in second and "Prompt 24" not in second
    assert reader.get(LIST, {"page": "x"}).status_code == 200


def test_as_many_queries_for_two_hundred_as_for_two(
    reader: Client, pair: Supervision, ben: User
) -> None:
    for name in ("One", "Two", "Three"):
        make_supervision(ben, make_user(name))
    pairs = list(Supervision.objects.current().filter(supervisor=ben))

    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(LIST).status_code == 200
        return [query["sql"] for query in captured]

    found = []
    for count in (2, 198):
        version = make_prompt_version()
        for number in range(count):
            make_share(make_entry(pairs[number % 4].supervisee, version), pairs[number % 4])
        queries()
        found.append(queries())
    few, many = found
    assert len(few) == len(many) <= 6, many
    assert not any("snapshot" in sql or '"words" FROM' in sql for sql in many)


def test_saying_that_one_is_full_stops_nothing(
    reader: Client, pair: Supervision, ben: User
) -> None:
    url = reverse("journals:review_full")
    answer = reader.post(url, {"full": "yes"})
    assert (answer.status_code, answer.url) == (303, LIST)
    assert Capacity.objects.get(supervisor=ben).full_since
    assert "You said that you are full" in reader.get(LIST).text
    assert shared(pair).state == "waiting"
    reader.post(url, {"full": "no"})
    assert Capacity.objects.get(supervisor=ben).full_since is None
    assert reader.get(url).status_code == 405


def test_without_a_second_step_the_list_stays_shut(
    client: Client, ben: User, sign_in: Any, pair: Supervision
) -> None:
    shared(pair)
    answer = sign_in(client, ben).get(LIST)
    assert answer.status_code == 302
    assert reverse("people:second_factor_needed") in answer.url


def test_the_way_in_is_for_who_is_shared_with(
    client: Client, cast: SimpleNamespace, sign_in: Any
) -> None:
    home = reverse("desk:home")
    assert f'href="{LIST}"' in sign_in(client, cast.ben).get(home).text
    for person in (cast.amara, cast.chloe, cast.hana, cast.grace):
        assert f'href="{LIST}"' not in sign_in(Client(), person).get(home).text
