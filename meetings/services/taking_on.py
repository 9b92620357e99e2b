"""Taking a promise of the minutes onto one's own list: the minutes name nobody who comes back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from meetings.models import Meeting, Minute
from meetings.services.minutes import onto_list
from people.models import User
from promises.models import Promise


@transaction.atomic
def take_on(*, meeting_id: UUID, minute_id: UUID, actor: User) -> Promise | None:
    """For whoever can read the minutes. Pressed twice, it is taken on once.

    None when the line is gone, is no promise, or is not to be read by this person yet.
    """
    reads = Q(meeting__state=Meeting.State.OVER) | Q(meeting__facilitator=actor)
    lines = Minute.objects.visible_to(actor).filter(reads, kind=Minute.Kind.PROMISE)
    minute = lines.filter(meeting=meeting_id, pk=minute_id).first()
    return onto_list(minute, actor) if minute is not None else None
