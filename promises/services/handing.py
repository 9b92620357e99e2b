"""Handing a promise on: offered, looked at, taken over or not.

What goes over is what was promised, to which role and by when, sealed anew under the key of
who takes it over. Why, how it was received and every earlier step stay with the old owner,
whose copy says to whom it went.
"""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import User
from promises import news
from promises.leaders import leaders_beside
from promises.models import HandOver, InvalidMove, Promise, State
from promises.offers import digest_of
from promises.services.keeping import lock_promise, move, withdraw_offers


class NotHandedError(Exception):
    """Nobody was offered it: that person does not lead in a house of the owner's today."""


class OfferChangedError(Exception):
    """The promise is not any more as it was shown to who takes it over."""


@transaction.atomic
def offer_hand_over(*, promise_id: uuid.UUID, actor: User, to_id: uuid.UUID) -> HandOver:
    """Offer an open promise to another leader, instead of whom it was offered to before."""
    promise = lock_promise(promise_id, actor)
    if not promise.is_open:
        raise InvalidMove(f"{promise} is {promise.state} and cannot be handed over.")
    beside = leaders_beside(actor).filter(user=to_id).select_related("user").first()
    if beside is None:
        raise NotHandedError
    standing = HandOver.objects.open().filter(promise=promise, to=to_id).first()
    if standing is not None:
        return standing
    withdraw_offers(promise)
    offer = HandOver.objects.create(
        promise=promise, organisation_id=beside.organisation_id, to=beside.user
    )
    news.offered(offer)
    _record(promise, actor, audit.Action.PROMISE_OFFERED)
    return offer


@transaction.atomic
def withdraw_hand_over(*, promise_id: uuid.UUID, actor: User) -> None:
    """Take an offer back. From the next request on nobody but the owner sees the promise."""
    withdraw_offers(lock_promise(promise_id, actor))


@transaction.atomic
def open_hand_over(*, offer: HandOver, reader: User) -> None:
    """Note, in the owner's trail, that the one it is offered to looks at it."""
    news.seen(offer, reader)
    _record(offer.promise, reader, audit.Action.PROMISE_OPENED)


@transaction.atomic
def accept_hand_over(*, offer_id: uuid.UUID, actor: User, seen: str) -> Promise:
    """Take a promise over, as it was shown. Raises HandOver.DoesNotExist, OfferChangedError."""
    offer = _lock_offer(offer_id, actor)
    old = offer.promise
    if seen != digest_of(old):
        raise OfferChangedError
    taken = Promise.objects.create(
        owner=actor,
        key_holder_id=actor.key_holder_id,
        what=old.what,
        to_role=old.to_role,
        due_on=old.due_on,
        handed_by=old.owner,
    )
    move(old, State.HANDED)
    old.save(update_fields=["state"])
    news.no_longer_due(old)
    _settle(offer, HandOver.State.TAKEN)
    # By person: two who hand over to each other at once queue for their trails in one order.
    rows = [(old, audit.Action.PROMISE_HANDED), (taken, audit.Action.PROMISE_TAKEN)]
    for promise, action in sorted(rows, key=lambda row: row[0].owner_id):
        _record(promise, actor, action)
    return taken


@transaction.atomic
def decline_hand_over(*, offer_id: uuid.UUID, actor: User) -> None:
    offer = _lock_offer(offer_id, actor)
    _settle(offer, HandOver.State.DECLINED)
    _record(offer.promise, actor, audit.Action.PROMISE_DECLINED)


def _lock_offer(offer_id: uuid.UUID, to: User) -> HandOver:
    """The offer with its promise, both locked: in the order in which their owner locks them."""
    offers = HandOver.objects.visible_to(to).offered_to(to).open()
    offer = offers.get(pk=offer_id)
    rows = Promise.objects.select_related("owner", "key_holder")
    promise = rows.select_for_update(of=("self",), no_key=True).get(pk=offer.promise_id)
    offer = offers.select_for_update(of=("self",), no_key=True).get(pk=offer_id)
    offer.promise = promise
    return offer


def _settle(offer: HandOver, state: str) -> None:
    offer.state, offer.settled_at = HandOver.State(state), timezone.now()
    offer.save(update_fields=["state", "settled_at"])
    news.no_longer_offered(offer)
    news.offer_answered(offer)


def _record(promise: Promise, actor: User, action: str) -> None:
    audit.record(
        person=promise.owner,
        actor=actor,
        action=action,
        object_type="promise",
        object_id=promise.pk,
    )
