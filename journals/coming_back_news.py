"""The notice that six weeks have passed since an entry: no word of it, and no name."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from journals.coming_back import that_may_be_looked_back_on
from journals.models import ComingBack, Entry
from notices.kinds import Kind, register, things_of
from notices.models import Notice
from notices.services import tell
from people.models import User

SIX_WEEKS_ON = "six-weeks-on"


def six_weeks_on(entry: Entry) -> None:
    tell(person=entry.author, kind=SIX_WEEKS_ON, once_for=entry.pk.hex, about=entry)


def register_kind() -> None:
    register(
        Kind(
            key=SIX_WEEKS_ON,
            label=_("Six weeks have passed since I finished an entry, if I asked to be told"),
            text=lambda notice: _(
                "Six weeks ago you finished an entry. If you like, note what became of it."
            ),
            still_open=_still_open,
            url=lambda notice: reverse("journals:entry_later", args=[notice.about_id]),
        )
    )


def _still_open(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    """Not of one that was marked since to stay away, and not once they have turned it off."""
    wanted = ComingBack.objects.filter(person=OuterRef("author"), six_weeks_since__isnull=False)
    own = that_may_be_looked_back_on(Entry.objects.visible_to(person))
    return things_of(own.filter(Exists(wanted)).only("pk"), notices)
