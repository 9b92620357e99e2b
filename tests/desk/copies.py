"""Copies of journals, for tests: brought in, and compared whole."""

from __future__ import annotations

import copy
import json
from typing import Any

from desk.bring_in import services
from desk.models import Bringing
from desk.take_out.archive import as_json
from people.models import User

# Ids, moments of the copy itself, and who signs in: docs/export.md.
LEFT_OUT = {
    "format", "made_at", "person", "addresses", "sessions", "second_steps", "recovery_codes",
    "resets", "earlier_journals", "waiting_to_come_in", "trail",
}  # fmt: skip
NO_MATTER = {"id", "saving_ledger", "page", "shown_to_facilitator"}
IDS = ("entry", "share", "session", "previous", "looks_back_on", "line", "about")
ORDERLESS = {"entries", "promises", "measures", "wordings", "kept_words", "shares", "cycles",
             "hours", "cpd", "feedback", "files", "accounts", "unsaved_pages"}  # fmt: skip
PARTLY = ("entries", "promises")  # rows here, and what they hold besides in a record
LISTS = ("cycles", "hours", "cpd", "feedback", "files")  # of a portfolio, the same

Data = dict[str, Any]


def whole(journal: Data) -> Data:
    """All that a copy holds, whether it stands as rows or in the record of an import."""
    found = {
        part: copy.deepcopy(value)
        for part, value in journal.items()
        if part not in LEFT_OUT and value not in (None, [], {})
    }
    for record in journal["earlier_journals"]:
        now = {pair["was"]: pair["now"] for pair in record["came"]}
        for part, value in copy.deepcopy(record["parts"]).items():
            if part in PARTLY:
                merge(found.setdefault(part, []), value, now)
            elif part == "portfolio":
                merge_portfolio(found.setdefault(part, {}), value, now)
            elif part != "trail":
                add(found, part, value)
    return {part: settled(value, part) for part, value in found.items()}


def merge(rows: list[Data], others: list[Data], now: dict[str, str]) -> None:
    mine = {row["id"]: row for row in rows}
    for other in others:
        row = mine.get(now.get(other["id"], other["id"]))
        if row is None:
            rows.append(other)
            continue
        merge(row.setdefault("accounts", []), other.pop("accounts", []), now)
        if away := other.pop("sources", []):
            row["sources"] = [*row["sources"], *away]
        row |= {key: value for key, value in other.items() if key != "id"}


def merge_portfolio(found: Data, record: Data, now: dict[str, str]) -> None:
    for part, value in record.items():
        if part in LISTS:
            merge(found.setdefault(part, []), value, now)
        else:
            add(found, part, value)


def add(found: Data, part: str, value: Any) -> None:
    if part not in found or found[part] == value:
        found[part] = value
    elif isinstance(value, list):
        found[part] = [*found[part], *value]
    else:
        here = found[part]
        found[part] = {
            k: [*v, *here.get(k, [])] if isinstance(v, list) else v or here.get(k)
            for k, v in value.items()
        }


def settled(value: Any, part: str = "") -> Any:
    if isinstance(value, dict):
        left = {k: settled(v, k) for k, v in value.items() if k not in NO_MATTER}
        for id in IDS:
            if isinstance(left.get(id), str) and len(left[id]) == 22:
                left[id] = "an id"
        if isinstance(left.get("path"), str):
            left["path"] = left["path"].rpartition("/")[2]
        return {k: v for k, v in left.items() if v not in ([], None)}
    if isinstance(value, list):
        if part == "sources":
            return len(value)
        found = [settled(one) for one in value]
        return sorted(found, key=json.dumps) if part in ORDERLESS else found
    return value


def bring(person: User, journal: Any) -> Bringing:
    text = journal if isinstance(journal, str) else as_json(journal)
    bringing = services.wait_for_yes(person=person, text=text)
    seen = services.seen_of(services.look(bringing, person))
    return services.bring_in(bringing_id=bringing.pk, person=person, seen=seen)
