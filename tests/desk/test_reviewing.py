"""The supervisor's part of home."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from journals.models import Share
from journals.services import sharing
from people.models import User
from supervision.models import Supervision
from tests.makers import make_entry, make_factor, make_prompt_version, make_share

pytestmark = pytest.mark.django_db
HOME = reverse("desk:home")


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


def share_some(pair: Supervision, count: int) -> list[Share]:
    shares = []
    for number in range(count):
        version = make_prompt_version(title=f"Prompt {number}")
        share = make_share(make_entry(pair.supervisee, version, title="zq-title"), pair)
        since = timezone.now() - timedelta(days=30 - number)
        Share.objects.filter(pk=share.pk).update(shared_at=since)
        shares.append(share)
    return shares


def test_the_three_longest_waiting_without_a_word_of_them(
    client: Client, sign_in: Any, ben: User, pair: Supervision
) -> None:
    shares = share_some(pair, 5)
    text = sign_in(client, ben, factor=True).get(HOME).text
    assert "5 entries wait for you." in text
    shown = [reverse("journals:review_write", args=[share.pk]) in text for share in shares]
    assert shown == [True, True, True, False, False]
    assert "waiting for 30 days" in text and "1 minute to read" in text
    assert "zq-title" not in text and "tea went cold" not in text
    assert Share.objects.get(pk=shares[0].pk).state == "waiting"


def test_without_a_second_step_no_names_and_the_way_to_one(
    client: Client, sign_in: Any, ben: User, pair: Supervision
) -> None:
    share = share_some(pair, 1)[0]
    text = sign_in(client, ben).get(HOME).text
    assert "One entry waits for you." in text
    assert reverse("people:second_factor_needed") in text
    assert reverse("journals:review_write", args=[share.pk]) not in text and "Amara" not in text


def test_nor_in_a_session_that_has_not_taken_the_second_step(
    client: Client, sign_in: Any, ben: User, pair: Supervision
) -> None:
    share = share_some(pair, 1)[0]
    make_factor(ben)
    text = sign_in(client, ben).get(HOME).text
    assert "One entry waits for you." in text and "take your second step" in text
    assert reverse("people:second_factor_needed") in text
    assert reverse("journals:review_write", args=[share.pk]) not in text and "Amara" not in text


def test_demonstration_people_are_told_that_they_go_without(
    client: Client, sign_in: Any, ben: User, pair: Supervision
) -> None:
    share_some(pair, 1)
    ben.is_demo = True
    ben.save()
    text = sign_in(client, ben).get(HOME).text
    assert "supervisors need no second step" in text and "Amara" in text


def test_nobody_waits(client: Client, sign_in: Any, ben: User, pair: Supervision) -> None:
    share = share_some(pair, 1)[0]
    sharing.withdraw_share(share_id=share.pk, author=pair.supervisee)
    text = sign_in(client, ben, factor=True).get(HOME).text
    assert "Nobody waits for you just now." in text
    assert "As an administrator" not in text


@pytest.mark.parametrize("who", ["amara", "chloe", "dev", "hana", "grace"])
def test_whom_nobody_shares_with_is_asked_nothing(
    client: Client, sign_in: Any, cast: SimpleNamespace, pair: Supervision, who: str
) -> None:
    share_some(pair, 1)
    assert "To read for others" not in sign_in(client, getattr(cast, who)).get(HOME).text


def test_home_of_a_supervisor_takes_few_queries(
    client: Client, sign_in: Any, ben: User, pair: Supervision, library: None
) -> None:
    share_some(pair, 4)
    make_entry(ben)
    sign_in(client, ben, factor=True).get(HOME)
    with CaptureQueriesContext(connection) as captured:
        client.get(HOME)
    assert len(captured) <= 10, [query["sql"] for query in captured]
