"""A person's cycles, with the entries that have a place in them, and their three logs."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from desk.copies import Data, day, moment
from desk.take_out.files import files
from people.models import User
from portfolio.models import (
    AccountSource,
    Confirmation,
    Cpd,
    Cycle,
    Discussion,
    Feedback,
    Line,
    ParkedForm,
    PracticeHours,
    ReflectiveAccount,
    SignedForm,
)
from vault.ids import short


def portfolio(person: User, *, with_files: bool) -> Data:
    """Lines that lie in the bin are in it too, with the moment when they were put there."""
    parked = ParkedForm.objects.visible_to(person).order_by("parked_at", "pk")
    return {
        "cycles": _cycles(person),
        "hours": [_hours(row) for row in _lines(PracticeHours, person)],
        "cpd": [_cpd(row) for row in _lines(Cpd, person).select_related("programme")],
        "feedback": [_feedback(row) for row in _lines(Feedback, person)],
        "files": files(person, with_files=with_files),
        "unsaved_pages": [
            {
                "page": row.page,
                "about": short(row.about) if row.about else None,
                "parked_at": moment(row.parked_at),
                "fields": row.fields,
            }
            for row in parked
        ],
    }


def _cycles(person: User) -> list[Data]:
    own = Cycle.objects.visible_to(person)
    accounts: dict[UUID, list[Data]] = defaultdict(list)
    sources = _sources(person)
    # Also those whose entry is in the bin: it may come back, and its place with it.
    placed = ReflectiveAccount.objects.filter(cycle__in=own).select_related("framework")
    for row in placed.order_by("placed_at", "pk"):
        accounts[row.cycle_id].append(
            {
                "id": short(row.pk),
                "entry": short(row.entry_id),
                "framework": row.framework.key,
                "placed_at": moment(row.placed_at),
                "done_at": moment(row.done_at),
                "sources": sources[row.pk],
            }
        )
    discussions = {row.cycle_id: _discussion(row) for row in _forms(Discussion, person)}
    confirmations = {row.cycle_id: _confirmation(row) for row in _forms(Confirmation, person)}
    return [
        {
            "id": short(cycle.pk),
            "framework": cycle.framework.key,
            "framework_in_words": cycle.framework.short_name,
            "starts_on": day(cycle.starts_on),
            "ends_on": day(cycle.ends_on),
            "two_registrations": cycle.two_registrations,
            "made_at": moment(cycle.made_at),
            "closed_at": moment(cycle.closed_at),
            "accounts": accounts[cycle.pk],
            "discussion": discussions.get(cycle.pk),
            "confirmation": confirmations.get(cycle.pk),
        }
        for cycle in own.select_related("framework").order_by("starts_on", "pk")
    ]


def _sources(person: User) -> dict[UUID, list[str]]:
    """Which entries stand beside each account, also those in the bin."""
    own = Cycle.objects.visible_to(person)
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = AccountSource.objects.filter(account__cycle__in=own).order_by("added_at", "pk")
    for row in rows:
        found[row.account_id].append(short(row.entry_id))
    return found


def _forms(model: type[SignedForm], person: User) -> Any:
    return model._default_manager.visible_to(person).select_related("key_holder")


def _form(row: Any) -> Data:
    return {
        "id": short(row.pk),
        "held_on": day(row.held_on),
        **{name: getattr(row, name) for name in row.words},
        "made_at": moment(row.made_at),
    }


def _discussion(row: Discussion) -> Data:
    return _form(row)


def _confirmation(row: Confirmation) -> Data:
    return _form(row) | {"shown": row.shown}


def _lines(model: type[Line], person: User) -> Any:
    rows: Any = model._default_manager
    return rows.own_of(person).newest_first()


def _line(row: Line) -> Data:
    return {
        "id": short(row.pk),
        **{name: getattr(row, name) for name in row.words},
        "made_at": moment(row.made_at),
        "deleted_at": moment(row.deleted_at),
    }


def _hours(row: PracticeHours) -> Data:
    return {
        "started_on": day(row.started_on),
        "ended_on": day(row.ended_on),
        "hours": float(row.hours),
        "registered_as": row.registered_as,
    } | _line(row)


def _cpd(row: Cpd) -> Data:
    return {
        "started_on": day(row.started_on),
        "ended_on": day(row.ended_on),
        "hours": float(row.hours),
        "participatory": float(row.participatory),
        "programme": row.programme.key if row.programme else None,
    } | _line(row)


def _feedback(row: Feedback) -> Data:
    return {"given_on": day(row.given_on)} | _line(row)
