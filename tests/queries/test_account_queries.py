"""How many queries accounts and the file of a cycle take: as many with 300 entries as with two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from people.models import User
from portfolio import services
from portfolio.models import Discussion, ReflectiveAccount
from tests.makers import make_entry
from tests.portfolio.makers import begin, make_cpd, make_cycle, make_form, make_hours
from tests.queries.test_queries import queries

pytestmark = pytest.mark.django_db
MANY = 300
# The session, the person and what is new are three of each; a list has one for its count.
MOST = {
    "list": 8,
    "new": 8,
    "one": 5,
    "sources": 7,
    "check": 7,  # also what of its text is kept as nobody
    "discussion": 8,
    "pack": 17,  # everything that a cycle holds, each once
}


@pytest.fixture
def still() -> Iterator[None]:
    with time_machine.travel(timezone.now(), tick=False):
        yield


def test_as_many_with_many_entries(
    still: None, amara: User, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(Client(), amara)
    cycle = make_cycle(amara)
    form = make_form(cycle.framework)
    account = begin(cycle, form=form)
    account.done_at = timezone.now()
    account.save()
    services.keep_form(Discussion, cycle_id=cycle.pk, actor=amara, summary="We talked")

    def fill(count: int) -> None:
        placed = [make_entry(amara, form, answers={"learnt": "To sit"}) for _one in range(count)]
        ReflectiveAccount.objects.bulk_create(
            ReflectiveAccount(
                cycle=cycle, entry=entry, framework=cycle.framework, done_at=timezone.now(),
                key_holder=amara.key_holder,
            )
            for entry in placed
        )  # fmt: skip
        for number in range(min(count, 8)):
            day = timezone.localdate() - timedelta(days=number + 1)
            make_hours(amara, 1, started_on=day, ended_on=day)
            make_cpd(amara, 1, started_on=day, ended_on=day)
        more = [make_entry(amara).pk for _one in range(min(count, 8))]
        services.add_sources(account_id=account.pk, entries=more, actor=amara)

    here, one = cycle.get_absolute_url(), account.get_absolute_url()
    parts = "&".join(f"part={part}" for part in ("accounts", "hours", "cpd", "coverage",
                                                 "discussion", "confirmation"))  # fmt: skip
    paths = {
        "list": f"{here}accounts/",
        "new": f"{here}accounts/new/",
        "one": one,
        "sources": f"{one}sources/",
        "check": f"{one}check/",
        "discussion": f"{here}discussion/",
        "pack": f"{here}pack/?{parts}",
    }
    fill(2)
    queries(client, "/portfolio/")  # whatever is learned once
    few = {name: len(queries(client, path)) for name, path in paths.items()}
    fill(MANY)
    many = {name: len(queries(client, path)) for name, path in paths.items()}
    assert many == few
    assert {name: count for name, count in many.items() if count > MOST[name]} == {}
