"""What of a journal that would come in is here, but in a bin: how much, and where it comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from desk.bring_in.kinds import KINDS
from desk.bring_in.planning import Plan
from portfolio.logs import LOGS
from portfolio.models import Attachment


@dataclass(frozen=True)
class Bin:
    title: Any
    count: int
    url: str  # of the page on which it is brought back


def bins_of(plan: Plan) -> list[Bin]:
    """Nothing of files that lie there with their line: they come back with it."""
    here, person = plan.portfolio.here, plan.person
    found = [Bin(KINDS["entries"].title, plan.here_in_bin, reverse("journals:entry_bin"))]
    for key, log in LOGS.items():
        lying = _count(log.model.objects.in_bin_of(person), here.get(key, {}).values())
        found.append(Bin(log.title, lying, f"{log.url}#binned"))
    lying = _count(Attachment.objects.in_bin_of(person), here.get("files", {}).values())
    found.append(Bin(KINDS["files"].title, lying, reverse("portfolio:file_list") + "#binned"))
    return [one for one in found if one.count]


def _count(binned: Any, here: Iterable[UUID]) -> int:
    """Compared in memory: a copy may name more rows than fit into one statement."""
    ids = set(here)
    return len(ids.intersection(binned.values_list("pk", flat=True))) if ids else 0
