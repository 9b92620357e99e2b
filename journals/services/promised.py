"""Putting the promises of a finished entry on its writer's list, once; and what follows.

Only finishing does it, never an autosave: a half-typed promise is not one yet. What is on
the list is its owner's to change there, so a later change of the answer is offered to them
and overwrites nothing.
"""

from __future__ import annotations

import uuid

from django.db import transaction

from journals.models import Entry, PromiseOfEntry
from journals.promised import Said, said_in
from people.models import User
from promises import services
from promises.models import Promise


def put_on_list(entry: Entry, actor: User) -> list[Promise]:
    """Within the caller's transaction: what was promised here and is on no list yet."""
    known = set(PromiseOfEntry.objects.filter(entry=entry).values_list("part", flat=True))
    return [_put(entry, said, actor) for said in said_in(entry) if said.part not in known]


def _put(entry: Entry, said: Said, actor: User) -> Promise:
    promise = _make(entry, said, actor)
    PromiseOfEntry.objects.create(
        entry=entry,
        key_holder_id=entry.key_holder_id,
        part=said.part,
        promise=promise,
        answer=said.answer,
    )
    return promise


def _make(entry: Entry, said: Said, actor: User) -> Promise:
    return services.make_promise(
        owner=entry.author, what=said.what, to_role=said.to_role, due_on=said.due_on, actor=actor
    )


@transaction.atomic
def follow_entry(*, entry: Entry, part: str, actor: User, follow: bool) -> bool:
    """Let the list say what the answer says now, or say that it stays as it is.

    A promise that was taken off is put back on. Says whether there was anything to settle:
    a second press finds nothing.
    """
    tie = _locked_tie(entry, part)
    said = next((one for one in said_in(entry) if one.part == part), None)
    if tie is None or said is None or tie.answer == said.answer:
        return False
    if follow and tie.promise_id is None:
        tie.promise = _make(entry, said, actor)
    elif follow:
        if not Promise.objects.visible_to(actor).open().filter(pk=_id(tie)).exists():
            return False  # answered or handed over: what became of it is not rewritten
        changes = {"what": said.what, "to_role": said.to_role, "due_on": said.due_on}
        services.change_promise(promise_id=_id(tie), actor=actor, **changes)
    tie.answer = said.answer
    tie.save(update_fields=["promise", "answer"])
    return True


def _id(tie: PromiseOfEntry) -> uuid.UUID:
    assert tie.promise_id is not None  # noqa: S101  for the type checker
    return tie.promise_id


def _locked_tie(entry: Entry, part: str) -> PromiseOfEntry | None:
    rows = PromiseOfEntry.objects.filter(entry=entry, part=part)
    return rows.select_for_update(of=("self",), no_key=True).first()
