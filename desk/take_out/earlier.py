"""What a person brought in from an earlier journal and could not become rows here."""

from __future__ import annotations

from desk.bring_in.parts import records_of, text_of
from desk.copies import Data, moment
from desk.models import Bringing
from people.models import User


def earlier_journals(person: User) -> list[Data]:
    """Each with the parts that are kept as they were, and what became of its entries."""
    own = Bringing.objects.visible_to(person).done().newest_first()
    return [record for one in own for record in records_of(one)]


def unfinished(person: User) -> list[Data]:
    """What was chosen to come in, and waits for a yes."""
    rows = Bringing.objects.visible_to(person).waiting().newest_first()
    return [
        {
            "kind": row.kind,
            # Which of its files can come in, only the program needs.
            "about": row.about if row.kind == Bringing.Kind.TEXT else {},
            "brought_at": moment(row.made_at),
            "text": text_of(row) if row.kind == Bringing.Kind.TEXT else "",
        }
        for row in rows
    ]
