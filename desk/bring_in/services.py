"""Bringing something in: it waits until the person says yes, comes in whole, or is taken back."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from desk.bring_in import kinds, parts, pieces
from desk.bring_in.files import looked_through, put_files
from desk.bring_in.journals import journal_of
from desk.bring_in.kinds import digest, said_in, what_came_says
from desk.bring_in.opening import CannotOpen, Copy, overtaken
from desk.bring_in.others import has_others_words
from desk.bring_in.planning import Plan, plan_for, plan_of
from desk.bring_in.portfolio_planning import Files
from desk.bring_in.portfolio_rows import Became
from desk.bring_in.room import NoRoom, files_have_room, has_room
from desk.bring_in.rows import make_rows
from desk.copies import moment
from desk.models import Bringing
from people import audit
from people.locks import lock_person
from people.models import User


class ChangedMeanwhile(Exception):
    """What would come in is not what was shown."""


def wait_for_yes(*, person: User, text: str) -> Bringing:
    """Keep the data of an earlier journal sealed until they looked; one at a time.

    Raises CannotOpen, and then nothing is kept. It is read before anybody has to wait.
    """
    journal_of(text)
    bringing = Bringing(
        person=person, key_holder_id=person.key_holder_id, kind=Bringing.Kind.JOURNAL
    )
    _wait(person, bringing, text, {})
    return bringing


def wait_with_files(*, person: User, arrived: Bringing) -> Bringing:
    """The same with a whole ZIP, which waits in its pieces if there are files in it."""
    with pieces.as_file(arrived) as source:
        copy = Copy(source)
        text = copy.journal()
        listed = journal_of(text).get("portfolio", {}).get("files", [])
        files = looked_through(copy, listed)
    _wait(person, arrived, text, files)
    return arrived


@transaction.atomic
def _wait(person: User, bringing: Bringing, text: str, files: Files) -> None:
    lock_person(person)
    is_new = bringing._state.adding
    if not is_new and not Bringing.objects.filter(pk=bringing.pk).exists():
        raise CannotOpen(overtaken())
    Bringing.objects.visible_to(person).waiting().filter(kind=Bringing.Kind.JOURNAL).delete()
    bringing.state, bringing.about = Bringing.State.WAITS, {"files": files}
    bringing.save()
    if not files:
        pieces.drop(bringing)
    parts.put(bringing, text)


def look(bringing: Bringing, person: User) -> Plan:
    return plan_for(person, parts.text_of(bringing), bringing.about.get("files"))


@transaction.atomic
def let_go(*, bringing: Bringing) -> None:
    """What only waited goes, and nothing came in."""
    Bringing.objects.filter(pk=bringing.pk, state=Bringing.State.WAITS).delete()


def bring_in(*, bringing_id: UUID, person: User, seen: str) -> Bringing:
    """All of it, or nothing. A second press finds it done, and does nothing.

    Raises ChangedMeanwhile, NoRoom or CannotOpen. It is read before anybody has to wait: while
    it waits for the yes, nothing changes it.
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
    owner = lock_person(person)
    rows = Bringing.objects.visible_to(owner).select_for_update(of=("self",), no_key=True)
    bringing = rows.get(pk=bringing_id)
    if not bringing.waits:
        return bringing
    files = bringing.about.get("files")
    plan = plan_of(owner, journal, files) if journal is not None else None
    if plan is None or seen_of(plan) != seen:
        raise ChangedMeanwhile
    if not has_room(owner, plan) or not files_have_room(owner, plan):
        raise NoRoom
    came = make_rows(owner, plan)
    if plan.portfolio.rows.get("files"):
        with pieces.as_file(bringing) as source:
            came["files"] = put_files(owner, Copy(source), plan.portfolio, came)
    pieces.drop(bringing)
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
        "says": what_came_says(owner, came),
        "refused": [[one.name, one.why] for one in plan.refused][:500],
    }
    bringing.state, bringing.done_at = Bringing.State.DONE, now
    bringing.save(update_fields=["about", "state", "done_at"])
    _record(bringing, owner, audit.Action.JOURNAL_BROUGHT_IN)
    return bringing


def seen_of(plan: Plan) -> str:
    """What a page has shown, so that the yes is to that: it says nothing to who sees it there."""
    rows = plan.portfolio.rows
    found = {
        "entries": [one.id for one in plan.entries],
        "promises": [one.id for one in plan.promises],
        "sittings": [moment(one.kept_at) for one in plan.sittings],
        "portfolio": {kind: list(of) for kind, of in rows.items()},
        "here": [plan.here, plan.here_besides],
        "refused": [[one.name, one.why] for one in plan.refused],
        "words": plan.kept_words,
        "wishes": [bool(plan.wishes), bool(plan.depth_since), bool(plan.comes_back)],
        "records": [sorted(plan.rest), len(plan.earlier)],
    }
    return digest(plan.person.key_holder_id, found)


# Of these nothing says by which id they were known: they are taken back by what they are here.
OF_HERE = {"sittings"}


def _both(came: dict[str, Became]) -> Became:
    return {was: now for kind, of in came.items() if kind not in OF_HERE for was, now in of.items()}


def _pairs(came: dict[str, Became]) -> list[dict[str, str]]:
    return [{"was": was, "now": now} for was, now in _both(came).items()]


def _now(pairs: list[dict[str, str]], came: dict[str, Became]) -> list[dict[str, str]]:
    """An older record goes on knowing its rows, under the ids that they have now."""
    both = _both(came)
    return [{"was": one["was"], "now": both.get(one["now"], one["now"])} for one in pairs]


@transaction.atomic
def take_back(*, bringing_id: UUID, person: User) -> int | None:
    """Put what came in and was not changed since into the bin. None: its time is over.

    What was changed, shared or thrown away since stays as it is.
    """
    owner = lock_person(person)
    rows = Bringing.objects.visible_to(owner).select_for_update(of=("self",), no_key=True)
    bringing = rows.get(pk=bringing_id)
    if bringing.state == Bringing.State.UNDONE:
        return 0
    if not bringing.may_be_undone:
        return None
    about = bringing.about
    count = kinds.take_back(owner, said_in(about))["entries"]
    parts.put(bringing, "")
    bringing.about = {"name": about.get("name", ""), "made_at": about.get("made_at", "")}
    bringing.state = Bringing.State.UNDONE
    bringing.save(update_fields=["about", "state"])
    _record(bringing, owner, audit.Action.JOURNAL_TAKEN_BACK)
    return count


def drop_old_bringings() -> int:
    """What waited and nobody came back to, and what never came whole."""
    now = timezone.now()
    journal, text = Bringing.Kind.JOURNAL, Bringing.Kind.TEXT
    # Of a journal its person has the file; a text may be nowhere else.
    old = Bringing.objects.waiting().filter(
        Q(kind=journal, made_at__lte=now - Bringing.WAITS_FOR)
        | Q(kind=text, made_at__lte=now - settings.BIN_TIME)
    )
    old |= Bringing.objects.filter(
        state=Bringing.State.ARRIVES, made_at__lte=now - Bringing.WAITS_FOR
    )
    count = old.count()
    old.delete()
    return count


def drop_bringings(*, person: User) -> None:
    """With every record: when a journal is erased."""
    Bringing.objects.filter(person=person).delete()


def _record(bringing: Bringing, actor: User, action: audit.Action) -> None:
    audit.record(
        person=actor,
        actor=actor,
        action=action,
        object_type="bringing",
        object_id=bringing.pk,
    )
