"""Worries about safety in which a person is the writer, once told, or the one who raised it.

What a safeguarding lead is asked is about others, and is not in theirs.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from desk.copies import Data, moment
from journals.models import Concern, ConcernStep
from people.models import User
from vault.ids import short


def concerns(person: User) -> list[Data]:
    visible = Concern.objects.visible_to(person)
    own = visible.raised_by(person) | visible.told_to(person)
    steps: defaultdict[UUID, list[ConcernStep]] = defaultdict(list)
    for step in ConcernStep.objects.visible_to(person).filter(concern__in=own).select_related("by"):
        steps[step.concern_id].append(step)
    rows = own.select_related("raised_by", "writer").order_by("made_at", "pk")
    return [
        {
            "you_are": "writer" if row.writer_id == person.pk else "reader",
            # The name the other one goes by; never their address.
            "with": (row.raised_by if row.writer_id == person.pk else row.writer).display_name,
            "share": short(row.share_id) if row.share_id else None,
            "state": row.state,
            "state_in_words": str(row.get_state_display()),
            "raised_at": moment(row.made_at),
            "to_be_told_by": moment(row.tell_after),
            "told_at": moment(row.told_at),
            "closed_at": moment(row.closed_at),
            "steps": [_step(step, person) for step in steps[row.pk]],
        }
        for row in rows
    ]


def _step(step: ConcernStep, person: User) -> Data:
    return {
        "what": step.kind,
        "in_words": str(step.get_kind_display()),
        "why": step.reason,
        "until": moment(step.until),
        "by": _by(step, person),
        "at": moment(step.at),
    }


def _by(step: ConcernStep, person: User) -> str:
    if step.is_by_itself:
        return "calendar"
    if step.by_id == person.pk:
        return "you"
    return step.by.display_name if step.by else ""
