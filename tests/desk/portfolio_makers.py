"""A portfolio of one person, each private or personal field marked."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from journals.models import Entry
from people.models import User
from portfolio import services
from portfolio.models import (
    AccountSource,
    Confirmation,
    Cpd,
    Discussion,
    Feedback,
    ParkedForm,
    PracticeHours,
)
from tests.portfolio.makers import (
    a_pdf,
    make_account,
    make_cpd,
    make_cycle,
    make_feedback,
    make_file,
    make_hours,
)


def make_full_portfolio(person: User, entry: Entry, mark: str) -> None:
    today = timezone.localdate()
    days = {"started_on": today - timedelta(days=9), "ended_on": today - timedelta(days=3)}
    cycle = make_cycle(person)
    account = make_account(cycle, entry)
    AccountSource.objects.create(account=account, entry=entry)
    for model in (Discussion, Confirmation):
        words = {name: f"{name} {mark}" for name in model.words}
        more = {"shown": [f"shown {mark}"]} if model is Confirmation else {}
        services.keep_form(
            model, cycle_id=cycle.pk, actor=person, held_on=days["ended_on"], **words, **more
        )
    hours = {name: f"{name} {mark}" for name in PracticeHours.words}
    learned = {name: f"{name} {mark}" for name in Cpd.words}
    told = {name: f"{name} {mark}" for name in Feedback.words}
    binned = make_hours(person, 8, **days, **hours)
    services.delete_line(PracticeHours, line_id=binned.pk, actor=person)
    make_hours(person, 30, **days, **hours)
    line = make_cpd(person, 5, participatory=2, **days, **learned)
    make_file(person, line, f"name {mark}.pdf", a_pdf(f"data {mark}"))
    make_feedback(person, **told)
    for page, about in (("hours", None), ("cycle", cycle.pk)):
        ParkedForm.objects.create(
            owner=person,
            key_holder_id=person.key_holder_id,
            page=page,
            about=about,
            fields={"work": [f"Parked {page} {mark}"]},
        )
