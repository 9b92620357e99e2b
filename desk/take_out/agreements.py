"""What a person agreed with whom, in supervision: every version, as both of them may read it."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from desk.copies import Data, day, moment
from people.models import User
from supervision import terms
from supervision.models import Agreement, ParkedSheet, Signature
from vault.ids import short


def agreements(person: User) -> dict[UUID, list[Data]]:
    """By supervision, the newest version first."""
    found: dict[UUID, list[Data]] = defaultdict(list)
    signed: dict[UUID, list[Signature]] = defaultdict(list)
    own = Agreement.objects.visible_to(person)
    for one in Signature.objects.visible_to(person).select_related("key_holder"):
        signed[one.agreement_id].append(one)
    for agreement in own.select_related("key_holder").newest_first():
        signatures = [_signature(one, person) for one in signed[agreement.pk]]
        found[agreement.supervision_id].append(_agreement(agreement, person, signatures))
    return found


def _agreement(agreement: Agreement, person: User, signatures: list[Data]) -> Data:
    return {
        "id": short(agreement.pk),
        "version": agreement.number,
        "state": agreement.state,
        "state_in_words": str(agreement.get_state_display()),
        "begun_at": moment(agreement.made_at),
        "begun_by": "you" if agreement.drafted_by_id == person.pk else "other",
        "in_force_at": moment(agreement.in_force_at),
        "replaced_at": moment(agreement.replaced_at),
        "review_on": day(agreement.review_on),
        "terms": agreement.terms,
        "reads": [
            {"label": line.label, "text": line.text}
            for _title, lines in terms.reading(agreement.terms)
            for line in lines
        ],
        "signatures": signatures,
    }


def _signature(one: Signature, person: User) -> Data:
    return {
        "by": "you" if one.person_id == person.pk else "other",
        "name": one.name,
        "at": moment(one.signed_at),
    }


def unsaved_sheets(person: User) -> list[Data]:
    """Pages about supervision that could not be saved."""
    rows = ParkedSheet.objects.visible_to(person).order_by("parked_at", "pk")
    return [
        {
            "page": row.page,
            "about": short(row.about) if row.about else None,
            "parked_at": moment(row.parked_at),
            "fields": row.fields,
        }
        for row in rows
    ]
