"""What is chosen for a share that is not made yet: kept sealed between the pages.

One preparation an entry, whoever it is for. It holds what was typed as it was typed, so
that a refused page is shown again with everything on it.
"""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from journals.models import Entry, Preparation


@dataclass(frozen=True)
class Choices:
    parts: list[str] = field(default_factory=list)  # keys of journals.snapshots.tickable
    ask: str = ""
    supervisions: list[str] = field(default_factory=list)  # short ids
    outside: dict[str, str] = field(default_factory=dict)  # as typed: see journals.outside


def keep(entry: Entry, choices: Choices) -> None:
    Preparation.objects.update_or_create(
        entry=entry,
        defaults={"choices": asdict(choices)},
        create_defaults={"choices": asdict(choices), "key_holder_id": entry.key_holder_id},
    )


def kept(entry: Entry) -> Choices:
    """What was chosen last; nothing, if nothing was."""
    row = Preparation.objects.filter(entry=entry).first()
    stored: dict[str, Any] = row.choices if row else {}
    known = {one.name for one in fields(Choices)}
    return Choices(**{name: value for name, value in stored.items() if name in known})


def forget(entry: Entry) -> None:
    Preparation.objects.filter(entry=entry).delete()
