"""The rows that a portfolio becomes, all in the caller's transaction. Files: see files.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from desk.bring_in.here import id_of
from desk.bring_in.portfolio import PortfolioPlan, Row
from people.models import User
from portfolio.logs import LOGS
from portfolio.models import AccountSource, Cycle, ReflectiveAccount
from portfolio.signed import SIGNED_FORMS
from vault.ids import new_id, short

AT_ONCE = 200  # rows in one statement
STAYS_IN_BIN = timedelta(days=7)  # at least, whatever day it went into the other one

Became = dict[str, str]


def in_bin_since(deleted_at: Any) -> Any:
    """Nothing that comes in goes for good before its owner could look at it."""
    if deleted_at is None:
        return None
    return max(deleted_at, timezone.now() - settings.BIN_TIME + STAYS_IN_BIN)


def now_here(plan: PortfolioPlan, came: dict[str, Became], kind: str, id: str) -> UUID:
    """Which row it is here: one of before, or of just now."""
    return plan.id_here(kind, id) or id_of(came[kind][id])


class Making:
    """Of one portfolio, for one person."""

    def __init__(self, person: User, plan: PortfolioPlan, entries: dict[str, UUID]) -> None:
        """`entries`: what each is here, also of those that were here before."""
        self.person, self.plan, self.entries = person, plan, entries
        self.came: dict[str, Became] = {}

    def make(self) -> dict[str, Became]:
        self._make("cycles", Cycle, lambda row: {"owner": self.person})
        self._make("accounts", ReflectiveAccount, self._place)
        self._sources()
        for kind, (model, _form) in SIGNED_FORMS.items():
            self._make(
                kind, model, lambda row: {"cycle_id": self.here("cycles", row.of)} | self._key
            )
        for log, about in LOGS.items():
            self._make(log, about.model, lambda row: {"owner": self.person} | self._key)
        return self.came

    def here(self, kind: str, id: str) -> UUID:
        return now_here(self.plan, self.came, kind, id)

    @property
    def _key(self) -> dict[str, Any]:
        return {"key_holder_id": self.person.key_holder_id}

    def _make(self, kind: str, model: Any, more: Any) -> None:
        rows = self.plan.rows.get(kind, {})
        made = [model(pk=new_id(), **_dated(row.values), **more(row)) for row in rows.values()]
        model._default_manager.bulk_create(made, batch_size=AT_ONCE)
        self.came[kind] = {id: short(one.pk) for id, one in zip(rows, made, strict=True)}

    def _place(self, row: Row) -> dict[str, Any]:
        cycle_id = self.here("cycles", row.of)
        return {"cycle_id": cycle_id, "entry_id": self.entries[row.entry]} | self._key

    def _sources(self) -> None:
        AccountSource.objects.bulk_create(
            [
                AccountSource(account_id=id_of(self.came["accounts"][id]), entry_id=entry)
                for id, row in self.plan.rows.get("accounts", {}).items()
                # Two of there may be one here.
                for entry in dict.fromkeys(self.entries[one] for one in row.sources)
            ],
            batch_size=AT_ONCE,
        )


def _dated(values: dict[str, Any]) -> dict[str, Any]:
    if "deleted_at" not in values:
        return values
    return values | {"deleted_at": in_bin_since(values["deleted_at"])}
