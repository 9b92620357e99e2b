"""A table that somebody brings waits, sealed, until they looked at it; then all of it comes in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from people import audit
from people.locks import lock_person
from people.models import User
from portfolio.logs import LOGS
from portfolio.models import ParkedForm
from portfolio.services.lines import kind_of
from portfolio.services.trails import note
from vault.ids import new_id


def page_of(log: str) -> str:
    """By which name the table waits among the pages of the portfolio that are not saved."""
    return f"table-{log}"


@transaction.atomic
def let_table_wait(*, owner: User, log: str, text: str) -> ParkedForm:
    """Instead of the one that waited for this log."""
    lock_person(owner)
    ParkedForm.objects.visible_to(owner).filter(page=page_of(log)).delete()
    return ParkedForm.objects.create(
        owner=owner,
        key_holder_id=owner.key_holder_id,
        page=page_of(log),
        fields={"table": [text]},
    )


@transaction.atomic
def let_table_go(*, owner: User, log: str) -> None:
    ParkedForm.objects.visible_to(owner).filter(page=page_of(log)).delete()


@transaction.atomic
def take_table_in(
    *, owner: User, actor: User, log: str, waiting_id: uuid.UUID, rows: Sequence[dict[str, Any]]
) -> int | None:
    """All these rows or none. None: it waits no more, because a first press was quicker."""
    lock_person(owner)
    waits = ParkedForm.objects.visible_to(owner).filter(pk=waiting_id, page=page_of(log))
    if not waits.delete()[0]:
        return None
    model: Any = LOGS[log].model
    model.objects.bulk_create(
        [
            model(pk=new_id(), owner=owner, key_holder_id=owner.key_holder_id, **values)
            for values in rows
        ],
        batch_size=50,
    )
    note(owner, actor, audit.Action.TABLE_BROUGHT_IN, kind_of(model), waiting_id)
    return len(rows)
