"""What the page of a change in supervision says to each of the three, and leads to at the end."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.services.handing import accept_as_writer
from people.days import house_day
from people.models import User
from supervision.models import Handing, Supervision
from supervision.services.handing import answer_as_colleague, ask_handing, take_back
from tests.makers import make_supervision, make_user
from tests.supervision.makers import make_group, make_session

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


def words(sign_in: SignIn, handing: Handing, person: User) -> str:
    shown = html.unescape(page(sign_in, handing, person))
    return " ".join(re.sub("<[^>]*>", " ", shown[shown.index("<h1") :]).split())


ASKS = {
    Kind.COVER: {
        "amara": "Ben asks whether Chloe may stand in, and supervise you from",
        "chloe": "Ben asks whether you would stand in, and supervise Amara from",
        "ben": "You ask whether Chloe would stand in for you, and supervise Amara from",
    },
    Kind.HAND_ON: {
        "amara": "Ben asks whether Chloe may take over your supervision.",
        "chloe": "Ben asks whether you would take over the supervision of Amara.",
        "ben": "You ask whether Chloe would take over the supervision of Amara.",
    },
}
BADGES = {
    "amara": "You are asked",
    "chloe": "You would, and Amara is asked",
    "ben": "Chloe would, and Amara is asked",
}


@pytest.mark.parametrize("kind", list(Kind))
def test_each_of_the_three_reads_what_is_asked_of_whom(
    cast: SimpleNamespace, pair: Supervision, sign_in: SignIn, kind: Kind
) -> None:
    """ "Stands in for Amara" told Amara that somebody takes her own place."""
    handing = asked(cast, pair, kind)
    for name, said in ASKS[kind].items():
        shown = words(sign_in, handing, getattr(cast, name))
        assert said in shown and BADGES[name] in shown
        assert "for Amara" not in shown
    Handing.objects.filter(pk=handing.pk).update(state="asked", writer_asked_at=None)
    handing.refresh_from_db()
    assert "You are asked" in words(sign_in, handing, cast.chloe)
    assert "Chloe is asked" in words(sign_in, handing, cast.ben)
    take_back(handing_id=handing.pk, actor=cast.ben)
    handing.refresh_from_db()
    gone = words(sign_in, handing, cast.ben)
    assert ASKS[kind]["ben"].replace("You ask", "You asked") in gone and "is asked" not in gone


@pytest.mark.parametrize("kind", list(Kind))
def test_once_it_is_done_it_is_told_as_done(
    cast: SimpleNamespace, pair: Supervision, sign_in: SignIn, kind: Kind
) -> None:
    handing = accept_as_writer(handing_id=asked(cast, pair, kind).pk, actor=cast.amara)
    done = {
        Kind.COVER: {
            "amara": "Chloe stands in for Ben, and supervises you",
            "chloe": "you stand in for Ben, and supervise Amara",
            "ben": "Chloe stands in for you, and supervises Amara",
        },
        Kind.HAND_ON: {
            "amara": "Chloe took over your supervision from Ben.",
            "chloe": "you took over the supervision of Amara from Ben.",
            "ben": "Chloe took over the supervision of Amara from you.",
        },
    }
    for name, said in done[kind].items():
        shown = words(sign_in, handing, getattr(cast, name))
        assert said in shown and "asks" not in shown and "asked" not in shown


@pytest.mark.parametrize(
    ("kind", "yes"),
    [(Kind.COVER, "Yes, Chloe may stand in"), (Kind.HAND_ON, "Yes, Chloe takes over from today")],
)
def test_the_yes_says_what_it_does(
    cast: SimpleNamespace, pair: Supervision, sign_in: SignIn, kind: Kind, yes: str
) -> None:
    handing = asked(cast, pair, kind)
    assert yes in words(sign_in, handing, cast.amara)
    assert yes not in words(sign_in, handing, cast.ben)


def test_what_falls_away_with_a_yes_is_named_before(
    cast: SimpleNamespace, pair: Supervision, sign_in: SignIn
) -> None:
    handing = asked(cast, pair, Kind.HAND_ON)
    assert "too." not in words(sign_in, handing, cast.amara)
    first = make_session(pair)
    at = timezone.localtime(first.starts_at, cast.amara.zone).strftime("%H:%M")
    one = words(sign_in, handing, cast.amara)
    assert "Your session with Ben on" in one and f"{at} falls away too." in one
    other = make_supervision(cast.ben, make_user("Other")).supervisee
    make_group(cast.ben, [cast.amara, other], starts_at=first.starts_at + timedelta(days=1))
    assert "2 sessions with Ben that are planned fall away too" in words(
        sign_in, handing, cast.amara
    )
    for other in (cast.ben, cast.chloe):
        assert "fall away" not in words(sign_in, handing, other)


def test_standing_in_leaves_what_is_planned(
    cast: SimpleNamespace, pair: Supervision, sign_in: SignIn
) -> None:
    make_session(pair)
    shown = words(sign_in, asked(cast, pair, Kind.COVER), cast.amara)
    assert "away too" not in shown and "Ben stays your supervisor." in shown
