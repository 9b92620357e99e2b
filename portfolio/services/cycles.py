"""Setting up a cycle, changing it, closing it."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone

from people import audit
from people.locks import lock_person
from people.models import User
from portfolio.models import Confirmation, Cycle, Discussion, ParkedForm, ReflectiveAccount
from portfolio.services.trails import note
from prompts.models import Framework
from vault.ids import new_id

KIND = "cycle"


class CycleOverlaps(ValueError):
    """There is a cycle of theirs already under this code in these days."""


class CycleHoldsAccounts(RuntimeError):
    """Accounts or signed forms have their place in it: it can be closed, and not erased."""


@transaction.atomic
def set_cycle(
    *,
    owner: User,
    framework: Framework,
    starts_on: date,
    ends_on: date,
    actor: User,
    two_registrations: bool = False,
    id: uuid.UUID | None = None,
) -> Cycle:
    """Begin to count. With an id that the page had: once for each page. Raises CycleOverlaps."""
    lock_person(owner)
    own = Cycle.objects.visible_to(owner)
    made = own.filter(pk=id).first() if id else None
    if made is not None:
        return made
    if id is None or Cycle.objects.filter(pk=id).exists():  # an id of somebody else's is none
        id = new_id()
    if own.open().overlapping(framework, starts_on, ends_on).exists():
        raise CycleOverlaps(framework.key)
    cycle = Cycle.objects.create(
        id=id,
        owner=owner,
        framework=framework,
        starts_on=starts_on,
        ends_on=ends_on,
        two_registrations=two_registrations,
    )
    note(owner, actor, audit.Action.PORTFOLIO_ADDED, KIND, cycle.pk)
    return cycle


@transaction.atomic
def change_cycle(
    *,
    cycle_id: uuid.UUID,
    actor: User,
    framework: Framework,
    starts_on: date,
    ends_on: date,
    two_registrations: bool,
) -> Cycle:
    """Other days, or another code: what was written and noted stays. Raises CycleOverlaps."""
    cycle = _locked(cycle_id, actor)
    values = {
        "framework": framework,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "two_registrations": two_registrations,
    }
    changed = [name for name, value in values.items() if getattr(cycle, name) != value]
    if not changed:
        return cycle
    _refuse_overlap(cycle, framework, starts_on, ends_on)
    for name in changed:
        setattr(cycle, name, values[name])
    cycle.save(update_fields=changed)
    note(actor, actor, audit.Action.PORTFOLIO_CHANGED, KIND, cycle.pk)
    return cycle


@transaction.atomic
def close_cycle(*, cycle_id: uuid.UUID, actor: User) -> Cycle:
    """It is done, or no longer theirs. All that is in it stays to be read."""
    cycle = _locked(cycle_id, actor)
    if cycle.closed_at is None:
        cycle.closed_at = timezone.now()
        cycle.save(update_fields=["closed_at"])
        note(actor, actor, audit.Action.PORTFOLIO_CHANGED, KIND, cycle.pk)
    return cycle


@transaction.atomic
def reopen_cycle(*, cycle_id: uuid.UUID, actor: User) -> Cycle:
    """Raises CycleOverlaps when another has taken its days meanwhile."""
    cycle = _locked(cycle_id, actor)
    if cycle.closed_at is not None:
        _refuse_overlap(cycle, cycle.framework, cycle.starts_on, cycle.ends_on)
        cycle.closed_at = None
        cycle.save(update_fields=["closed_at"])
        note(actor, actor, audit.Action.PORTFOLIO_CHANGED, KIND, cycle.pk)
    return cycle


@transaction.atomic
def delete_cycle(*, cycle_id: uuid.UUID, actor: User) -> None:
    """Take off a cycle that was a slip: no entry and no line of a log goes with it.

    Raises CycleHoldsAccounts, also for accounts whose entry lies in the bin.
    """
    cycle = _locked(cycle_id, actor)
    if holds_something(cycle):
        raise CycleHoldsAccounts
    ParkedForm.objects.filter(owner=actor, about=cycle.pk).delete()
    note(actor, actor, audit.Action.PORTFOLIO_DELETED, KIND, cycle.pk)
    cycle.delete()


def holds_something(cycle: Cycle) -> bool:
    """Whether it can be closed, and not erased."""
    return any(
        model._default_manager.filter(cycle=cycle).exists()
        for model in (ReflectiveAccount, Discussion, Confirmation)
    )


def _refuse_overlap(cycle: Cycle, framework: Framework, starts_on: date, ends_on: date) -> None:
    others = Cycle.objects.filter(owner=cycle.owner_id).exclude(pk=cycle.pk).open()
    if not others.overlapping(framework, starts_on, ends_on).exists():
        return
    raise CycleOverlaps(framework.key)


def _locked(cycle_id: uuid.UUID, owner: User) -> Cycle:
    """As it stands; nobody changes it, or sets up another beside it, until this is done."""
    lock_person(owner)
    rows = Cycle.objects.visible_to(owner).select_related("framework")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=cycle_id)
