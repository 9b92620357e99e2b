"""What a team is told of its meetings, and when that is news no more."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.models import Asking, Meeting
from notices import services
from notices.kinds import Kind, register, things_of
from notices.models import Notice
from people.models import Membership, User

PLANNED, CALLED_OFF = "meeting-planned", "meeting-called-off"
MOVED, YOURS = "moved", "yours"  # how the once_for of such a notice begins


def planned(meeting: Meeting, *, by: User) -> None:
    _tell_team(meeting, PLANNED, meeting.pk.hex, but=[by])


def moved(meeting: Meeting, *, by: User) -> None:
    """To another day or hour. What was told before is told in this one sentence now."""
    services.retract(kind=PLANNED, about=meeting)
    # The moment is in it: moved twice is told twice, and moved back too.
    once_for = f"{MOVED}-{meeting.pk.hex}-{meeting.version}"
    _tell_team(meeting, PLANNED, once_for, but=[by])


def handed_over(meeting: Meeting, *, to: User) -> None:
    """Somebody else leads it now, and hears of it."""
    once_for = f"{YOURS}-{meeting.pk.hex}-{meeting.version}"
    services.tell(person=to, kind=PLANNED, once_for=once_for, about=meeting)


def called_off(meeting: Meeting, *, by: User) -> None:
    """Whoever was told of it hears that it does not take place."""
    services.retract(kind=PLANNED, about=meeting)
    # About nothing: there is no meeting any more that it could lead to.
    people = _team_of(meeting, but=[by])
    services.tell_all(people=people, kind=CALLED_OFF, once_for=meeting.pk.hex)


def over(meeting: Meeting) -> None:
    """Nobody needs to hear any more that it was planned."""
    services.retract(kind=PLANNED, about=meeting)


def seen(meeting: Meeting, person: User) -> None:
    services.mark_seen(person=person, about=meeting)


def _tell_team(meeting: Meeting, kind: str, once_for: str, but: Iterable[User]) -> None:
    people = _team_of(meeting, but=but)
    services.tell_all(people=people, kind=kind, once_for=once_for, about=meeting)


def _team_of(meeting: Meeting, but: Iterable[User]) -> list[User]:
    current = Membership.objects.current().filter(teams=meeting.team, user__is_active=True)
    people = User.objects.filter(memberships__in=current).distinct().order_by("pk")
    return list(people.exclude(pk__in=[person.pk for person in but]))


def register_kinds() -> None:
    register(
        Kind(
            key=PLANNED,
            label=_("A meeting of my team is planned, or moved"),
            text=_what_is_planned,
            still_open=_still_open,
            url=lambda notice: notice.thing.get_absolute_url(),
        )
    )
    register(
        Kind(
            key=CALLED_OFF,
            label=_("A meeting of my team is called off"),
            text=lambda notice: _("A meeting of your team was called off."),
            still_open=lambda person, notices: {notice.pk for notice in notices},
            url=lambda notice: reverse("meetings:meeting_list"),
        )
    )


def _what_is_planned(notice: Notice) -> Any:
    meeting: Meeting = notice.thing
    if notice.once_for.startswith(YOURS):
        return _("You were asked to lead a meeting of your team.")
    if notice.once_for.startswith(MOVED):
        return _("A meeting of your team was moved to another time.")
    if meeting.facilitator_id == notice.person_id:
        return _("A meeting of your team was planned, and you lead it.")
    if meeting.asks:  # type: ignore[attr-defined]  # see _still_open
        return _("A meeting of your team was planned. You can answer its question before it.")
    return _("A meeting of your team was planned.")


def _still_open(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    """Of meetings that are still to come, or going on."""
    asks = Asking.objects.filter(meeting=OuterRef("pk")).exclude(questions=[])
    rows = Meeting.objects.visible_to(person).coming().defer("aim", "devices")
    return things_of(rows.annotate(asks=Exists(asks)), notices)
