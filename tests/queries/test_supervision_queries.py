"""The pages of supervision take as many queries for two hundred as for two."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from people.models import User
from supervision.models import Agreement, Supervision
from supervision.services.agreements import begin_draft
from tests.conftest import open_session
from tests.makers import make_supervision, make_user
from tests.queries.test_queries import LISTS_AND_ONE_ENTRY, queries
from tests.supervision.agreeing import agreed, draft_of, sign

TODAY = timezone.localdate()
ONE_PAIR = 9  # with the second step, which others' words ask for
# Where all of a pair meets: the agreement, sessions, topics, actions, who is asked, and
# what the supervisor was told.
ALL_OF_A_PAIR = 14


@pytest.fixture
def client(ben: User) -> Client:
    return open_session(Client(), ben, factor=True)


def measured(client: Client, path: str) -> list[str]:
    queries(client, path)  # whatever is learned once
    return queries(client, path)


def test_the_list_of_pairs(client: Client, ben: User) -> None:
    def more(count: int) -> None:
        for number in range(count):
            over = TODAY - timedelta(days=1) if number % 3 == 0 else None
            made = make_supervision(ben, make_user("Nurse"), ended_on=over)
            if number % 3 == 1:
                begin_draft(supervision_id=made.pk, actor=ben)

    path = reverse("supervision:pair_list")
    more(4)
    few = measured(client, path)
    more(196)
    many = measured(client, path)
    assert len(few) == len(many) <= LISTS_AND_ONE_ENTRY, many


def versions(pair: Supervision, count: int) -> None:
    """Replaced ones beside the newest, with both signatures."""
    first = Agreement.objects.filter(supervision=pair).order_by("number").first()
    assert first
    last = Agreement.objects.filter(supervision=pair).count()
    for number in range(last + 1, last + count + 1):
        Agreement.objects.create(
            supervision=pair,
            key_holder_id=first.key_holder_id,
            number=number,
            state=Agreement.State.REPLACED,
            terms=first.terms,
            drafted_by=first.drafted_by,
        )


@pytest.mark.parametrize("name", ["pair_detail", "agreement_detail", "agreement_edit"])
def test_one_pair_however_often_it_agreed(client: Client, ben: User, name: str) -> None:
    pair = Supervision.objects.current().get(supervisor=ben)
    one: Any = agreed(pair)
    found = []
    for count in (1, 198):
        versions(pair, count)
        if name == "agreement_edit":
            draft = begin_draft(supervision_id=pair.pk, actor=ben)
            found.append(measured(client, reverse("supervision:agreement_edit", args=[pair.pk])))
            draft.delete()
        else:
            thing = one if name == "agreement_detail" else pair
            found.append(measured(client, reverse(f"supervision:{name}", args=[thing.pk])))
    few, many = found
    assert len(few) == len(many), many
    assert len(many) <= (ALL_OF_A_PAIR if name == "pair_detail" else ONE_PAIR), many


def test_the_news_of_agreements(client: Client, ben: User) -> None:
    found = []
    for count in (2, 40):
        for _number in range(count):
            pair = make_supervision(ben, make_user("Nurse"))
            draft = draft_of(pair, ben)
            sign(draft, ben)
            sign(draft, pair.supervisee)  # so that he is told
        found.append(measured(client, reverse("notices:notice_list")))
    assert Notice.objects.filter(person=ben).count() == 42
    assert len(found[0]) == len(found[1])
