"""Cycles: set up, changed, closed; and what the front page says of each."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import AuditEvent, User
from portfolio import services
from portfolio.models import Cycle, ParkedForm, PracticeHours, ReflectiveAccount
from portfolio.pages import SHELF
from portfolio.periods import months_later
from tests.makers import make_entry
from tests.portfolio.makers import (
    make_account,
    make_cpd,
    make_cycle,
    make_feedback,
    make_framework,
    make_hours,
)
from vault.ids import new_id

TODAY = timezone.localdate()


@pytest.fixture
def client(amara: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), amara)


def page(person: User, cycle: Cycle | None = None, **fields: Any) -> dict[str, Any]:
    values = {"framework": make_framework().key, "starts_on": "2026-04-01", "ends_on": ""}
    bound = SHELF.bind(person, cycle.pk if cycle else new_id())
    return {"binding": bound} | values | fields


def follow(client: Client, response: Any) -> str:
    assert response.status_code == 303
    return shown(client, response.headers["Location"])


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", answer.text)).split())


def url(name: str, cycle: Cycle | None = None) -> str:
    return reverse(f"portfolio:cycle_{name}", args=[cycle.pk] if cycle else [])


def test_without_a_cycle_the_page_says_what_it_does(client: Client) -> None:
    text = shown(client, url("list"))
    assert "Set up your cycle" in text
    assert "adds up your hours, learning, feedback and reflective accounts" in text


def test_it_is_set_up_with_its_last_day_worked_out(client: Client, amara: User) -> None:
    posted = page(amara)
    text = follow(client, client.post(url("create"), posted))
    assert "1 April 2026 to 31 March 2029" in text
    client.post(url("create"), posted)  # pressed twice
    cycle = Cycle.objects.visible_to(amara).get()
    assert not cycle.two_registrations
    events = AuditEvent.objects.filter(person=amara, action="portfolio-added")
    assert [event.object_id for event in events] == [cycle.pk]


def test_one_far_ahead_is_taken(client: Client, amara: User) -> None:
    text = follow(client, client.post(url("create"), page(amara, starts_on="2090-04-01")))
    assert "It begins on 1 April 2090." in text


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [("2026-04-01", 36, "2029-03-31"), ("2026-01-31", 1, "2026-02-27"),
     ("2024-02-29", 12, "2025-02-27"), ("2026-12-15", 1, "2027-01-14")],
)  # fmt: skip
def test_a_period_ends_the_day_before_it_would_begin_again(
    first: str, months: int, last: str
) -> None:
    assert months_later(timezone.datetime.fromisoformat(first).date(), months).isoformat() == last


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"framework": "nobodys"}, "Please choose one of the list"),
        ({"framework": ""}, "Please choose one."),
        ({"starts_on": ""}, "Please give the first day"),
        ({"starts_on": "0026-01-01"}, "Please check the year"),
        ({"ends_on": "2026-04-01"}, "The last day comes after the first"),
        ({"ends_on": "2099-04-01"}, "This is more than ten years"),
        ({"binding": "forged"}, "Not saved yet"),
    ],
)
def test_what_cannot_be_set_up_is_said(
    client: Client, amara: User, fields: dict[str, str], said: str
) -> None:
    assert said in follow(client, client.post(url("create"), page(amara) | fields))
    assert not Cycle.objects.exists()
    assert ParkedForm.objects.visible_to(amara).get().page == "cycle"


def test_two_run_at_once_but_not_under_one_code(client: Client, amara: User) -> None:
    make_cycle(amara)
    taken = page(amara, starts_on=str(TODAY))
    text = follow(client, client.post(url("create"), taken))
    assert "You have a cycle under this code in these days already." in text
    other = make_framework("another-country", period_months=12)
    follow(client, client.post(url("create"), taken | {"framework": other.key}))
    assert Cycle.objects.visible_to(amara).open().count() == 2
    make_hours(amara, 40)
    make_cpd(amara, 3, participatory=1)
    text = shown(client, url("list"))
    assert text.count("There: 40 hours. Asked for: 45 hours.") == 1  # the other began today
    Cycle.objects.filter(framework=other).update(starts_on=TODAY - timedelta(days=300))
    text = shown(client, url("list"))
    assert text.count("There: 40 hours. Asked for: 45 hours.") == 2


def test_what_is_there_what_is_asked_and_what_is_to_come(client: Client, amara: User) -> None:
    cycle = make_cycle(amara)
    days = (cycle.ends_on - TODAY).days
    make_hours(amara, 45)
    make_cpd(amara, "34.5", participatory="7.25")
    make_feedback(amara)
    make_account(cycle, make_entry(amara))
    # None of these counts: before it, after it, in the bin, somebody's own.
    before, after = cycle.starts_on - timedelta(days=1), cycle.ends_on + timedelta(days=1)
    make_hours(amara, 1, started_on=before, ended_on=before)
    make_hours(amara, 1, started_on=TODAY, ended_on=after)
    binned = make_hours(amara, 1)
    services.delete_line(PracticeHours, line_id=binned.pk, actor=amara)
    text = shown(client, url("list"))
    assert f"{days} days left" in text
    assert "There: 45 hours. Asked for: 45 hours." in text
    assert "All there" in text
    assert "There: 34.5 hours. With others: 7.25 hours. Asked for: 35 hours, " in text
    assert "Still to come: 0.5 hours and 12.75 hours of learning with others." in text
    assert "There: 1 piece. Asked for: 5 pieces. Still to come: 4 pieces." in text
    assert "There: 1 reflective account." in text
    assert "There: nothing yet. Asked for once. Still to come: the discussion." in text
    order = text[text.index("In which order") :]
    assert order.index("Reflective discussion") < order.index("Confirmation")
    assert re.search(r"\d ?%", text) is None


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2027-05-30", "2 days left, to renew by 1 June 2027"),
        ("2027-06-01", "Today is the last day to renew."),
        ("2027-06-02", "You were to renew by 1 June 2027. Ask your regulator today."),
        ("2027-07-01", "Its last day was 30 June 2027."),
    ],
)
def test_who_is_to_renew_earlier_is_told_that_day(
    sign_in: Callable[..., Client], amara: User, today: str, said: str
) -> None:
    code = make_framework(renew_by_first_of_month=True)
    make_cycle(amara, code, starts_on=date(2024, 7, 1), ends_on=date(2027, 6, 30))
    with time_machine.travel(f"{today}T10:00:00Z"):
        page = shown(sign_in(Client(), amara), reverse("portfolio:cycle_list"))
        assert said in page


def test_each_code_says_whose_it_is(client: Client, amara: User) -> None:
    make_framework()
    assert "A regulator: Short code-of-tests" in shown(client, reverse("portfolio:cycle_create"))


def test_with_two_registrations_more_is_asked_for(client: Client, amara: User) -> None:
    make_cycle(amara, two_registrations=True)
    make_hours(amara, 30)
    make_hours(amara, 20, registered_as="midwife")
    text = shown(client, url("list"))
    assert "There: 50 hours. As a nurse: 30 hours. As a midwife: 20 hours." in text
    assert "Asked for: 90 hours. Still to come: 40 hours." in text


def test_another_code_in_the_middle_keeps_everything(client: Client, amara: User) -> None:
    cycle = make_cycle(amara)
    make_hours(amara, 10)
    account = make_account(cycle, make_entry(amara))
    other = make_framework("another-country")
    fields = page(amara, cycle, framework=other.key, ends_on=str(TODAY + timedelta(days=9)),
                  starts_on=str(cycle.starts_on))  # fmt: skip
    text = follow(client, client.post(url("edit", cycle), fields))
    assert "Short another-country" in text
    assert "There: 10 hours." in text
    assert "There: 1 reflective account." in text
    assert "1 reflective account was placed here while this cycle was under another code." in text
    account.refresh_from_db()
    assert account.framework == make_framework()
    # Back again, twice pressed: nothing is left of it.
    for _time in range(2):
        client.post(url("edit", cycle), fields | {"framework": make_framework().key})
    assert "under another code" not in shown(client, url("detail", cycle))
    assert AuditEvent.objects.filter(person=amara, action="portfolio-changed").count() == 2


def test_it_is_closed_and_opened_again(client: Client, amara: User) -> None:
    cycle = make_cycle(amara)
    for _time in range(2):
        text = follow(client, client.post(url("close", cycle)))
    assert "Open it again" in text
    assert "Closed cycles" in shown(client, url("list"))
    follow(client, client.post(url("reopen", cycle)))
    assert Cycle.objects.visible_to(amara).open().get() == cycle
    services.close_cycle(cycle_id=cycle.pk, actor=amara)
    second = make_cycle(amara)
    text = follow(client, client.post(url("reopen", cycle)))
    assert "It stays closed." in text
    assert Cycle.objects.visible_to(amara).open().get() == second


def test_one_with_accounts_is_not_erased(client: Client, amara: User) -> None:
    cycle = make_cycle(amara)
    account = make_account(cycle, make_entry(amara, deleted=False))
    text = follow(client, client.post(url("delete", cycle)))
    assert "Not erased: it holds a reflective account" in text
    services.take_out_account(account_id=account.pk, actor=amara)
    follow(client, client.post(url("delete", cycle)))
    assert not Cycle.objects.exists()


def test_an_entry_takes_its_place_with_it(amara: User) -> None:
    cycle, entry = make_cycle(amara), make_entry(amara)
    account = make_account(cycle, entry)
    assert make_account(cycle, entry) == account  # once more changes nothing
    entry.deleted_at = timezone.now()
    entry.save(update_fields=["deleted_at"])
    assert not ReflectiveAccount.objects.visible_to(amara).exists()
    assert not Cycle.objects.visible_to(amara).with_sums().get().account_count
    entry.deleted_at = None
    entry.save(update_fields=["deleted_at"])
    assert ReflectiveAccount.objects.visible_to(amara).get() == account
    entry.delete()
    assert not ReflectiveAccount.objects.exists()
    assert Cycle.objects.visible_to(amara).get() == cycle


def test_anothers_entry_or_cycle_has_no_place(amara: User, ben: User) -> None:
    hers, his = make_cycle(amara), make_cycle(ben)
    for cycle, entry in ((hers, make_entry(ben)), (his, make_entry(amara))):
        with pytest.raises(Exception, match="matching query does not exist"):
            services.place_entry(cycle_id=cycle.pk, entry_id=entry.pk, actor=amara)
    with pytest.raises(Cycle.DoesNotExist):
        services.close_cycle(cycle_id=his.pk, actor=amara)


def test_somebody_elses_is_missing(client: Client, ben: User) -> None:
    theirs = make_cycle(ben)
    for name in ("detail", "edit", "delete"):
        assert client.get(url(name, theirs)).status_code == 404
    for name in ("edit", "close", "reopen", "delete"):
        assert client.post(url(name, theirs)).status_code == 404
    assert Cycle.objects.visible_to(ben).open().get() == theirs


@pytest.mark.parametrize(
    "junk", ["\x00", "code-of-tests\x00", "x" * 100_000, "%s'; --", "1\n2", "\u202ecode", "{}"]
)
def test_junk_for_a_code_is_refused_and_what_was_typed_stays(
    client: Client, amara: User, junk: str
) -> None:
    posted = page(amara, framework=junk, ends_on="2028-03-31")
    text = follow(client, client.post(url("create"), posted))
    assert "Please choose one of the list" in text
    assert not Cycle.objects.exists()
    assert ParkedForm.objects.visible_to(amara).get().fields["ends_on"] == ["2028-03-31"]
    assert 'value="2028-03-31"' in client.get(url("create")).text
    cycle = make_cycle(amara)
    follow(client, client.post(url("edit", cycle), page(amara, cycle, framework=junk)))
    assert Cycle.objects.visible_to(amara).get().framework == make_framework()
