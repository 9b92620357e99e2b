"""An entry's place in a cycle: kept while it is written, counted once it is done, taken away."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from journals.models import Entry
from journals.services.entries import finish_entry
from journals.services.entries import reopen_entry as reopen_in_journal
from people import audit
from people.locks import lock_person
from people.models import User
from portfolio.accounts import MOST_SOURCES, gaps_of, sources_to_choose
from portfolio.models import AccountSource, Cycle, ParkedForm, ReflectiveAccount
from portfolio.services.trails import note
from prompts.models import PromptVersion
from vault.ids import new_id

KIND = "account"


class NotDoneError(ValueError):
    """It stays as it is, for a reason that its page tells."""


class GapsLeftError(NotDoneError):
    """The regulator's form asks for parts of its code."""


class TextChangedError(NotDoneError):
    """It is not the text that was looked through."""


class TooManySourcesError(ValueError):
    """More than fit beside one account."""


@transaction.atomic
def place_entry(*, cycle_id: uuid.UUID, entry_id: uuid.UUID, actor: User) -> ReflectiveAccount:
    """As done. Once more changes nothing: not the edition either under which it was placed."""
    return _placed(cycle_id, entry_id, actor, done=True)


@transaction.atomic
def begin_from_entry(*, cycle_id: uuid.UUID, entry_id: uuid.UUID, actor: User) -> ReflectiveAccount:
    """Keep a place for an account that was written before: it counts once it is done."""
    return _placed(cycle_id, entry_id, actor, done=False)


def _placed(
    cycle_id: uuid.UUID, entry_id: uuid.UUID, actor: User, *, done: bool
) -> ReflectiveAccount:
    lock_person(actor)
    cycle = Cycle.objects.visible_to(actor).select_related("framework").get(pk=cycle_id)
    entry = Entry.objects.visible_to(actor).defer("answers", "private_note").get(pk=entry_id)
    account, made = ReflectiveAccount.objects.get_or_create(
        cycle=cycle,
        entry=entry,
        defaults={
            "framework": cycle.framework,
            "key_holder_id": actor.key_holder_id,
            "done_at": timezone.now() if done else None,
        },
    )
    if made:
        note(actor, actor, audit.Action.PORTFOLIO_ADDED, KIND, account.pk)
    return account


@transaction.atomic
def begin_account(
    *,
    cycle_id: uuid.UUID,
    form: PromptVersion,
    sources: Iterable[uuid.UUID],
    actor: User,
    id: uuid.UUID,
) -> ReflectiveAccount:
    """A new entry on this form, with its place and what stands beside it: once for each page.

    Nothing is copied into it. Raises TooManySourcesError.
    """
    lock_person(actor)
    cycle = Cycle.objects.visible_to(actor).select_related("framework").get(pk=cycle_id)
    made = ReflectiveAccount.objects.visible_to(actor).filter(pk=id).first()
    if made is not None:
        return made
    if ReflectiveAccount.objects.filter(pk=id).exists():  # an id of somebody else's is none
        id = new_id()
    entry = Entry.objects.create(
        author=actor, key_holder_id=actor.key_holder_id, prompt_version=form
    )
    account = ReflectiveAccount.objects.create(
        id=id,
        cycle=cycle,
        entry=entry,
        framework=cycle.framework,
        key_holder_id=actor.key_holder_id,
    )
    _set_sources(account, sources, actor)
    note(actor, actor, audit.Action.PORTFOLIO_ADDED, KIND, account.pk)
    return account


@transaction.atomic
def add_sources(*, account_id: uuid.UUID, entries: Iterable[uuid.UUID], actor: User) -> None:
    """Put more entries beside it. Raises TooManySourcesError."""
    account = _locked(account_id, actor)
    if _set_sources(account, entries, actor):
        note(actor, actor, audit.Action.PORTFOLIO_CHANGED, KIND, account.pk)


def _set_sources(account: ReflectiveAccount, entries: Iterable[uuid.UUID], actor: User) -> int:
    """Those of them that their owner may choose; any other is as good as not there."""
    own = sources_to_choose(actor, but=account.entry_id).filter(pk__in=list(entries))
    there = set(AccountSource.objects.filter(account=account).values_list("entry", flat=True))
    new = [pk for pk in own.order_by("pk").values_list("pk", flat=True) if pk not in there]
    if len(there) + len(new) > MOST_SOURCES:
        raise TooManySourcesError
    AccountSource.objects.bulk_create(AccountSource(account=account, entry_id=pk) for pk in new)
    return len(new)


@transaction.atomic
def remove_source(*, account_id: uuid.UUID, entry_id: uuid.UUID, actor: User) -> None:
    """What was taken across from it stays in the account."""
    account = _locked(account_id, actor)
    gone, _by_table = AccountSource.objects.filter(account=account, entry=entry_id).delete()
    if gone:
        note(actor, actor, audit.Action.PORTFOLIO_CHANGED, KIND, account.pk)


@transaction.atomic
def finish_account(*, account_id: uuid.UUID, revision: int, actor: User) -> None:
    """It counts from now on, and its entry is finished. Twice changes nothing.

    `revision` is that of the text which was looked through. Raises NotDoneError.
    """
    account = _locked(account_id, actor)
    rows = Entry.objects.visible_to(actor).for_writing()
    entry = rows.select_for_update(of=("self",), no_key=True).get(pk=account.entry_id)
    if entry.revision != revision:
        raise TextChangedError
    if not gaps_of(entry).can_be_done:
        raise GapsLeftError
    finish_entry(entry=entry, actor=actor)
    if account.done_at is None:
        account.done_at = timezone.now()
        account.save(update_fields=["done_at"])
        note(actor, actor, audit.Action.PORTFOLIO_CHANGED, KIND, account.pk)


@transaction.atomic
def reopen_account(*, account_id: uuid.UUID, actor: User) -> None:
    """To write on. It keeps its place, and counts again when it is done again."""
    account = _locked(account_id, actor)
    if account.done_at is None:
        return
    entry = Entry.objects.visible_to(actor).get(pk=account.entry_id)
    if entry.is_finished:
        reopen_in_journal(entry=entry, actor=actor)
    account.done_at = None
    account.save(update_fields=["done_at"])
    note(actor, actor, audit.Action.PORTFOLIO_CHANGED, KIND, account.pk)


@transaction.atomic
def take_out_account(*, account_id: uuid.UUID, actor: User) -> None:
    """The entry stays as it is."""
    account = _locked(account_id, actor)
    ParkedForm.objects.filter(owner=actor, about=account.pk).delete()
    note(actor, actor, audit.Action.PORTFOLIO_DELETED, KIND, account.pk)
    account.delete()


def _locked(account_id: uuid.UUID, actor: User) -> ReflectiveAccount:
    lock_person(actor)
    rows = ReflectiveAccount.objects.visible_to(actor)
    return rows.select_for_update(of=("self",), no_key=True).get(pk=account_id)
