"""Who hears of a worry about safety: its writer once told, the safeguarding lead, who raised it.

No sentence says what the worry is, for nobody wrote that here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from journals.models import Concern, ConcernStep
from notices import services
from notices.kinds import Kind, register, things_of
from notices.models import Notice
from people.models import User

TOLD, ASKED, MOVED = "concern-told", "concern-asked", "concern-moved"


def told(concern: Concern, *, by: User | None) -> None:
    """The writer hears of it, and the raiser that they did. Nobody is to decide any more."""
    services.tell(person=concern.writer, kind=TOLD, once_for=concern.pk.hex, about=concern)
    nothing_to_decide(concern)
    if by != concern.raised_by:
        once_for = f"{concern.pk.hex}-told"
        services.tell(person=concern.raised_by, kind=MOVED, once_for=once_for, about=concern)


def asked(concern: Concern, leads: Iterable[User]) -> None:
    services.tell_all(people=leads, kind=ASKED, once_for=concern.pk.hex, about=concern)


def decided(concern: Concern, step: ConcernStep) -> None:
    once_for = f"{concern.pk.hex}-{step.number}"
    services.tell(person=concern.raised_by, kind=MOVED, once_for=once_for, about=concern)


def nothing_to_decide(concern: Concern) -> None:
    services.retract(kind=ASKED, about=concern)


def seen(concern: Concern, person: User) -> None:
    services.mark_seen(person=person, about=concern)


def register_kinds() -> None:
    register(
        Kind(
            key=TOLD,
            label=_("Somebody who read what I shared is worried about safety"),
            text=lambda notice: _(
                "%(who)s was worried about somebody's safety after reading what you shared. See "
                "what that means for you."
            ),
            still_open=_open_to_writer,
            url=lambda notice: reverse("journals:concern_told", args=[notice.about_id]),
            who=lambda notice: str(notice.thing.raised_by),
        )
    )
    register(
        Kind(
            key=ASKED,
            label=_("As safeguarding lead, I am asked when a writer is told of a worry"),
            text=lambda notice: _(
                "%(who)s is worried about somebody's safety, and asks when the writer is told."
            ),
            still_open=_open_to_others,
            url=_page,
            who=lambda notice: str(notice.thing.raised_by),
            reads_others=lambda notice: True,
        )
    )
    register(
        Kind(
            key=MOVED,
            label=_("A worry about safety that I raised has moved on"),
            text=lambda notice: _("Something was decided about a worry that you raised."),
            still_open=_open_to_others,
            url=_page,
        )
    )


def _page(notice: Notice) -> str:
    return reverse("journals:concern_detail", args=[notice.about_id])


def _open_to_writer(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    rows = Concern.objects.visible_to(person).told_to(person)
    return things_of(rows.select_related("raised_by"), notices)


def _open_to_others(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    rows = Concern.objects.visible_to(person).handled_by(person)
    return things_of(rows.select_related("raised_by"), notices)
