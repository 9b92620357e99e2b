"""A writer hears that their supervisor asks for something before a group session.

Nobody else is told of anything: who is in the group finds it on the session's page in its time,
and a writer who takes it back has nothing to explain.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from journals.models import BeforeGroup
from notices import services
from notices.kinds import Kind, register, things_of
from notices.models import Notice
from people.models import User
from supervision import session_news
from supervision.models import SupervisionSession

ASKED = "before-group-asked"
NO_WORDS = tuple(f"session__{name}" for name in session_news.WORDS)


def asked(row: BeforeGroup, writer: User) -> None:
    services.tell(person=writer, kind=ASKED, once_for=row.pk.hex, about=row)


def no_longer_asked(row: BeforeGroup) -> None:
    services.retract(kind=ASKED, about=row)


def seen(row: BeforeGroup, person: User) -> None:
    services.mark_seen(person=person, about=row)


def register_kinds() -> None:
    register(
        Kind(
            key=ASKED,
            label=_("My supervisor asks to put something I shared before a group"),
            text=lambda notice: _(
                "%(who)s asks whether something you shared may be put before a group session."
            ),
            still_open=_still_open,
            url=lambda notice: reverse("journals:share_group", args=[notice.thing.share_id]),
            who=lambda notice: str(notice.thing.session.supervisor),
        )
    )


def _still_open(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    own = BeforeGroup.objects.own_of(person).asked_for()
    rows = own.filter(session__in=SupervisionSession.objects.coming())
    rows = rows.select_related("session__supervisor")
    return things_of(rows.defer(*NO_WORDS), notices)
