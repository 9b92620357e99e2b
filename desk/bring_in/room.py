"""How much of records, and of files, may be kept: any number of journals may come in, one by one.

A record stays for good, and a copy of the journal holds all of them at once.
"""

from __future__ import annotations

import json

from django.db.models import Sum
from django.db.models.functions import Length

from desk.bring_in.opening import MIB
from desk.bring_in.planning import Plan
from desk.models import Bringing, BroughtPart
from people.models import User
from portfolio.services.evidence import MOST_BYTES, bytes_of

MOST_KEPT = 30 * MIB  # of all records of one person
A_PAIR = 80  # bytes: what a row was there, and what it is here


class NoRoom(Exception):
    """Its record, or its files, do not fit beside those that are here."""


def has_room(person: User, plan: Plan) -> bool:
    return bytes_kept(person) + _bytes_of(plan) <= MOST_KEPT


def files_have_room(person: User, plan: Plan) -> bool:
    coming = plan.portfolio.bytes_of_files
    return not coming or bytes_of(person) + coming <= MOST_BYTES


def bytes_kept(person: User) -> int:
    """As they lie sealed, which is a little more than their words."""
    own = Bringing.objects.visible_to(person).done().filter(kind=Bringing.Kind.JOURNAL)
    rows = BroughtPart.objects.filter(bringing__in=own)
    found: int | None = rows.aggregate(sum=Sum(Length("text")))["sum"]
    return found or 0


def _bytes_of(plan: Plan) -> int:
    text = json.dumps([plan.rest, plan.earlier], ensure_ascii=False)
    pairs = len(plan.entries) + len(plan.promises) + plan.portfolio.count
    return len(text.encode()) + A_PAIR * pairs
