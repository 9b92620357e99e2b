"""Who wants a mail, about what, and from when: nothing until somebody says so."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from notices import kinds
from notices.models import Wish
from people.models import AuditEvent, User
from tests.notices.makers import make_wish, register_kind

PATH = "/news/mail/"


@pytest.fixture
def client(amara: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), amara)


def wish(person: User) -> Wish:
    return Wish.objects.get(person=person)


def choose(client: Client, **fields: Any) -> Any:
    every = [kind.key for kind in kinds.every()]
    return client.post(PATH, {"mail": "daily", "wanted": every, **fields})


def test_nothing_is_chosen_at_first(client: Client, amara: User, kind: SimpleNamespace) -> None:
    body = client.get(PATH).content.decode()
    assert not Wish.objects.exists(), "looking makes no row"
    no, daily = body.index('value="no"'), body.index('value="daily"')
    assert "checked" in body[no:daily]
    assert "checked" not in body[daily : body.index(">", daily)]
    assert "amara@example.test" in body and "Europe/London" in body


def test_the_page_is_found_from_ones_details_and_from_the_list(client: Client) -> None:
    for path in ("/me/", "/news/"):
        assert f'href="{PATH}"' in client.get(path).content.decode()


def test_a_mail_a_day(client: Client, amara: User, kind: SimpleNamespace) -> None:
    response = choose(client)
    assert (response.status_code, response["Location"]) == (303, PATH)
    assert "What you want is saved." in client.get(PATH).content.decode()
    assert (wish(amara).mail, wish(amara).paused_until, wish(amara).unwanted) == ("daily", None, [])
    assert AuditEvent.objects.filter(person=amara, action="profile-changed").count() == 1
    choose(client, mail="no")
    assert wish(amara).mail == "no"


def test_a_pause_of_days_to_come(client: Client, amara: User, kind: SimpleNamespace) -> None:
    day = timezone.localdate() + timedelta(days=14)
    choose(client, paused_until=day.isoformat())
    assert wish(amara).paused_until == day
    assert f'value="{day.isoformat()}"' in client.get(PATH).content.decode()
    choose(client, paused_until="")
    assert wish(amara).paused_until is None


@pytest.mark.parametrize("day", ["2020-01-01", "today", "2026-02-30", "soon", "31/03/2027", "\0"])
def test_a_day_that_is_none_is_refused_and_kept_on_the_page(
    client: Client, amara: User, kind: SimpleNamespace, day: str
) -> None:
    day = timezone.localdate().isoformat() if day == "today" else day
    response = choose(client, paused_until=day)
    assert response.status_code == 200
    body = response.content.decode()
    assert "error" in body and day in body
    assert not Wish.objects.exists()


def test_a_pause_that_is_over_does_not_stand_in_the_way(
    client: Client, amara: User, kind: SimpleNamespace
) -> None:
    make_wish(amara, paused_until=timezone.localdate() - timedelta(days=3))
    assert 'name="paused_until" value' not in client.get(PATH).content.decode()
    assert choose(client).status_code == 303


def test_kinds_not_ticked_are_not_wanted_and_later_ones_are(client: Client, amara: User) -> None:
    one, two = register_kind(), register_kind()
    others = [k.key for k in kinds.every() if k.key != two.key]
    choose(client, wanted=others)
    assert wish(amara).unwanted == [two.key]
    kinds.unregister(two.key)
    choose(client, wanted=others)
    assert wish(amara).unwanted == [two.key], "a room that is away for now"
    choose(client, wanted=[])
    assert one.key in wish(amara).unwanted
    later = register_kind()
    assert later.key not in wish(amara).unwanted


@pytest.mark.parametrize(
    "fields", [{"mail": "hourly"}, {"mail": ""}, {"wanted": ["nobody.knows"]}], ids=str
)
def test_what_is_no_choice_is_refused(
    client: Client, kind: SimpleNamespace, fields: dict[str, Any]
) -> None:
    assert choose(client, **fields).status_code == 200
    assert not Wish.objects.exists()


def test_choosing_leaves_alone_how_the_mail_stands(
    client: Client, amara: User, kind: SimpleNamespace
) -> None:
    now = timezone.now()
    make_wish(amara, mailed_at=now, claimed_at=now, tries=3, try_after=now)
    choose(client, mail="no")
    left = wish(amara)
    assert (left.mailed_at, left.claimed_at, left.tries, left.try_after) == (now, now, 3, now)


def test_a_house_without_kinds_asks_about_none(client: Client, amara: User) -> None:
    for each in kinds.every():
        kinds.unregister(each.key)
    assert "A mail may be about" not in client.get(PATH).content.decode()
    assert choose(client).status_code == 303
    assert wish(amara).unwanted == []


def test_somebody_elses_wish_cannot_be_named(client: Client, amara: User, ben: User) -> None:
    choose(client, person=str(ben.pk), person_id=str(ben.pk), pk=str(ben.pk))
    assert Wish.objects.get().person == amara
