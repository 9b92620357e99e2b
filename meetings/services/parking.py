"""Posted pages about a meeting that could not be saved: kept sealed, and shown once more."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from meetings.models import Meeting, ParkedPage
from people.models import User

Fields = dict[str, list[str]]
MOST_CHARACTERS = 200_000  # of one page: far more than any may have
NOT_PARKED = {"csrfmiddlewaretoken", "binding"}


def fields_of(data: QueryDict) -> Fields:
    return {name: values for name, values in data.lists() if name not in NOT_PARKED}


@transaction.atomic
def park_page(*, meeting: Meeting, person: User, page: str, fields: Fields) -> None:
    now: dict[str, Any] = {"fields": fields, "parked_at": timezone.now()}
    ParkedPage.objects.update_or_create(
        meeting=meeting,
        person=person,
        page=page,
        defaults=now,
        create_defaults=now | {"key_holder_id": meeting.key_holder_id},
    )


def park_refused(*, person_id: UUID, meeting_id: UUID, page: str, data: QueryDict) -> bool:
    """Keep a page that was posted when its person's session was over, locked, or another's.

    The caller has checked the token that binds the page to this person and meeting. Nothing
    can be read back with it; the person sees it after signing in.
    """
    fields = fields_of(data)
    if sum(len(value) for values in fields.values() for value in values) > MOST_CHARACTERS:
        return False
    with transaction.atomic():
        person = User.objects.filter(pk=person_id, is_active=True).first()
        # By what stands in the rows, and not by `visible_to`: that is closed while a reset waits.
        rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
        meeting = rows.filter(pk=meeting_id, facilitator=person_id).first()
        if person is None or meeting is None:
            return False
        park_page(meeting=meeting, person=person, page=page, fields=fields)
        return True


def parked_page(meeting: Meeting, person: User, page: str) -> QueryDict | None:
    """A page as it was posted, to be shown again."""
    row = ParkedPage.objects.visible_to(person).filter(meeting=meeting, page=page).first()
    if row is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in row.fields.items():
        data.setlist(name, values)
    return data


def unpark_page(*, meeting: Meeting, person: User, page: str) -> None:
    ParkedPage.objects.filter(meeting=meeting, person=person, page=page).delete()
