"""The portfolio of the demonstration nurse, in the second year of her cycle."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from PIL import Image, ImageDraw

from desk.demo.clock import at, moment_of
from desk.demo.sharing import Event
from journals.earlier import answers_of
from journals.models import Entry
from journals.services.entries import take_lines_across
from people.models import User
from portfolio.accounts import form_of, sources_to_choose
from portfolio.logs import LOGS
from portfolio.models import (
    AccountSource,
    Cpd,
    Cycle,
    Feedback,
    PracticeHours,
    ReflectiveAccount,
)
from portfolio.periods import months_later
from portfolio.services import (
    add_file,
    add_line,
    begin_account,
    place_entry,
    set_cycle,
)
from prompts.models import Framework
from vault.ids import new_id

BEGAN = 420  # days ago, or so: a cycle begins with a month
WARD = "Kittiwake Ward, an acute ward in a general hospital"
LEARNED: list[dict[str, Any]] = [
    {"days_ago": 300, "hours": "7", "participatory": "7", "method": "course",
     "topic": "Talking when a person hears voices: a study day",
     "relates": "I ask what the voices say now. I used to ask whether they had stopped."},
    {"days_ago": 160, "hours": "3", "participatory": "0", "method": "online",
     "topic": "Sepsis: the first hour",
     "relates": "We had missed it once. I look at breathing first."},
    {"days_ago": 35, "hours": "1.5", "participatory": "1.5", "method": "group",
     "topic": "A guest in the recovery group",
     "relates": "How much I talk in order to be useful.", "standards": "2, 7, 8"},
]  # fmt: skip
TOLD: list[dict[str, Any]] = [
    {"days_ago": 120, "source": "family", "form": "letter",
     "content": "That somebody had come at four each day, as she had said she would.",
     "influence": "I say a time only when I can keep it."},
    {"days_ago": 28, "source": "colleague", "form": "spoken",
     "content": "That I hand over in a rush, and the new ones do not dare to ask.",
     "influence": "I ask them for one question before I sit down."},
]  # fmt: skip


def portfolio_events(people: dict[str, User], today: date) -> Iterator[Event]:
    amara, id = people["amara"], new_id()
    yield _event(today, 55, partial(_begin, amara, id, today))
    for years in (1, 0):
        first = today - timedelta(days=365 * years + 55)
        hours = Decimal(1040) if years else Decimal(150)
        last = today - timedelta(days=56) if years else today - timedelta(days=2)
        yield _event(today, 54 if years else 2, partial(_work, amara, hours, first, last))
    for row in LEARNED:
        yield _event(today, min(row["days_ago"], 53), partial(_learn, amara, row, today))
    for row in TOLD:
        yield _event(today, min(row["days_ago"], 52), partial(_hear, amara, row, today))
    yield _event(today, 1, partial(_place, amara, id))
    yield _event(today, 1, partial(_make, amara, id))


def _event(today: date, days_ago: int, happen: Any) -> Event:
    moment = moment_of(today, days_ago, "19:40")

    def told() -> None:
        with at(moment):
            happen()
        _date(moment)

    return moment, told


def _date(moment: datetime) -> None:
    """Field defaults keep the real clock."""
    for model in (Cycle, *(log.model for log in LOGS.values())):
        model._default_manager.filter(made_at__gt=moment).update(made_at=moment)
    ReflectiveAccount.objects.filter(placed_at__gt=moment).update(placed_at=moment)
    ReflectiveAccount.objects.filter(done_at__gt=moment).update(done_at=moment)
    AccountSource.objects.filter(added_at__gt=moment).update(added_at=moment)
    begun = ReflectiveAccount.objects.filter(done_at=None).values("entry")
    Entry.objects.filter(pk__in=begun, started_at__gt=moment).update(started_at=moment)


def _begin(person: User, id: Any, today: date) -> None:
    first = (today - timedelta(days=BEGAN)).replace(day=1)
    code = Framework.objects.get(key="nmc-2018")
    last = months_later(first, code.period_months or 36)
    set_cycle(owner=person, actor=person, id=id, framework=code, starts_on=first, ends_on=last)


def _work(person: User, hours: Decimal, first: date, last: date) -> None:
    add_line(
        PracticeHours,
        owner=person,
        actor=person,
        started_on=first,
        ended_on=last,
        hours=hours,
        registered_as=PracticeHours.Registration.NURSE,
        organisation=WARD,
        setting="A hospital ward",
        scope="direct",
        work="Days and nights as a named nurse for six people.",
        evidence="Payslips, in the blue folder at home",
    )


def _learn(person: User, row: dict[str, Any], today: date) -> None:
    day = today - timedelta(days=row["days_ago"])
    words = {name: row.get(name, "") for name in ("topic", "method", "relates", "standards")}
    line = add_line(
        Cpd,
        owner=person,
        actor=person,
        started_on=day,
        ended_on=day,
        hours=Decimal(row["hours"]),
        participatory=Decimal(row["participatory"]),
        **words,
    )
    if row["method"] == "course":
        add_file(
            owner=person,
            actor=person,
            log="cpd",
            line_id=line.pk,
            name="Certificate of the study day",
            data=_certificate(row["topic"]),
        )


def _certificate(topic: str) -> bytes:
    held, paper = io.BytesIO(), Image.new("RGB", (900, 600), "white")
    ImageDraw.Draw(paper).text((60, 280), f"Certificate of attendance: {topic}", fill="black")
    paper.save(held, "PNG")
    return held.getvalue()


def _hear(person: User, row: dict[str, Any], today: date) -> None:
    day = today - timedelta(days=row["days_ago"])
    words = {name: row[name] for name in ("source", "form", "content", "influence")}
    add_line(Feedback, owner=person, actor=person, given_on=day, **words)


def _place(person: User, cycle_id: Any) -> None:
    """The plain account that she finished has its place in the cycle."""
    own = Entry.objects.visible_to(person).finished()
    entry = own.filter(prompt_version__prompt__programme__key="generic").first()
    if entry is not None:
        place_entry(cycle_id=cycle_id, entry_id=entry.pk, actor=person)


def _make(person: User, cycle_id: Any) -> None:
    """One account is in the making, with two entries beside it and a line taken across."""
    cycle = Cycle.objects.visible_to(person).select_related("framework").get(pk=cycle_id)
    form = form_of(cycle.framework, person)
    chosen = list(sources_to_choose(person).finished().order_by("started_at", "pk")[:2])
    if form is None or not chosen:
        return
    account = begin_account(
        cycle_id=cycle.pk,
        form=form,
        sources=[entry.pk for entry in chosen],
        actor=person,
        id=new_id(),
    )
    lines = [line for answer in answers_of(chosen[0]).answers for line in answer.lines]
    if lines:
        take_lines_across(
            entry_id=account.entry_id, actor=person, part="nature", places=[lines[0].place]
        )
