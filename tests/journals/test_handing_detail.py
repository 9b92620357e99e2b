"""What the page of a change in supervision leads to, once everybody has said yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journals.services.handing import accept_as_writer
from people.days import house_day
from people.models import User
from supervision.models import Handing, Supervision
from supervision.services.handing import answer_as_colleague, ask_handing

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
Kind = Handing.Kind


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    found = Supervision.objects.get(supervisor=cast.ben, supervisee=cast.amara)
    found.organisation = cast.team.organisation
    found.save()
    return found


def asked(cast: SimpleNamespace, pair: Supervision, kind: Kind) -> Handing:
    days: dict[str, Any] = {}
    if kind == Kind.COVER:
        days = {"first_on": house_day(), "last_on": house_day() + timedelta(days=6)}
    found = ask_handing(
        supervision_id=pair.pk, actor=cast.ben, to_id=cast.chloe.pk, kind=kind, **days
    )
    return answer_as_colleague(handing_id=found.pk, actor=cast.chloe, yes=True)


def page(sign_in: SignIn, handing: Handing, person: User) -> str:
    client = sign_in(Client(), person, factor=True)
    return client.get(reverse("journals:handing_detail", args=[handing.pk])).text


@pytest.mark.parametrize("kind", list(Kind))
def test_the_two_of_the_new_one_are_led_to_it_and_nobody_else(
    cast: SimpleNamespace, pair: Supervision, sign_in: SignIn, kind: Kind
) -> None:
    handing = asked(cast, pair, kind)
    for person in (cast.amara, cast.chloe, cast.ben):
        assert "Open the supervision" not in page(sign_in, handing, person)
    handing = accept_as_writer(handing_id=handing.pk, actor=cast.amara)
    assert handing.result is not None
    address = f'href="{handing.result.get_absolute_url()}"'
    for person, other in ((cast.amara, cast.chloe), (cast.chloe, cast.amara)):
        shown = page(sign_in, handing, person)
        assert address in shown and f"Open the supervision with {other}" in shown
        assert (
            sign_in(Client(), person, factor=True)
            .get(handing.result.get_absolute_url())
            .status_code
            == 200
        )
    shown = page(sign_in, handing, cast.ben)
    assert address not in shown and "Open the supervision" not in shown


def test_a_no_leads_nowhere(cast: SimpleNamespace, pair: Supervision, sign_in: SignIn) -> None:
    handing = asked(cast, pair, Kind.HAND_ON)
    hers = sign_in(Client(), cast.amara)
    hers.post(reverse("journals:handing_detail", args=[handing.pk]), {"do": "no"})
    assert "Open the supervision" not in page(sign_in, handing, cast.amara)
