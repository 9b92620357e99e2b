"""Saves that were counted more than once."""

from collections import defaultdict
from collections.abc import Iterable

from journals.models import Clash, Entry
from tests.faults.checker import Attempt


def find_twice(attempts: Iterable[Attempt]) -> list[str]:
    """Of writers with one page each: a save is one revision, and no text stands beside another."""
    sent: dict[str, set[str]] = defaultdict(set)
    for attempt in attempts:
        sent[attempt.entry].add(attempt.operation)
    found = []
    for entry, operations in sent.items():
        row = Entry.objects.filter(pk=entry).first()
        if row is None:  # which find_faults tells
            continue
        if row.revision > len(operations):
            found.append(f"{entry}: {row.revision} revisions of {len(operations)} saves")
        if Clash.objects.filter(entry=row).exists():
            found.append(f"{entry}: a text of one page is kept beside itself")
    return found
