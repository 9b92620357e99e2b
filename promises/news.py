"""Which news of promises people are told, and when it is news no more. Never a word of them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from notices import services
from notices.kinds import Kind, register, things_of
from notices.models import Notice
from people.days import house_day
from people.models import User
from promises.models import HandOver, Promise

DUE, OFFERED, OFFER_ANSWERED = "promise-due", "promise-offered", "promise-offer-answered"


def due(promise: Promise, owner: User) -> None:
    """Its day has come. Told once for each day that it is given."""
    once_for = f"{promise.pk.hex}-{promise.due_on}"
    services.tell(person=owner, kind=DUE, once_for=once_for, about=promise)


def no_longer_due(promise: Promise) -> None:
    """It was answered, given another day, or is gone."""
    services.retract(kind=DUE, about=promise)


def offered(offer: HandOver) -> None:
    if offer.to:
        services.tell(person=offer.to, kind=OFFERED, once_for=offer.pk.hex, about=offer)


def no_longer_offered(offer: HandOver) -> None:
    services.retract(kind=OFFERED, about=offer)


def offer_answered(offer: HandOver) -> None:
    owner = offer.promise.owner
    services.tell(person=owner, kind=OFFER_ANSWERED, once_for=offer.pk.hex, about=offer)


def seen(thing: Promise | HandOver, person: User) -> None:
    """The person looked at it just now, so that nothing about it is new to them."""
    services.mark_seen(person=person, about=thing)


def register_kinds() -> None:
    register(
        Kind(
            key=DUE,
            label=_("The day of a promise of mine has come"),
            text=lambda notice: _("The day of a promise has come."),
            still_open=_still_due,
            url=lambda notice: notice.thing.get_absolute_url(),
        )
    )
    register(
        Kind(
            key=OFFERED,
            label=_("Somebody asks me to take over a promise"),
            text=lambda notice: _("%(who)s asks you to take over a promise."),
            still_open=_still_offered,
            url=lambda notice: notice.thing.get_absolute_url(),
            who=lambda notice: str(notice.thing.promise.owner),
        )
    )
    register(
        Kind(
            key=OFFER_ANSWERED,
            label=_("Somebody answers whether they take over a promise of mine"),
            text=_what_they_said,
            still_open=_still_mine,
            url=lambda notice: notice.thing.promise.get_absolute_url(),
            who=lambda notice: notice.thing.to_name,
        )
    )


def _what_they_said(notice: Notice) -> object:
    if notice.thing.state == HandOver.State.TAKEN:
        return _("%(who)s took over a promise of yours.")
    return _("%(who)s cannot take over a promise of yours.")


def _still_due(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    own = Promise.objects.visible_to(person).due_by(house_day())
    return things_of(own, notices)


def _still_offered(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    offers = HandOver.objects.visible_to(person).offered_to(person).open()
    return things_of(offers.select_related("promise__owner").defer(*WORDS), notices)


def _still_mine(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    own = HandOver.objects.visible_to(person).exclude(to=person)
    return things_of(own.select_related("promise", "to").defer(*WORDS), notices)


# A list of news needs no word of a promise.
WORDS = [f"promise__{name}" for name in ("what", "to_role", "reason", "received", "for_page")]
