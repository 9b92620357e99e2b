"""From one share that waits to the next."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.models import Review, Share
from journals.queue import next_waiting
from journals.services import sharing
from people.models import AuditEvent, User
from supervision.models import Supervision
from tests.journals.reviews import WHOLE, opened, page_of, post
from tests.makers import make_entry, make_share

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


@pytest.fixture
def shares(pair: Supervision) -> list[Share]:
    """The longest waiting first."""
    found = []
    for days in (3, 2, 1):
        share = make_share(make_entry(pair.supervisee), pair)
        Share.objects.filter(pk=share.pk).update(shared_at=timezone.now() - timedelta(days=days))
        found.append(Share.objects.get(pk=share.pk))
    return found


@pytest.fixture
def reader(client: Client, ben: User, sign_in: Any) -> Client:
    return sign_in(client, ben, factor=True)


def give_next(reader: Client, share: Share) -> str:
    fields = opened(reader, share)
    answer = post(reader, share, fields, **WHOLE, do="give-next", outcome="acknowledged")
    assert answer.status_code == 303
    url: str = answer.url
    return url


def test_giving_leads_to_the_next_at_its_heading(reader: Client, shares: list[Share]) -> None:
    first, second, third = shares
    assert give_next(reader, first) == f"{page_of(second)}#account"
    assert 'id="account" tabindex="-1"' in reader.get(page_of(second)).text
    assert give_next(reader, second) == f"{page_of(third)}#account"
    assert give_next(reader, third) == reverse("journals:review_list")
    assert "That was the last one." in reader.get(reverse("journals:review_list")).text
    assert set(Share.objects.values_list("state", flat=True)) == {"acknowledged"}


def test_it_goes_onward_and_then_to_what_was_passed_over(shares: list[Share], ben: User) -> None:
    first, second, third = shares
    assert [next_waiting(ben, share) for share in shares] == [
        (2, second), (2, third), (2, first)
    ]  # fmt: skip
    sharing.withdraw_share(share_id=third.pk, author=third.author)
    assert next_waiting(ben, second) == (1, first)
    sharing.withdraw_share(share_id=first.pk, author=first.author)
    assert next_waiting(ben, second) == (0, None)


def test_a_link_says_how_many_are_left(reader: Client, shares: list[Share]) -> None:
    text = reader.get(page_of(shares[0])).text
    assert "Next waiting (2 left)" in text
    assert f'href="{page_of(shares[1])}#account"' in text
    for share in shares[1:]:
        sharing.withdraw_share(share_id=share.pk, author=share.author)
    text = reader.get(page_of(shares[0])).text
    assert "Next waiting" not in text and "Give, and open the next" not in text


def test_a_refused_give_stays_where_it_is(reader: Client, shares: list[Share]) -> None:
    fields = opened(reader, shares[0])
    answer = post(reader, shares[0], fields, **WHOLE, do="give-next")
    assert answer.url.startswith(page_of(shares[0]))
    assert Review.objects.get(share=shares[0]).words == WHOLE
    assert Share.objects.get(pk=shares[0].pk).state == "seen"


def test_to_leave_for_the_next_is_no_return(
    reader: Client, shares: list[Share], amara: User
) -> None:
    """Whoever comes back to the one that was given opens it anew, and the trail says so."""
    give_next(reader, shares[0])
    reader.get(page_of(shares[0]))
    rows = AuditEvent.objects.filter(action="share-opened", object_id=shares[0].pk)
    assert rows.count() == 2


def test_the_next_one_is_ones_own(
    reader: Client, shares: list[Share], cast: SimpleNamespace, ben: User
) -> None:
    from tests.makers import make_supervision

    others = make_supervision(cast.dev, cast.ife)
    make_share(make_entry(cast.ife), others)
    assert next_waiting(ben, shares[0])[0] == 2
