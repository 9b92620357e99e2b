"""What the pages of an entry say of its place in a cycle."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from journals.models import Entry
from journals.services.entries import delete_entry, finish_entry
from people.models import User
from portfolio import services
from portfolio.models import Cycle, Discussion, ReflectiveAccount
from tests.makers import make_entry
from tests.portfolio.makers import begin, make_account, make_cycle, make_form, make_framework
from tests.queries.test_queries import queries

pytestmark = pytest.mark.django_db
NOT_YET, COUNTS = "Not counted in your cycle yet", "This counts in your portfolio."


@pytest.fixture
def client(amara: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), amara)


@pytest.fixture
def cycle(amara: User) -> Cycle:
    return make_cycle(amara)


def shown(client: Client, name: str, entry: Entry) -> str:
    answer = client.get(reverse(f"journals:entry_{name}", args=[entry.pk]))
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", answer.text)).split())


def done(cycle: Cycle, **fields: Any) -> ReflectiveAccount:
    form = make_form(cycle.framework)
    return make_account(cycle, make_entry(cycle.owner, form, finished=True, **fields))


def test_finished_is_not_counted_until_it_is_called_done(
    client: Client, amara: User, cycle: Cycle
) -> None:
    account = begin(cycle)
    entry = account.entry
    entry.answers, entry.revision = {"learnt": "To sit"}, 1
    entry.save()
    assert NOT_YET not in shown(client, "read", entry)  # it is written still

    finish_entry(entry=entry, actor=amara)
    assert NOT_YET in shown(client, "read", entry)
    check = reverse("portfolio:account_check", args=[account.pk])
    assert f'href="{check}"' in client.get(entry.get_absolute_url()).text

    account.done_at = timezone.now()
    account.save()
    text = shown(client, "read", entry)
    today = date_format(timezone.localdate(), "j F Y")
    assert f"Counts in your cycle since {today}" in text and NOT_YET not in text


def test_what_counts_says_so_before_it_is_changed_or_deleted(client: Client, cycle: Cycle) -> None:
    entry = done(cycle).entry
    assert f"{COUNTS} What you change here is changed there." in shown(client, "write", entry)
    assert f"{COUNTS} Once you delete it, it counts no more." in shown(client, "read", entry)
    assert "has a day" not in shown(client, "read", entry)

    services.keep_form(
        Discussion, cycle_id=cycle.pk, actor=cycle.owner, held_on=date(2026, 3, 2)
    )  # fmt: skip
    for page in ("write", "read"):
        text = shown(client, page, entry)
        assert "The reflective discussion of this cycle has a day, too: 2 March 2026." in text

    delete_entry(entry=entry, actor=cycle.owner)
    assert "Its place there is erased with it." in shown(client, "purge", entry)


def test_one_that_counts_in_an_older_cycle_counts(
    client: Client, amara: User, cycle: Cycle
) -> None:
    entry = done(cycle).entry
    newer = make_cycle(amara, starts_on=date(2030, 1, 1), ends_on=date(2032, 12, 31))
    services.begin_from_entry(cycle_id=newer.pk, entry_id=entry.pk, actor=amara)
    text = shown(client, "read", entry)
    assert NOT_YET in text and COUNTS in text


NO_CYCLE, NO_PLACE = "you have none running for this one", "once it has a place in your cycle"


def test_an_account_without_a_cycle_is_led_to_one(client: Client, amara: User, ben: User) -> None:
    make_cycle(ben)
    entry = make_entry(amara, make_form())
    set_up = f'href="{reverse("portfolio:cycle_create")}"'
    for page in ("read", "write"):
        assert f"{NO_CYCLE}. Set one up" in shown(client, page, entry)
        assert set_up in client.get(reverse(f"journals:entry_{page}", args=[entry.pk])).text

    other = make_cycle(amara, make_framework("code-of-others"))  # which asks for another form
    today = timezone.localdate()
    over = make_cycle(amara, starts_on=date(2020, 1, 1), ends_on=today - timedelta(days=1))
    closed = make_cycle(amara, starts_on=today)
    services.close_cycle(cycle_id=closed.pk, actor=amara)
    assert NO_CYCLE in shown(client, "read", entry)
    assert {other.pk, over.pk, closed.pk} == set(
        Cycle.objects.visible_to(amara).values_list("pk", flat=True)
    )


def test_an_account_without_a_place_is_given_one_at_one_press(
    client: Client, amara: User, cycle: Cycle
) -> None:
    make_cycle(amara, starts_on=date(2040, 1, 1), ends_on=date(2042, 12, 31))
    entry = make_entry(amara, make_form(cycle.framework), finished=True)
    said = f"{NO_PLACE} to {date_format(cycle.ends_on, 'j F Y')}. Give it a place there"
    for name in ("read", "write"):
        assert said in shown(client, name, entry)
    page = client.get(entry.get_absolute_url()).text
    action, body = re.search(
        r'<form method="post" action="([^"]+/accounts/new/)".*?(name="entry" value="[^"]+")', page
    ).groups()
    name, value = re.findall('"([^"]+)"', body)
    posted = client.post(action, {name: value})
    account = ReflectiveAccount.objects.visible_to(amara).get()
    assert posted.headers["Location"] == account.get_absolute_url()
    assert (account.cycle_id, account.entry_id, account.is_done) == (cycle.pk, entry.pk, False)
    for name in ("read", "write"):
        text = shown(client, name, entry)
        assert NO_PLACE not in text and NO_CYCLE not in text
    assert NOT_YET in shown(client, "read", entry)  # it is finished, and waits to be called done


def test_other_entries_say_nothing_and_ask_for_nothing(
    client: Client, amara: User, cycle: Cycle
) -> None:
    done(cycle)
    record = make_form(cycle.framework)  # of the regulator, and not an account
    type(record).objects.filter(pk=record.pk).update(offers=[])
    plain, own_form = make_entry(amara), make_entry(amara, record)
    for entry in (plain, own_form):
        for page in ("read", "write"):
            text = shown(client, page, entry)
            assert "portfolio." not in text and "cycle" not in text
    path = reverse("journals:entry_read", args=[plain.pk])
    queries(client, path)
    asked = queries(client, path)
    assert not [sql for sql in asked if "reflectiveaccount" in sql or "portfolio_cycle" in sql]
