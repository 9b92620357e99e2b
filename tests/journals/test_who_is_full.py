""" "I am full" is said to those who pair people and to who hands on, and stops neither."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from supervision.models import Handing, Supervision
from supervision.services.pairs import say_full
from tests.makers import make_membership, make_user
from vault.ids import short

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    found = Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)
    found.organisation = cast.team.organisation
    found.save()
    return found


def test_those_who_pair_see_it_and_can_pair_all_the_same(
    sign_in: SignIn, cast: SimpleNamespace, pair: Supervision
) -> None:
    hana = sign_in(Client(), cast.hana, factor=True)
    where = reverse("journals:house_pairs", args=[cast.team.organisation.pk])
    assert "s full" not in hana.get(where).text
    say_full(supervisor=cast.ben, full=True)
    say_full(supervisor=cast.chloe, full=True)
    page = hana.get(where).text
    assert 'Ben <span class="tag">Is full</span>' in page
    assert f"{cast.chloe} (is full)" in page and "talk with them first" in page
    assert page.count(f"{cast.chloe} (is full)") == 1  # as a supervisor, not as somebody to pair
    chosen = {"supervisor": short(cast.chloe.pk), "supervisee": short(cast.ife.pk)}
    assert hana.post(where, chosen).status_code == 303
    assert Supervision.objects.current().filter(supervisor=cast.chloe, supervisee=cast.ife).exists()
    say_full(supervisor=cast.chloe, full=False)
    assert f"{cast.chloe} (is full)" not in hana.get(where).text


def test_who_hands_on_sees_it_last_in_the_list_and_can_ask(
    sign_in: SignIn, cast: SimpleNamespace, pair: Supervision
) -> None:
    zora = make_user("Zora")
    make_membership(zora, cast.team, "supervisor")
    his = sign_in(Client(), cast.ben, factor=True)
    where = reverse("journals:handing_create", args=[pair.pk])
    page = his.get(where).text
    assert page.index(str(cast.chloe)) < page.index("Zora") and "s full" not in page
    say_full(supervisor=cast.chloe, full=True)
    page = his.get(where).text
    assert page.index("Zora") < page.index(f"{cast.chloe} (is full)")
    assert "they say yes or no themselves" in page
    his.post(where, {"kind": "hand-on", "to": short(cast.chloe.pk)})
    assert Handing.objects.get().to == cast.chloe
