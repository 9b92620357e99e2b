"""What a person promised, what became of it, and who handed what to whom, as plain values."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from desk.copies import Data, day, moment
from journals.models import Entry, PromiseOfEntry
from people.models import User
from promises.models import HandOver, ParkedForm, Promise, PromiseMove
from vault.ids import short


def promises(person: User) -> list[Data]:
    """Every promise on the person's list, handed over ones too, in the order of their making."""
    own = Promise.objects.visible_to(person).select_related("handed_by")
    moves = _by_promise(PromiseMove.objects.filter(promise__in=own))
    offers = _by_promise(HandOver.objects.filter(promise__in=own).select_related("to"))
    unsaved = _by_promise(_parked(person).filter(promise__in=own))
    ties = _by_promise(_ties(person))
    return [
        {
            "id": short(promise.pk),
            "what": promise.what,
            "to_role": promise.to_role,
            "due_on": day(promise.due_on),
            "state": promise.state,
            "state_in_words": str(promise.get_state_display()),
            "answer": promise.outcome,
            "why": promise.reason,
            "how_received": promise.received,
            "words_for_staff": promise.for_page,
            "shown_to_facilitator": promise.shown_to_facilitator,
            "made_at": moment(promise.made_at),
            "answered_at": moment(promise.answered_at),
            "taken_over_from": promise.handed_by.display_name if promise.handed_by else None,
            "steps": [_step(row) for row in moves[promise.pk]],
            "offers": [_offer(row) for row in offers[promise.pk]],
            "unsaved_pages": [_unsaved(row) for row in unsaved[promise.pk]],
            "born_of": [_tie(row) for row in ties[promise.pk]],
        }
        for promise in own.order_by("made_at", "pk")
    ]


def promises_elsewhere(person: User) -> Data:
    """What is not on the list: pages that could not be saved, promises that were erased and
    of which an entry still knows, and offers of others, without a word of theirs."""
    own = _ties(person).filter(promise__isnull=True)
    pages = _parked(person).filter(promise__isnull=True)
    offered = HandOver.objects.offered_to(person).order_by("offered_at", "pk")
    return {
        "unsaved_pages": [_unsaved(row) for row in pages],
        "erased": [_tie(row) for row in own],
        "offered_to_you": [
            {
                "from": row.promise.owner.display_name,
                "state": row.state,
                "offered_at": moment(row.offered_at),
                "settled_at": moment(row.settled_at),
            }
            for row in offered.select_related("promise__owner").defer(*WORDS)
        ],
    }


# Of others' promises no word is even fetched.
WORDS = [f"promise__{name}" for name in ("what", "to_role", "reason", "received", "for_page")]


def _parked(person: User) -> Any:
    return ParkedForm.objects.visible_to(person).order_by("parked_at", "pk")


def _ties(person: User) -> Any:
    own = Entry.objects.visible_to(person) | Entry.objects.in_bin_of(person)
    return PromiseOfEntry.objects.filter(entry__in=own).order_by("made_at", "pk")


def _step(row: PromiseMove) -> Data:
    return {
        "before": row.before,
        "after": row.after,
        "answer": row.answer,
        "why": row.reason,
        "how_received": row.received,
        "due_on": day(row.due_on),
        "at": moment(row.at),
    }


def _offer(row: HandOver) -> Data:
    return {
        "to": row.to.display_name if row.to else "",
        "state": row.state,
        "offered_at": moment(row.offered_at),
        "settled_at": moment(row.settled_at),
    }


def _unsaved(row: ParkedForm) -> Data:
    return {"parked_at": moment(row.parked_at), "fields": row.fields}


def _tie(row: PromiseOfEntry) -> Data:
    return {"entry": short(row.entry_id), "question": row.part, "answer": row.answer}


def _by_promise(rows: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.promise_id].append(row)
    return found
