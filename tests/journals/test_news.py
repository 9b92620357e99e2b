"""What the list of news says of shares, and to whom it names whom."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from journals.services import reviewing, sharing
from supervision.models import Supervision
from tests.makers import make_entry, make_share, make_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast):
    pair = Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)
    return make_share(make_entry(cast.amara), pair)


def answer(share) -> None:
    make_words(share)
    sharing.open_share(share_id=share.pk, reader=share.reader)
    reviewing.give_review(share_id=share.pk, reader=share.reader, outcome="returned", revision=1)
    reviewing.add_reply(share_id=share.pk, by=share.author, kind="answer", text="It was.")


def news(client: Client) -> str:
    page: str = client.get("/news/").content.decode()
    return page.split("<main", 1)[1]


def test_a_reader_is_told_nobodys_name_before_the_second_step(client, cast, share, sign_in):
    sign_in(client, cast.ben)
    assert "Somebody shared something with you." in news(client)
    answer(share)
    page = news(client)
    assert "Somebody added to the talk" in page and "Amara" not in page
    sign_in(client, cast.ben, factor=True)
    assert "Amara added to the talk" in news(client)


def test_a_second_step_of_which_this_session_knows_nothing_names_nobody(
    client, cast, share, sign_in
):
    sign_in(Client(), cast.ben, factor=True)
    sign_in(client, cast.ben)
    assert "Amara" not in news(client)


def test_a_writer_is_told_who_answered(client, cast, share, sign_in):
    answer(share)
    sign_in(client, cast.amara)
    assert "Ben said something about what you shared." in news(client)


def test_nobody_is_told_of_what_is_shut(client, cast, share, sign_in):
    sign_in(client, cast.ben)
    over = timezone.localdate() - timedelta(days=1)
    Supervision.objects.filter(pk=share.supervision_id).update(ended_on=over)
    assert "shared something" not in news(client)
