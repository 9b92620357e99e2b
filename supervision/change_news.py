"""What people are told when a supervision is to change hands, or somebody wishes it would."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices import services
from notices.kinds import Kind, register, things_of
from notices.models import Notice
from people.days import house_day
from people.models import Membership, User
from supervision.models import Handing, Supervision, SupervisorWish

ASKED, TO_WRITER, SETTLED = "handing-asked", "handing-to-writer", "handing-settled"
WISHED = "supervisor-wished"


def asked(handing: Handing) -> None:
    _tell(handing.to, ASKED, handing)


def colleague_answered(handing: Handing) -> None:
    """A yes is brought to the writer; a no to who asked."""
    services.retract(kind=ASKED, about=handing)
    if handing.state == Handing.State.WILLING:
        _tell(handing.supervision.supervisee, TO_WRITER, handing)
    else:
        _tell(handing.supervision.supervisor, SETTLED, handing)


def writer_answered(handing: Handing) -> None:
    """Who hears of a supervision that begins or ends by a yes needs no second notice of it."""
    settled(handing)
    if handing.state == Handing.State.DECLINED:
        _tell(handing.to, SETTLED, handing)
    if handing.is_cover or handing.state == Handing.State.DECLINED:
        _tell(handing.supervision.supervisor, SETTLED, handing)


def settled(handing: Handing) -> None:
    """Nobody is asked any more."""
    for kind in (ASKED, TO_WRITER):
        services.retract(kind=kind, about=handing)


def who_pairs(supervision: Supervision) -> list[Membership]:
    """Who could find another supervisor: never the supervisor, who may be one of them."""
    if supervision.organisation_id is None:
        return []
    runners = Membership.objects.current().holding(Membership.Role.ADMINISTRATOR)
    runners = runners.filter(organisation=supervision.organisation_id, user__is_active=True)
    both = (supervision.supervisor_id, supervision.supervisee_id)
    return list(runners.exclude(user__in=both).select_related("user"))


def wished(wish: SupervisorWish) -> None:
    """Once a day, however often it is taken back and wished again."""
    people = [membership.user for membership in who_pairs(wish.supervision)]
    services.tell_all(people=people, kind=WISHED, once_for=_today(wish), about=wish)


def wish_gone(wish: SupervisorWish) -> None:
    services.let_rest(kind=WISHED, about=wish, once_for=_today(wish))


def _today(wish: SupervisorWish) -> str:
    return f"{wish.pk.hex}-{house_day():%y%m%d}"


def _tell(person: User, kind: str, handing: Handing) -> None:
    once_for = f"{handing.pk.hex}-{handing.state}"
    services.tell(person=person, kind=kind, once_for=once_for, about=handing)


def register_kinds() -> None:
    labels = {
        ASKED: (
            _("A colleague asks me to take somebody over, or to stand in"),
            _("%(who)s asks whether you would take somebody over, or stand in."),
        ),
        TO_WRITER: (
            _("My supervisor asks for my yes to a change"),
            _("%(who)s asks for your yes to a change in your supervision."),
        ),
        SETTLED: (
            _("What I asked of a colleague is answered"),
            _("There is an answer about handing on or standing in."),
        ),
    }
    for key, (label, text) in labels.items():
        register(
            Kind(
                key=key,
                label=label,
                text=_says(text),
                still_open=_still_open,
                url=_page,
                who=lambda notice: str(notice.thing.supervision.supervisor),
            )
        )
    register(
        Kind(
            key=WISHED,
            label=_("Somebody in my organisation would like another supervisor"),
            text=lambda notice: _("%(who)s would like another supervisor."),
            still_open=_wishes_open,
            url=lambda notice: reverse(
                "journals:house_pairs", args=[notice.thing.supervision.organisation_id]
            ),
            who=lambda notice: str(notice.thing.supervision.supervisee),
        )
    )


def _says(text: Any) -> Callable[[Notice], Any]:
    return lambda notice: text


def _still_open(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    rows = Handing.objects.visible_to(person).select_related("supervision__supervisor")
    return things_of(rows, notices)


def _wishes_open(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    rows = SupervisorWish.objects.visible_to(person).open()
    return things_of(rows.select_related("supervision__supervisee"), notices)


def _page(notice: Notice) -> str:
    return reverse("journals:handing_detail", args=[notice.thing.pk])
