"""How many queries the pages of the portfolio take: as many with many lines as with two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from people.models import User
from portfolio import services
from portfolio.models import Cpd
from portfolio.services import evidence
from tests.makers import make_entry
from tests.portfolio.makers import (
    make_account,
    make_cpd,
    make_cycle,
    make_feedback,
    make_file,
    make_hours,
)
from tests.portfolio.test_coverage import asking, standards, ticked
from tests.queries.test_queries import queries
from vault.ids import short

pytestmark = pytest.mark.django_db
MANY = 32  # more than a page of each
# The session, the person and what is new are three of each. A log also counts its lines, looks
# into its bin, and asks for the cycles and what they ask for.
MOST = {
    "/portfolio/": 5,
    "hours": 8,
    "feedback": 8,
    "cpd": 10,  # also for what is offered
    "cycle": 5,
    "coverage": 8,
    "picture": 11,  # with the coverage of a cycle
    "files": 7,
    "files of a line": 7,
}


@pytest.fixture
def still() -> Iterator[None]:
    with time_machine.travel(timezone.now(), tick=False):
        yield


def test_as_many_with_many_lines(
    still: None,
    amara: User,
    sign_in: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(evidence, "MOST_OF_LINE", 99)
    client = sign_in(Client(), amara)
    cycle = make_cycle(amara)
    standards(cycle.framework)
    version = asking(cycle.framework)

    lines = [make_cpd(amara) for _one in range(8)]

    def fill(count: int) -> None:
        for number in range(count):
            day = timezone.localdate() - timedelta(days=number + 1)
            make_hours(amara, 1, started_on=day, ended_on=day)
            make_cpd(amara, 1, started_on=day, ended_on=day)
            make_feedback(amara, given_on=day)
            make_file(amara, lines[number % len(lines)])
            services.delete_file(file_id=make_file(amara, lines[0]).pk, actor=amara)
            binned = make_cpd(amara)
            services.delete_line(Cpd, line_id=binned.pk, actor=amara)
            answers = ticked(cycle.framework, "1", "3")
            entry = make_entry(amara, version, answers=answers, finished=True)
            if number % 2:
                make_account(cycle, entry)

    paths = {
        "/portfolio/": "/portfolio/",
        "files": "/portfolio/files/",
        "files of a line": f"/portfolio/cpd/{short(lines[0].pk)}/files/",
        "cycle": cycle.get_absolute_url(),
        "picture": "/portfolio/picture/",
        "coverage": f"{cycle.get_absolute_url()}coverage/",
        **{log: f"/portfolio/{log}/" for log in ("hours", "cpd", "feedback")},
    }
    fill(2)
    queries(client, "/portfolio/")  # whatever is learned once
    few = {name: len(queries(client, path)) for name, path in paths.items()}
    fill(MANY)
    many = {name: len(queries(client, path)) for name, path in paths.items()}
    assert many == few
    assert {name: count for name, count in many.items() if count > MOST[name]} == {}
