"""How many queries the pages of shares take: as many with two hundred as with two."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.models import Reply, Review, Share
from journals.services import reviewing, sharing
from people.models import User
from supervision.models import Supervision
from tests.makers import (
    make_entry,
    make_prompt_version,
    make_share,
    make_supervision,
    make_user,
    make_words,
)
from tests.queries.test_queries import HOME, LISTS_AND_ONE_ENTRY, queries

SignIn = Callable[..., Client]
pytestmark = pytest.mark.django_db
MANY = 200
# More than one entry takes: the talk, the openings and other rounds; for its reader the second
# step, the row that opening leaves in the trail, and which one waits next.
ONE_SHARE = {"journals:share_detail": 9, "journals:review_write": 13}


def give_some(reader: User, count: int) -> list[Share]:
    """Shares by several writers, some opened, some answered, some taken back."""
    version = make_prompt_version()
    found = []
    for number in range(count):
        if number % 10 == 0:
            pair = make_supervision(reader, make_user(f"Writer {number}"))
        share = make_share(make_entry(pair.supervisee, version), pair)
        if number % 4 == 1:
            sharing.open_share(share_id=share.pk, reader=reader)
        if number % 8 == 1:
            give(share)
        if number % 16 == 2:
            sharing.withdraw_share(share_id=share.pk, author=share.author)
        found.append(share)
    return found


def give(share: Share) -> None:
    assert share.reader is not None
    reviewing.give_review(
        share_id=share.pk,
        reader=share.reader,
        outcome=Review.Outcome.RETURNED,
        revision=make_words(share).revision,
    )


@pytest.fixture
def still() -> Iterator[None]:
    """A session notes now and then that it is in use, and making so many rows takes a while."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def counted(client: Client, path: str) -> int:
    queries(client, path)  # whatever is learned once
    return len(queries(client, path))


READERS_PAGES = {
    "journals:review_list": LISTS_AND_ONE_ENTRY + 1,  # also for titles of what was opened
    "journals:review_words": LISTS_AND_ONE_ENTRY,
    "desk:home": HOME,
    "notices:notice_list": LISTS_AND_ONE_ENTRY,
}


def test_a_readers_pages_take_as_many_with_a_long_queue(
    still: None, ben: User, sign_in: SignIn, library: None
) -> None:
    client = sign_in(Client(), ben, factor=True)
    give_some(ben, 12)
    few = {name: counted(client, reverse(name)) for name in READERS_PAGES}
    give_some(ben, MANY)
    many = {name: counted(client, reverse(name)) for name in READERS_PAGES}
    assert few == many
    assert [name for name, most in READERS_PAGES.items() if many[name] > most] == []


def test_a_writers_list_takes_as_many_with_two_hundred(
    still: None, amara: User, ben: User, sign_in: SignIn, library: None
) -> None:
    client = sign_in(Client(), amara)
    pair = Supervision.objects.current().get(supervisor=ben, supervisee=amara)
    version, found = make_prompt_version(), []
    for count in (2, MANY):
        for number in range(count):
            share = make_share(make_entry(amara, version), pair)
            if number % 3 == 0:
                sharing.open_share(share_id=share.pk, reader=ben)
                give(share)
        found.append(counted(client, reverse("journals:share_list")))
    assert found[0] == found[1] <= LISTS_AND_ONE_ENTRY, queries(
        client, reverse("journals:share_list")
    )
    assert counted(client, reverse("desk:home")) <= HOME


@pytest.mark.parametrize("name", ONE_SHARE)
def test_one_share_takes_as_many_however_often_it_was_opened(
    amara: User, ben: User, sign_in: SignIn, name: str
) -> None:
    pair = Supervision.objects.current().get(supervisor=ben, supervisee=amara)
    share = make_share(make_entry(amara), pair)
    sharing.open_share(share_id=share.pk, reader=ben)
    give(share)
    is_reader = name == "journals:review_write"
    client = sign_in(Client(), ben if is_reader else amara, factor=is_reader)
    path = reverse(name, args=[share.pk])
    few = counted(client, path)
    for number in range(50):
        sharing.open_share(share_id=share.pk, reader=ben)
        if number < 20:
            by = ben if number % 2 else amara
            kind = Reply.Kind.ANSWER
            reviewing.add_reply(share_id=share.pk, by=by, kind=kind, text=f"Turn {number}")
    assert counted(client, path) == few
    assert few <= ONE_SHARE[name], queries(client, path)
