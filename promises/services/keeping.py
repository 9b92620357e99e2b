"""Making a promise, coming back with an answer, and taking one off the list."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from people import audit
from people.locks import lock_person
from people.models import AuditEvent, User
from promises import news
from promises.models import (
    Answer,
    HandOver,
    InvalidMove,
    ParkedForm,
    Promise,
    PromiseMove,
    State,
)
from promises.stoplight import Line, words_for_page
from vault.ids import new_id

ONCE_IN = timedelta(hours=12)


class NotAnsweredError(ValueError):
    """The answer says too little; the message says what is missing."""


@transaction.atomic
def make_promise(
    *,
    owner: User,
    what: str,
    to_role: str,
    due_on: date | None,
    actor: User,
    shown_to_facilitator: bool = False,
    id: uuid.UUID | None = None,
) -> Promise:
    """Put a promise on its owner's list. With an id that the page had: once for each page.

    A day that has passed is taken: whoever writes down on Monday what fell due on Friday
    finds it among those to answer now.
    """
    if id is not None:
        # One after the other for the same person: a page sent twice at once makes one.
        lock_person(owner)
        made = Promise.objects.visible_to(owner).filter(pk=id).first()
        if made is not None:
            return made
        # An id that somebody else's promise has is no id for this one.
        id = None if Promise.objects.filter(pk=id).exists() else id
    promise = Promise.objects.create(
        id=id or new_id(),
        owner=owner,
        key_holder_id=owner.key_holder_id,
        what=what,
        to_role=to_role,
        due_on=due_on,
        shown_to_facilitator=shown_to_facilitator,
    )
    _record(promise, actor, audit.Action.PROMISE_MADE)
    return promise


@transaction.atomic
def change_promise(*, promise_id: uuid.UUID, actor: User, **changes: Any) -> Promise:
    """Change what was promised, to which role, by when, and whether a facilitator sees it."""
    promise = lock_promise(promise_id, actor)
    changed = [name for name, value in changes.items() if getattr(promise, name) != value]
    if not changed:
        return promise
    if not changes.keys() <= {"what", "to_role", "due_on", "shown_to_facilitator", "for_page"}:
        raise TypeError(f"A promise is not changed in {sorted(changes)}.")
    for name in changed:
        setattr(promise, name, changes[name])
    promise.save(update_fields=changed)
    if "due_on" in changed:
        news.no_longer_due(promise)
    _record(promise, actor, audit.Action.PROMISE_CHANGED)
    return promise


@transaction.atomic
def save_page_words(*, actor: User, words: Iterable[tuple[Line, str, str]]) -> None:
    """Keep other words, and why, for the page for staff, where they differ from what stands
    there. What is off the list meanwhile is off the page too."""
    # By promise: two pages of one person lock them in one order.
    for line, what, why in sorted(words, key=lambda one: one[0].promise.pk):
        if (what, why) == (line.what, line.why):
            continue
        kept = words_for_page(line, what, why)
        with suppress(Promise.DoesNotExist):
            change_promise(promise_id=line.promise.pk, actor=actor, for_page=kept)


@transaction.atomic
def take_in_hand(*, promise_id: uuid.UUID, actor: User) -> Promise:
    """Say that something is being done about it. Once more changes nothing."""
    promise = lock_promise(promise_id, actor)
    if promise.state != State.IN_HAND:
        _refuse_unless(promise, State.IN_HAND, from_open=True)
        move(promise, State.IN_HAND)
        promise.save(update_fields=["state"])
        _record(promise, actor, audit.Action.PROMISE_CHANGED)
    return promise


@transaction.atomic
def answer_promise(
    *,
    promise_id: uuid.UUID,
    actor: User,
    answer: str,
    reason: str = "",
    received: str = "",
    due_on: date | None = None,
) -> Promise:
    """Say that its owner came back: yes, no, or not yet and why, with a new day.

    The same answer twice, as from a button pressed twice, is one. Raises NotAnsweredError
    and InvalidMove.
    """
    promise = lock_promise(promise_id, actor)
    said = (answer, reason, received)
    if said == (promise.outcome, promise.reason, promise.received) and (
        promise.is_answered or (answer == Answer.NOT_YET and due_on == promise.due_on)
    ):
        return promise
    if not promise.is_open:
        raise InvalidMove(f"{promise} is {promise.state} and waits for no answer.")
    if answer not in Answer.values:
        raise NotAnsweredError("answer")
    if answer == Answer.NOT_YET and due_on is None:
        raise NotAnsweredError("due_on")
    promise.outcome, promise.reason, promise.received = said
    if answer == Answer.NOT_YET:
        promise.due_on = due_on
        move(promise, State.IN_HAND, answer=answer, due_on=due_on)
    else:
        promise.answered_at = timezone.now()
        move(promise, State.ANSWERED, answer=answer)
        withdraw_offers(promise)
    promise.save(update_fields=["outcome", "reason", "received", "due_on", "state", "answered_at"])
    news.no_longer_due(promise)
    _record(promise, actor, audit.Action.PROMISE_ANSWERED)
    return promise


@transaction.atomic
def reopen_promise(*, promise_id: uuid.UUID, actor: User) -> Promise:
    """Go on with an answered one: the answer was a slip, or turned out not to hold."""
    promise = lock_promise(promise_id, actor)
    if promise.is_open:
        return promise
    _refuse_unless(promise, State.IN_HAND)
    promise.answered_at = None
    move(promise, State.IN_HAND)
    promise.save(update_fields=["state", "answered_at"])
    _record(promise, actor, audit.Action.PROMISE_CHANGED)
    return promise


@transaction.atomic
def delete_promise(*, promise_id: uuid.UUID, actor: User) -> None:
    """Erase a promise with its steps and its offers, for good."""
    promise = lock_promise(promise_id, actor)
    withdraw_offers(promise)
    news.no_longer_due(promise)
    _record(promise, actor, audit.Action.PROMISE_DELETED)
    promise.delete()


@transaction.atomic
def note_shown(*, promises: Iterable[Promise], to: User) -> None:
    """Tell the owners, in their trails, that a facilitator's screen shows these now.

    One row a promise and reader in half a day: a meeting looks at its agenda many times.
    """
    # By person: two who show promises of the same people queue for their trails in one order.
    others = [one for one in promises if one.owner_id != to.pk]
    others.sort(key=lambda one: (one.owner_id, one.pk))
    rows = AuditEvent.objects.filter(
        actor=to, action=audit.Action.PROMISE_OPENED, at__gt=timezone.now() - ONCE_IN
    )
    told = set(
        rows.filter(object_id__in=[one.pk for one in others]).values_list("person_id", "object_id")
    )
    for promise in others:
        if (promise.owner_id, promise.pk) not in told:
            _record(promise, to, audit.Action.PROMISE_OPENED)


@transaction.atomic
def erase_promises(*, person: User) -> None:
    """All that a person promised, with what was about to be saved and the offers of it."""
    own = Promise.objects.filter(owner=person)
    # Locked first, so that a change under way is either in before or finds nothing after.
    list(own.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))
    for offer in HandOver.objects.open().filter(promise__in=own):
        news.no_longer_offered(offer)
    ParkedForm.objects.filter(owner=person).delete()
    own.delete()
    for offer in HandOver.objects.open().filter(to=person):
        news.no_longer_offered(offer)
        offer.state, offer.settled_at = HandOver.State.DECLINED, timezone.now()
        offer.save(update_fields=["state", "settled_at"])


def lock_promise(promise_id: uuid.UUID, owner: User) -> Promise:
    """The owner's promise as it stands; nobody changes it until the transaction ends."""
    rows = Promise.objects.visible_to(owner).select_related("owner", "key_holder")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=promise_id)


def move(
    promise: Promise, state: str, *, answer: str = "", due_on: date | None = None
) -> PromiseMove:
    """Add a step of a promise that the caller has locked and saves. Raises InvalidMove."""
    _refuse_unless(promise, state)
    before, promise.state = promise.state, State(state)
    return PromiseMove.objects.create(
        promise=promise,
        key_holder_id=promise.key_holder_id,
        number=PromiseMove.objects.filter(promise=promise).count() + 1,
        before=before,
        after=state,
        answer=answer,
        reason=promise.reason if answer else "",
        received=promise.received if answer else "",
        due_on=due_on,
    )


def withdraw_offers(promise: Promise) -> None:
    """Within the caller's transaction: nobody needs to take it over any more."""
    for offer in HandOver.objects.open().filter(promise=promise):
        news.no_longer_offered(offer)
        offer.state, offer.settled_at = HandOver.State.WITHDRAWN, timezone.now()
        offer.save(update_fields=["state", "settled_at"])


def _refuse_unless(promise: Promise, state: str, *, from_open: bool = False) -> None:
    if not promise.may_become(state) or (from_open and not promise.is_open):
        raise InvalidMove(f"{promise} is {promise.state} and cannot become {state}.")


def _record(promise: Promise, actor: User, action: str) -> None:
    audit.record(
        person=promise.owner,
        actor=actor,
        action=action,
        object_type="promise",
        object_id=promise.pk,
    )
