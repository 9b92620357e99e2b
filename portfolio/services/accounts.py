"""Giving an entry its place in a cycle, and taking the place away."""

from __future__ import annotations

import uuid

from django.db import transaction

from journals.models import Entry
from people import audit
from people.models import User
from portfolio.models import Cycle, ReflectiveAccount
from portfolio.services.trails import lock_person, note

KIND = "account"


@transaction.atomic
def place_entry(*, cycle_id: uuid.UUID, entry_id: uuid.UUID, actor: User) -> ReflectiveAccount:
    """Once more changes nothing: not the edition either under which it was placed."""
    lock_person(actor)
    cycle = Cycle.objects.visible_to(actor).select_related("framework").get(pk=cycle_id)
    entry = Entry.objects.visible_to(actor).defer("answers", "private_note").get(pk=entry_id)
    account, made = ReflectiveAccount.objects.get_or_create(
        cycle=cycle,
        entry=entry,
        defaults={"framework": cycle.framework, "key_holder_id": actor.key_holder_id},
    )
    if made:
        note(actor, actor, audit.Action.PORTFOLIO_ADDED, KIND, account.pk)
    return account


@transaction.atomic
def take_out_account(*, account_id: uuid.UUID, actor: User) -> None:
    """The entry stays as it is."""
    rows = ReflectiveAccount.objects.visible_to(actor)
    account = rows.select_for_update(of=("self",), no_key=True).get(pk=account_id)
    note(actor, actor, audit.Action.PORTFOLIO_DELETED, KIND, account.pk)
    account.delete()
