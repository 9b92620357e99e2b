"""Adding, changing, erasing and bringing back lines of the three logs."""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from people import audit
from people.locks import lock_person
from people.models import User
from portfolio.logs import LOGS
from portfolio.models import Line, ParkedForm
from portfolio.services.trails import note
from vault.ids import new_id

L = TypeVar("L", bound=Line)


def kind_of(model: type[Line]) -> str:
    """As the trail calls such a line."""
    return str(model._meta.model_name)


@transaction.atomic
def add_line(
    model: type[L], *, owner: User, actor: User, id: uuid.UUID | None = None, **values: Any
) -> L:
    """Add a line to its owner's log. With an id that the page had: once for each page."""
    lock_person(owner)
    rows: Any = model._default_manager
    made: L | None = rows.filter(pk=id).first() if id else None
    if made is not None and made.owner_id == owner.pk:
        return made
    if made is not None:  # an id that somebody else's line has is no id for this one
        id = None
    line: L = rows.create(
        id=id or new_id(), owner=owner, key_holder_id=owner.key_holder_id, **values
    )
    note(owner, actor, audit.Action.PORTFOLIO_ADDED, kind_of(model), line.pk)
    return line


@transaction.atomic
def change_line(model: type[L], *, line_id: uuid.UUID, actor: User, **values: Any) -> L:
    line = _locked(model, line_id, actor)
    changed = [name for name, value in values.items() if getattr(line, name) != value]
    if not changed:
        return line
    for name in changed:
        setattr(line, name, values[name])
    line.save(update_fields=changed)
    note(actor, actor, audit.Action.PORTFOLIO_CHANGED, kind_of(model), line.pk)
    return line


@transaction.atomic
def delete_line(model: type[L], *, line_id: uuid.UUID, actor: User) -> L:
    """Put a line in the bin: it counts no more, and can be brought back while it lies there."""
    line = _locked(model, line_id, actor)
    if line.deleted_at is None:
        line.deleted_at = timezone.now()
        line.save(update_fields=["deleted_at"])
        note(actor, actor, audit.Action.PORTFOLIO_DELETED, kind_of(model), line.pk)
    return line


@transaction.atomic
def undelete_line(model: type[L], *, line_id: uuid.UUID, actor: User) -> L:
    line = _locked(model, line_id, actor)
    if line.deleted_at is not None:
        line.deleted_at = None
        line.save(update_fields=["deleted_at"])
        note(actor, actor, audit.Action.PORTFOLIO_CHANGED, kind_of(model), line.pk)
    return line


def drop_old_lines() -> int:
    """Erase for good what has lain in the bin for its time."""
    count = 0
    for model in (log.model for log in LOGS.values()):
        with transaction.atomic():
            ids = list(
                model.objects.past_bin()
                .order_by("pk")
                .select_for_update(of=("self",), no_key=True)
                .values_list("pk", flat=True)
            )
            ParkedForm.objects.filter(about__in=ids).delete()
            model.objects.filter(pk__in=ids).delete()
            count += len(ids)
    return count


def _locked(model: type[L], line_id: uuid.UUID, owner: User) -> L:
    """The owner's line, in the bin or not; nobody changes it until the transaction ends."""
    rows: Any = model._default_manager
    own = rows.own_of(owner).select_related("key_holder")
    line: L = own.select_for_update(of=("self",), no_key=True).get(pk=line_id)
    return line
