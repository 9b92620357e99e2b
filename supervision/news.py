"""What leaders are told of peer pairs."""

import uuid
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices.kinds import Kind, register, things_of
from notices.models import Notice
from people.models import User
from supervision.models import PeerRequest
from supervision.peers import ACCEPTED, ASKED


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
