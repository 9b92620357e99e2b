"""What of a portfolio a person has here already: as desk.bring_in.here, compared in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from typing import Any
from uuid import UUID

from desk.bring_in.here import Here
from desk.bring_in.kinds import KINDS
from portfolio.logs import LOGS
from portfolio.models import Attachment, Confirmation, Cycle, Discussion, ReflectiveAccount
from portfolio.tables.reading import key_of_line
from vault.ids import short

Days = tuple[UUID, Any, Any]  # a code, the first day and the last


class PortfolioHere:
    def __init__(self, here: Here) -> None:
        self.here, self.person = here, here.person
        self._ids: dict[str, dict[str, UUID]] = {}

    def known(self, kind: str, id: str) -> UUID | None:
        """The same row, in the bin or not, or the one that an earlier import made of it."""
        if kind not in self._ids:
            own = KINDS[kind].own(self.person).order_by().values_list("pk", flat=True)
            self._ids[kind] = {short(pk): pk for pk in own}
        ids, became = self._ids[kind], self.here.came(kind).get(id)
        return ids.get(id) or (ids.get(became) if became else None)

    @cached_property
    def cycles(self) -> dict[Days, UUID]:
        own = Cycle.objects.visible_to(self.person)
        rows = own.values_list("framework", "starts_on", "ends_on", "pk")
        return {(code, first, last): pk for code, first, last, pk in rows}

    def is_taken(self, days: Days) -> bool:
        """As for a cycle that is set up: portfolio.services.cycles."""
        code, first, last = days
        return any(
            other == code and begins <= last and ends >= first
            for other, begins, ends in self.open_days
        )

    @cached_property
    def open_days(self) -> list[Days]:
        """Those that come in are put to them."""
        own = Cycle.objects.visible_to(self.person).open()
        return list(own.values_list("framework", "starts_on", "ends_on"))

    @cached_property
    def places(self) -> dict[Any, UUID]:
        own = ReflectiveAccount.objects.filter(cycle__in=Cycle.objects.visible_to(self.person))
        rows = own.values_list("cycle", "entry", "pk")
        return {(cycle, entry): pk for cycle, entry, pk in rows}

    @cached_property
    def signed(self) -> set[tuple[str, Any]]:
        """Of which cycle there is which form."""
        return {
            (model.kind, pk)
            for model in (Discussion, Confirmation)
            for pk in model.objects.visible_to(self.person).values_list("cycle", flat=True)
        }

    def lines(self, log: str, but: set[UUID]) -> dict[Any, list[UUID]]:
        """By what they say."""
        own = LOGS[log].model.objects.own_of(self.person).select_related("key_holder")
        found: dict[Any, list[UUID]] = defaultdict(list)
        for row in own.iterator(chunk_size=500):
            if row.pk not in but:
                found[key_of_line(row, log)].append(row.pk)
        return found

    @cached_property
    def files(self) -> dict[Any, list[UUID]]:
        """By their line, and by what is in them."""
        found: dict[Any, list[UUID]] = defaultdict(list)
        own = Attachment.objects.own_of(self.person).select_related("key_holder")
        for row in own.iterator(chunk_size=500):
            found[row.line_id, row.digest].append(row.pk)
        return found

    @cached_property
    def of_line(self) -> Counter[Any]:
        """How many files each line has."""
        rows = Attachment.objects.own_of(self.person).values_list("hours", "cpd", "feedback")
        return Counter(next(filter(None, row)) for row in rows)
