"""The forms of the discussion and of the confirmation."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import AuditEvent, User
from portfolio import services
from portfolio.models import Confirmation, Cycle, Discussion, ParkedForm
from portfolio.pages import SHELF
from tests.makers import make_entry
from tests.portfolio.makers import make_account, make_cycle
from vault.ids import new_id

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
FORMS = ("discussion", "confirmation")


@pytest.fixture
def client(amara: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), amara)


@pytest.fixture
def cycle(amara: User) -> Cycle:
    return make_cycle(amara)


def url(form: str, cycle: Cycle) -> str:
    return reverse(f"portfolio:{form}", args=[cycle.pk])


def body(cycle: Cycle, **fields: Any) -> dict[str, Any]:
    return {"binding": SHELF.bind(cycle.owner, cycle.pk), "held_on": "", "name": ""} | fields


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", answer.text)).split())


def follow(client: Client, response: Any) -> str:
    assert response.status_code == 303
    return shown(client, response.headers["Location"])


@pytest.mark.parametrize("form", FORMS)
def test_boxes_of_others_stay_empty_unless_typed(client: Client, cycle: Cycle, form: str) -> None:
    text = shown(client, url(form, cycle))
    assert "may stay empty" in text and "is sealed" in text and "Who can it be?" in text
    follow(client, client.post(url(form, cycle), body(cycle, held_on=TODAY.isoformat())))
    model: Any = {"discussion": Discussion, "confirmation": Confirmation}[form]
    row = model.objects.visible_to(cycle.owner).get()
    assert (row.name, row.pin, row.email, row.held_on) == ("", "", "", TODAY)


@pytest.mark.parametrize("form", FORMS)
def test_it_is_kept_sealed_changed_and_erased(
    client: Client, amara: User, cycle: Cycle, form: str
) -> None:
    posted = body(cycle, held_on=TODAY.isoformat(), name="Zq Partner", pin="12A3456E")
    for _press in range(2):
        assert (
            "Zq Partner"
            in client.get(client.post(url(form, cycle), posted).headers["Location"]).text
        )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM portfolio_{form}")
        assert b"Zq Partner" not in repr(cursor.fetchall()).encode()
    with_sums = Cycle.objects.with_sums().get(pk=cycle.pk)
    held = {"discussion": with_sums.discussed_on, "confirmation": with_sums.confirmed_on}
    assert held[form] == TODAY
    client.post(url(form, cycle), posted | {"name": "Zq Other"})
    erase = reverse(f"portfolio:{form}_erase", args=[cycle.pk])
    for _press in range(2):
        assert client.post(erase).status_code == 303
    assert "Zq Other" not in client.get(url(form, cycle)).text
    events = AuditEvent.objects.filter(person=amara, object_type=form).order_by("at", "pk")
    actions = sorted(event.action for event in events)
    assert actions == ["portfolio-added", "portfolio-changed", "portfolio-deleted"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"held_on": (TODAY + timedelta(days=2)).isoformat()}, "still to come"),
        ({"held_on": "0026-01-01"}, "check the year"),
        ({"name": "n" * 301, "held_on": ""}, "300"),
    ],
)
def test_what_cannot_be_kept_is_shown_again(
    client: Client, cycle: Cycle, form: str, fields: dict[str, str], said: str
) -> None:
    posted = body(cycle, email="zq-typed") | fields
    answer = client.post(url(form, cycle), posted)
    assert answer.status_code == 303 and "zq-" not in answer.headers["Location"]
    page = client.get(answer.headers["Location"]).text
    assert said in page and "zq-typed" in page
    assert not Discussion.objects.exists() and not Confirmation.objects.exists()
    assert ParkedForm.objects.visible_to(cycle.owner).get().page == form


def test_the_discussion_comes_first_unless_the_confirmer_is_registered(
    client: Client, amara: User, cycle: Cycle
) -> None:
    here = url("confirmation", cycle)
    posted = body(cycle, held_on=TODAY.isoformat(), role="manager", shown=["hours", "cpd"])
    said = "the reflective discussion has to come first"
    assert said in follow(client, client.post(here, posted))
    assert said not in follow(client, client.post(here, posted | {"role": "registrant"}))
    client.post(here, posted)
    services.keep_form(Discussion, cycle_id=cycle.pk, actor=amara, held_on=TODAY)
    assert said not in shown(client, here)
    row = Confirmation.objects.visible_to(amara).get()
    assert (row.shown, row.role) == (["hours", "cpd"], "manager")


def test_the_cycle_says_what_is_done_and_what_is_next(
    client: Client, amara: User, cycle: Cycle
) -> None:
    page = cycle.get_absolute_url()
    assert re.search(
        r"In which order Accounts Next Reflective discussion Conf", shown(client, page)
    )
    for number in range(5):
        make_account(cycle, make_entry(amara, title=f"Told {number}"))
    assert re.search(r"Accounts Done Reflective discussion Next", shown(client, page))
    text = shown(client, url("discussion", cycle))
    assert "Told 0" in text and "Told 4" in text
    services.keep_form(Discussion, cycle_id=cycle.pk, actor=amara, held_on=TODAY)
    assert re.search(r"discussion Done Confirmation Next", shown(client, page))


def last_words(client: Client, cycle: Cycle, title: str) -> str:
    """What the cycle says of one thing that is asked for."""
    page = shown(client, cycle.get_absolute_url())
    return page.partition(f" {title} ")[2].partition("Its form")[0]


def test_a_discussion_of_fewer_than_all_is_not_all_there(
    client: Client, amara: User, cycle: Cycle
) -> None:
    services.keep_form(Discussion, cycle_id=cycle.pk, actor=amara, held_on=TODAY)
    for number in range(2):
        make_account(cycle, make_entry(amara, title=f"Told {number}"))
    assert "Still to come: 3 reflective accounts that are not done" in last_words(
        client, cycle, "Reflective discussion"
    )
    assert "Reflective discussion Done" not in shown(client, cycle.get_absolute_url())
    page = shown(client, url("discussion", cycle))
    assert "Until then the sheet leaves open how many were talked about." in page
    assert "on its own form, which is on its page" in page
    for number in range(3):
        make_account(cycle, make_entry(amara, title=f"Later {number}"))
    assert "Reflective discussion Done" in shown(client, cycle.get_absolute_url())
    assert "leaves open" not in shown(client, url("discussion", cycle))


@pytest.mark.parametrize(
    ("form", "before", "counts"),
    [
        (Confirmation, 0, True), (Confirmation, 200, False), (Confirmation, 401, False),
        (Discussion, 200, True), (Discussion, 401, False),
    ],
)  # fmt: skip
def test_on_a_day_on_which_it_does_not_count_it_is_still_to_come(
    client: Client, amara: User, form: type[Any], before: int, counts: bool
) -> None:
    """A cycle of 400 days that ends in 200: its last twelve months began some 165 days ago."""
    first, last = TODAY - timedelta(days=400), TODAY + timedelta(days=200)
    cycle = make_cycle(amara, starts_on=first, ends_on=last)
    for number in range(5):
        make_account(cycle, make_entry(amara, title=f"Told {number}"))
    services.keep_form(form, cycle_id=cycle.pk, actor=amara, held_on=TODAY - timedelta(days=before))
    name = "Confirmation" if form is Confirmation else "Reflective discussion"
    said = shown(client, cycle.get_absolute_url())
    assert (f"{name} Done" in said) is counts
    assert ("on a day from" in said) is not counts


def test_a_cycle_with_a_form_is_not_erased(client: Client, amara: User, cycle: Cycle) -> None:
    here = reverse("portfolio:cycle_delete", args=[cycle.pk])
    page = shown(client, here)
    assert "What goes: the cycle with its two days" in page and "Erase the cycle" in page
    services.keep_form(Discussion, cycle_id=cycle.pk, actor=amara, summary="We talked")
    page = shown(client, here)
    assert "It holds a reflective account" in page and "You can close it" in page
    assert "Erase the cycle" not in page  # what it would not do
    assert "or a form of its discussion" in follow(client, client.post(here))
    assert Cycle.objects.filter(pk=cycle.pk).exists()


@pytest.mark.parametrize("form", FORMS)
def test_nobody_else_reads_it(
    sign_in: Callable[..., Client], ben: User, cycle: Cycle, form: str
) -> None:
    """Not the partner either: they have the paper that they signed."""
    other = sign_in(Client(), ben)
    assert other.get(url(form, cycle)).status_code == 404
    posted = body(cycle, name="zq") | {"binding": SHELF.bind(ben, cycle.pk)}
    assert other.post(url(form, cycle), posted).status_code == 404
    erase = reverse(f"portfolio:{form}_erase", args=[cycle.pk])
    assert other.post(erase).status_code == 404
    mine = make_cycle(ben)
    torn = body(mine) | {"binding": SHELF.bind(ben, new_id())}
    assert other.post(url(form, mine), torn).status_code == 303
    assert not Discussion.objects.exists() and not Confirmation.objects.exists()
