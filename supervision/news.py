"""What leaders are told of peer pairs, and a pair of its agreement. Never a word of it."""

import uuid
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices import services
from notices.kinds import Kind, register, things_of
from notices.models import Notice
from people.models import User
from supervision.models import Agreement, AgreementQuerySet, PeerRequest, Supervision
from supervision.peers import ACCEPTED, ASKED

TO_SIGN, IN_FORCE, REVIEW = "agreement-to-sign", "agreement-in-force", "agreement-review"


def waits(agreement: Agreement, person: User) -> None:
    """The other one signed: it waits for this person."""
    services.tell(person=person, kind=TO_SIGN, once_for=agreement.pk.hex, about=agreement)


def waits_no_more(agreement: Agreement) -> None:
    """It is signed by both, or a new draft took its place."""
    services.retract(kind=TO_SIGN, about=agreement)


def in_force(agreement: Agreement, person: User) -> None:
    services.tell(person=person, kind=IN_FORCE, once_for=agreement.pk.hex, about=agreement)


def not_in_force_any_more(agreement: Agreement) -> None:
    for kind in (IN_FORCE, REVIEW):
        services.retract(kind=kind, about=agreement)


def review_comes(agreement: Agreement, people: Sequence[User]) -> None:
    """The day to look at it again is near. Told once for each day that is agreed."""
    once_for = f"{agreement.pk.hex}-{agreement.review_on}"
    services.tell_all(people=people, kind=REVIEW, once_for=once_for, about=agreement)


def seen(agreement: Agreement, person: User) -> None:
    """The person looked at it just now, so that nothing about it is new to them."""
    services.mark_seen(person=person, about=agreement)


def register_kinds() -> None:
    register(
        Kind(
            key=ASKED,
            label=_("Another leader asks me to be their peer"),
            text=lambda notice: _("%(who)s asks you to be peers."),
            still_open=_still_open,
            url=_page,
            who=lambda notice: str(notice.thing.asker),
        )
    )
    register(
        Kind(
            key=ACCEPTED,
            label=_("Another leader becomes my peer"),
            text=lambda notice: _("%(who)s and you are peers now."),
            still_open=_still_open,
            url=_page,
            who=lambda notice: str(notice.thing.asked),
        )
    )


def _still_open(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    rows = PeerRequest.objects.visible_to(person).select_related("asker", "asked")
    return things_of(rows, notices)


def _page(notice: Notice) -> str:
    return reverse("journals:peer_list")


def register_agreement_kinds() -> None:
    register(
        Kind(
            key=TO_SIGN,
            label=_("A supervision agreement waits for my signature"),
            text=lambda notice: _("%(who)s signed your agreement. It waits for you."),
            still_open=_still_to_sign,
            url=lambda notice: notice.thing.get_absolute_url(),
            who=_other,
        )
    )
    register(
        Kind(
            key=IN_FORCE,
            label=_("A supervision agreement of mine is signed by both"),
            text=lambda notice: _("%(who)s signed your agreement too. It is in force."),
            still_open=_still_in_force,
            url=lambda notice: notice.thing.get_absolute_url(),
            who=_other,
        )
    )
    register(
        Kind(
            key=REVIEW,
            label=_("It is time to look at a supervision agreement again"),
            text=lambda notice: _(
                "It is nearly time to look at your agreement with %(who)s again."
            ),
            still_open=_still_in_force,
            url=lambda notice: notice.thing.get_absolute_url(),
            who=_other,
        )
    )


def _other(notice: Notice) -> str:
    pair = notice.thing.supervision
    return str(pair.supervisee if pair.supervisor_id == notice.person_id else pair.supervisor)


def _open_to(person: User) -> AgreementQuerySet:
    """Of pairs that run. A list of news needs no word of an agreement."""
    own = Agreement.objects.visible_to(person).filter(supervision__in=Supervision.objects.current())
    return own.select_related("supervision__supervisor", "supervision__supervisee").defer("terms")


def _still_to_sign(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    waiting = _open_to(person).filter(state=Agreement.State.SIGNED_BY_ONE)
    return things_of(waiting.exclude(signatures__person=person), notices)


def _still_in_force(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    return things_of(_open_to(person).in_force(), notices)
