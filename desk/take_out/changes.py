"""When a person's supervisions were to change hands, as they may see it themselves."""

from __future__ import annotations

from desk.copies import Data, day, moment
from desk.take_out.shares import name_of
from people.models import User
from supervision.models import Handing, SupervisorWish
from vault.ids import short


def handings(person: User) -> list[Data]:
    rows = Handing.objects.visible_to(person).select_related(
        "to", "supervision__supervisor", "supervision__supervisee"
    )
    return [
        {
            "id": short(row.pk),
            "kind": row.kind,
            "state": row.state,
            "asked_by": name_of(row.supervision.supervisor),
            "asked": name_of(row.to),
            "about": name_of(row.supervision.supervisee),
            "first_on": day(row.first_on),
            "last_on": day(row.last_on),
            "asked_at": moment(row.asked_at),
            "settled_at": moment(row.settled_at),
        }
        for row in rows.order_by("asked_at", "pk")
    ]


def wishes_for_another(person: User) -> list[Data]:
    """Where they asked for another supervisor, and still do."""
    rows = SupervisorWish.objects.visible_to(person).filter(supervision__supervisee=person)
    return [
        {"instead_of": name_of(row.supervision.supervisor), "asked_at": moment(row.made_at)}
        for row in rows.select_related("supervision__supervisor").order_by("made_at")
    ]
