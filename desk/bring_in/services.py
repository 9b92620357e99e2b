"""Bringing something in: it waits until the person says yes, comes in whole, or is taken back."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from desk.bring_in import parts
from desk.bring_in.here import id_of
from desk.bring_in.opening import CannotOpen
from desk.bring_in.others import has_others_words
from desk.bring_in.planning import Plan, journal_of, plan_for, plan_of
from desk.bring_in.room import NoRoom, has_room
from desk.bring_in.rows import make_rows
from desk.models import Bringing
from desk.take_out.moments import moment
from journals.models import Entry, Share
from people import audit
from people.models import User
from promises.models import Promise
from prompts.models import Sitting
from vault.ids import short


class ChangedMeanwhile(Exception):
    """What would come in is not what was shown."""


def wait_for_yes(*, person: User, text: str) -> Bringing:
    """Keep the data of an earlier journal sealed until they looked; one at a time.

    Raises CannotOpen, and then nothing is kept. It is read before anybody has to wait.
    """
    journal_of(text)
    return _wait(person, text)


@transaction.atomic
def _wait(person: User, text: str) -> Bringing:
    _lock(person)
    Bringing.objects.visible_to(person).waiting().filter(kind=Bringing.Kind.JOURNAL).delete()
    bringing = Bringing.objects.create(
        person=person, key_holder_id=person.key_holder_id, kind=Bringing.Kind.JOURNAL
    )
    parts.put(bringing, text)
    return bringing


def look(bringing: Bringing, person: User) -> Plan:
    return plan_for(person, parts.text_of(bringing))


@transaction.atomic
def let_go(*, bringing: Bringing) -> None:
    """What only waited goes, and nothing came in."""
    Bringing.objects.filter(pk=bringing.pk, state=Bringing.State.WAITS).delete()


def bring_in(*, bringing_id: UUID, person: User, seen: str) -> Bringing:
    """All of it, or nothing. A second press finds it done, and does nothing.

    Raises ChangedMeanwhile or NoRoom. It is read before anybody has to wait: while it waits for
    the yes, nothing changes it.
    """
    return _bring_in(bringing_id, person, _journal_of(bringing_id, person), seen)


def _journal_of(bringing_id: UUID, person: User) -> dict[str, Any] | None:
    rows = Bringing.objects.visible_to(person).waiting()
    bringing = rows.filter(pk=bringing_id, kind=Bringing.Kind.JOURNAL).first()
    try:
        return journal_of(parts.text_of(bringing)) if bringing else None
    except CannotOpen:  # another tab said yes this moment, and its record stands there now
        return None


@transaction.atomic
def _bring_in(
    bringing_id: UUID, person: User, journal: dict[str, Any] | None, seen: str
) -> Bringing:
    owner = _lock(person)
    rows = Bringing.objects.visible_to(owner).select_for_update(of=("self",), no_key=True)
    bringing = rows.get(pk=bringing_id)
    if not bringing.waits:
        return bringing
    plan = plan_of(owner, journal) if journal is not None else None
    if plan is None or seen_of(plan) != seen:
        raise ChangedMeanwhile
    if not has_room(owner, plan):
        raise NoRoom
    came = make_rows(owner, plan)
    now = timezone.now()
    records = [{**one, "came": _now(one["came"], came)} for one in plan.earlier]
    own = {"id": plan.id, "name": plan.name, "made_at": plan.made_at, "brought_at": moment(now),
           "parts": plan.rest, "came": _pairs(came)}  # fmt: skip
    if plan.rest or own["came"]:
        records.insert(0, own)
    parts.put(bringing, json.dumps(records, ensure_ascii=False))
    bringing.about = {
        "name": plan.name,
        "made_at": plan.made_at,
        "came": came,
        "records": [[one["id"], one["made_at"]] for one in records],
        "others_words": has_others_words(records),
        "revisions": _revisions(owner, came["entries"]),
        "steps": _steps(owner, came["promises"]),
        "refused": [[one.name, one.why] for one in plan.refused][:500],
    }
    bringing.state, bringing.done_at = Bringing.State.DONE, now
    bringing.save(update_fields=["about", "state", "done_at"])
    _record(bringing, owner, audit.Action.JOURNAL_BROUGHT_IN)
    return bringing


def seen_of(plan: Plan) -> str:
    """What a page has shown, in a few numbers."""
    return "-".join(
        str(len(rows))
        for rows in (plan.entries, plan.promises, plan.sittings, plan.here, plan.refused)
    )


def _pairs(came: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    both = came["entries"] | came["promises"]
    return [{"was": was, "now": now} for was, now in both.items()]


def _now(pairs: list[dict[str, str]], came: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    """An older record goes on knowing its entries, under the ids that they have now."""
    both = came["entries"] | came["promises"]
    return [{"was": one["was"], "now": both.get(one["now"], one["now"])} for one in pairs]


def _revisions(person: User, became: dict[str, str]) -> dict[str, int]:
    ids = [id_of(one) for one in became.values()]
    found: dict[str, int] = {}
    for start in range(0, len(ids), 500):
        own = Entry.objects.visible_to(person).filter(pk__in=ids[start : start + 500])
        found |= {short(pk): number for pk, number in own.values_list("pk", "revision")}
    return found


def _steps(person: User, became: dict[str, str]) -> dict[str, list[str]]:
    own = Promise.objects.visible_to(person)
    rows = {short(row.pk): row for row in own.iterator(chunk_size=500)}
    return {id: _said(rows[id]) for id in became.values() if id in rows}


def _said(row: Promise) -> list[str]:
    """What a promise says now: it was changed since when it says something else."""
    return [row.what, row.to_role, row.state, row.reason, str(row.due_on), str(row.answered_at),
            str(row.shown_to_facilitator), json.dumps(row.for_page)]  # fmt: skip


@transaction.atomic
def take_back(*, bringing_id: UUID, person: User) -> int | None:
    """Put what came in and was not changed since into the bin. None: its time is over.

    What was changed, shared or thrown away since stays as it is.
    """
    owner = _lock(person)
    rows = Bringing.objects.visible_to(owner).select_for_update(of=("self",), no_key=True)
    bringing = rows.get(pk=bringing_id)
    if bringing.state == Bringing.State.UNDONE:
        return 0
    if not bringing.may_be_undone:
        return None
    about = bringing.about
    count = _entries_back(owner, about.get("revisions", {}))
    _promises_back(owner, about.get("steps", {}))
    sittings = [id_of(one) for one in about.get("came", {}).get("sittings", {})]
    Sitting.objects.visible_to(owner).filter(pk__in=sittings).delete()
    parts.put(bringing, "")
    bringing.about = {"name": about.get("name", ""), "made_at": about.get("made_at", "")}
    bringing.state = Bringing.State.UNDONE
    bringing.save(update_fields=["about", "state"])
    _record(bringing, owner, audit.Action.JOURNAL_TAKEN_BACK)
    return count


def _entries_back(person: User, revisions: dict[str, int]) -> int:
    by_revision: dict[int, list[UUID]] = {}
    for id, number in revisions.items():
        by_revision.setdefault(number, []).append(id_of(id))
    count = 0
    for number, ids in by_revision.items():
        for start in range(0, len(ids), 500):
            own = Entry.objects.visible_to(person).filter(
                pk__in=ids[start : start + 500], revision=number
            )
            shared = Share.objects.filter(entry__in=own).values("entry")
            count += own.exclude(pk__in=shared).update(deleted_at=timezone.now())
    return count


def _promises_back(person: User, said: dict[str, list[str]]) -> None:
    own = Promise.objects.visible_to(person).filter(pk__in=[id_of(one) for one in said])
    rows = own.select_for_update(of=("self",), no_key=True)
    Promise.objects.filter(
        pk__in=[row.pk for row in rows if _said(row) == said[short(row.pk)]]
    ).delete()


def drop_old_bringings() -> int:
    """What waited and nobody came back to."""
    now = timezone.now()
    journal, text = Bringing.Kind.JOURNAL, Bringing.Kind.TEXT
    # Of a journal its person has the file; a text may be nowhere else.
    old = Bringing.objects.waiting().filter(
        Q(kind=journal, made_at__lte=now - Bringing.WAITS_FOR)
        | Q(kind=text, made_at__lte=now - settings.BIN_TIME)
    )
    count = old.count()
    old.delete()
    return count


def drop_bringings(*, person: User) -> None:
    """With every record: when a journal is erased."""
    Bringing.objects.filter(person=person).delete()


def _lock(person: User) -> User:
    """One at a time: two tabs bring nothing in twice. And not while the journal is erased."""
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)


def _record(bringing: Bringing, actor: User, action: audit.Action) -> None:
    audit.record(
        person=actor,
        actor=actor,
        action=action,
        object_type="bringing",
        object_id=bringing.pk,
    )
