"""Posted pages about a meeting that could not be saved: kept sealed, and shown once more."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from meetings.models import Meeting, ParkedPage
from people import kept
from people.kept import Fields
from people.models import User

MOST_CHARACTERS = 200_000  # of one page: far more than any may have


@transaction.atomic
def park_page(
    *,
    person_id: UUID,
    meeting_id: UUID,
    page: str,
    fields: Fields,
    alone: bool = False,
    shown: Iterable[str] = (),
) -> bool:
    """Keep a page, instead of the parked one that it showed. Says whether it is kept.

    The caller has proven whose page it is. Also of somebody who does not lead the meeting any
    more, or whose time for it is over: they typed it when they could.
    """
    # By what stands in the rows, and not by `visible_to`: that is closed while a reset waits.
    person = User.objects.filter(pk=person_id, is_active=True).first()
    meeting = Meeting.objects.locked().filter(pk=meeting_id).first()
    if person is None or meeting is None:
        return False
    own = ParkedPage.objects.filter(meeting=meeting, person=person, page=page)
    return kept.park(
        own,
        fields,
        characters=MOST_CHARACTERS,
        alone=alone,
        shown=shown,
        meeting=meeting,
        person=person,
        key_holder_id=meeting.key_holder_id,
        page=page,
    )


def is_there(meeting_id: UUID) -> bool:
    """Whether there is a key to seal with: it goes when a meeting is called off.

    For whoever has shown by a token that they opened a page of it: to nobody else is it told.
    """
    return Meeting.objects.filter(pk=meeting_id).exists()


def unpark_page(*, meeting_id: UUID, person: User, page: str, shown: Iterable[str]) -> None:
    """Let go of a parked page: what it held has been saved, or is not needed."""
    own = ParkedPage.objects.filter(meeting=meeting_id, person=person, page=page)
    kept.shown_on(own, shown).delete()


def drop_stale() -> int:
    return kept.drop_stale(ParkedPage.objects.all())
