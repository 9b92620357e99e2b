"""What people are told of sessions and actions, and when it is news no more.

Never a word of what anybody wrote: not the place, the aim, the record, nor what is to be done.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices import services
from notices.kinds import Kind, register, things_of
from notices.models import Notice
from people.days import house_day
from people.models import User
from supervision.models import (
    SessionAction,
    Supervision,
    SupervisionSession,
    SupervisionSessionQuerySet,
)

PLANNED, CHANGED, CALLED_OFF = "session-planned", "session-changed", "session-called-off"
TO_ACKNOWLEDGE, DIFFERS = "session-to-acknowledge", "session-differs"
TOMORROW, ACTION_DUE = "session-tomorrow", "session-action-due"
TAKEN_OFF = "session-taken-off"
WORDS = ("place", "aim", "record")


def planned(session: SupervisionSession, people: Iterable[User]) -> None:
    people = list(people)
    services.retract(kind=CALLED_OFF, about=session)
    for person in people:  # who is on it again
        services.retract(kind=TAKEN_OFF, about=session, person=person)
    _tell(PLANNED, session, people, session.pk.hex)


def changed(session: SupervisionSession, people: Iterable[User], *, before: datetime) -> None:
    """Told anew for each time that it is given; who was told of the last one is told of this."""
    services.retract(kind=CHANGED, about=session)
    for person in (part.person for part in session.parts.select_related("person")):
        if day_of(before, person) != day_of(session.starts_at, person):
            services.retract(kind=TOMORROW, about=session, person=person)
    _tell(CHANGED, session, people, f"{session.pk.hex}-{_stamp(session)}")


def taken_off(session: SupervisionSession, people: Iterable[User]) -> None:
    """Of a group that goes on without them. What else they were told of it is over for them."""
    people = list(people)
    for person in people:
        for kind in (PLANNED, CHANGED, TOMORROW):
            services.retract(kind=kind, about=session, person=person)
    _tell(TAKEN_OFF, session, people, f"{session.pk.hex}-{_stamp(session)}")


def called_off(session: SupervisionSession, people: Iterable[User]) -> None:
    for kind in (PLANNED, CHANGED, TOMORROW):
        services.retract(kind=kind, about=session)
    _tell(CALLED_OFF, session, people, f"{session.pk.hex}-{_stamp(session)}")


def not_off(session: SupervisionSession) -> None:
    """It was called off by mistake, after its time had come."""
    services.retract(kind=CALLED_OFF, about=session)


def to_acknowledge(session: SupervisionSession, people: Iterable[User]) -> None:
    for kind in (TO_ACKNOWLEDGE, DIFFERS):
        services.retract(kind=kind, about=session)
    _tell(TO_ACKNOWLEDGE, session, people, f"{session.pk.hex}-{session.record_revision}")


def differs(session: SupervisionSession, part_id: uuid.UUID) -> None:
    once_for = f"{part_id.hex}-{session.record_revision}"
    _tell(DIFFERS, session, [session.supervisor], once_for)


def tomorrow(session: SupervisionSession, person: User) -> bool:
    """Once for each day. Whether it was news."""
    once_for = f"{session.pk.hex}-{day_of(session.starts_at, person)}"
    known = Notice.objects.filter(person=person, kind=TOMORROW, once_for=once_for)
    if known.exists():
        return False
    _tell(TOMORROW, session, [person], once_for)
    return True


def day_of(moment: datetime, person: User) -> date:
    """By the person's own calendar."""
    return moment.astimezone(person.zone).date()


def action_due(action: SessionAction) -> None:
    once_for = f"{action.pk.hex}-{action.due_on}"
    services.tell(person=action.owner, kind=ACTION_DUE, once_for=once_for, about=action)


def action_settled(action: SessionAction) -> None:
    services.retract(kind=ACTION_DUE, about=action)


def seen(session: SupervisionSession, person: User) -> None:
    services.mark_seen(person=person, about=session)


def _stamp(session: SupervisionSession) -> int:
    return int(session.starts_at.timestamp())


def _tell(kind: str, session: SupervisionSession, people: Iterable[User], once_for: str) -> None:
    services.tell_all(people=people, kind=kind, once_for=once_for, about=session)


def register_kinds() -> None:
    for key, label, text, still_open in (
        (
            PLANNED,
            _("A supervision session with me is planned"),
            _("A supervision session is planned."),
            _still_to_come,
        ),
        (
            CHANGED,
            _("A supervision session of mine is moved or changed"),
            _("A supervision session was changed: look when and where."),
            _still_to_come,
        ),
        (
            CALLED_OFF,
            _("A supervision session of mine is called off"),
            _("A supervision session was called off."),
            _still_off,
        ),
        (
            TOMORROW,
            _("A supervision session of mine is tomorrow"),
            _("You have supervision tomorrow."),
            _still_to_come,
        ),
        (
            TO_ACKNOWLEDGE,
            _("The record of a session waits for me to read it"),
            _("The record of a supervision session waits for you to read it."),
            _still_to_read,
        ),
        (
            DIFFERS,
            _("Somebody sees the record of a session differently"),
            _("Somebody sees the record of a supervision session differently."),
            _still_recorded,
        ),
    ):
        register(
            Kind(
                key=key,
                label=label,
                text=_always(text),
                still_open=still_open,
                url=lambda notice: reverse("supervision:session_detail", args=[notice.about_id]),
            )
        )
    register(
        Kind(
            key=TAKEN_OFF,
            label=_("A group session goes on without me"),
            text=lambda notice: _(
                "A group session of %(who)s goes on without you. If you had put something on its "
                "list, that is on the list of the two of you now."
            ),
            still_open=_still_off_it,
            url=lambda notice: notice.thing.get_absolute_url(),
            who=lambda notice: str(notice.thing.supervisor),
        )
    )
    register(
        Kind(
            key=ACTION_DUE,
            label=_("The day of something I took on in supervision has come"),
            text=lambda notice: _("The day of something you took on in supervision has come."),
            still_open=_still_due,
            url=lambda notice: reverse(
                "supervision:session_detail", args=[notice.thing.session_id]
            ),
        )
    )


def _always(text: object) -> Callable[[Notice], object]:
    return lambda notice: text


def _still_to_come(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    rows = _own(person).planned().filter(starts_at__gt=timezone.now())
    return things_of(rows.standing(person), notices)


def _still_off(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    off = SupervisionSession.State.CALLED_OFF
    return things_of(_own(person).filter(state=off, starts_at__gt=timezone.now()), notices)


def _still_off_it(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    """It leads to the pair of the two: of the session they may not see anything any more.

    By the notices' own ids, since what they are about is the session.
    """
    pairs = Supervision.objects.received_by(person).filter(is_peer=False)
    sessions = SupervisionSession.objects.of_a_group_without(person)
    leaders = dict(
        sessions.filter(pk__in=[one.about_id for one in notices]).values_list("pk", "supervisor")
    )
    rows = pairs.filter(supervisor__in=leaders.values()).select_related("supervisor")
    found = {one.supervisor_id: one for one in rows.order_by(F("ended_on").asc(nulls_last=True))}
    for notice in notices:
        leader = leaders.get(notice.about_id) if notice.about_id else None
        notice.thing = found.get(leader) if leader else None
    return {notice.pk for notice in notices if notice.thing}


def _still_to_read(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    return things_of(_own(person).to_acknowledge_by(person), notices)


def _still_recorded(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    return things_of(_own(person).filter(recorded_at__isnull=False), notices)


def _still_due(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    rows = SessionAction.objects.visible_to(person).open().filter(owner=person)
    return things_of(rows.filter(due_on__lte=house_day()).defer("what"), notices)


def _own(person: User) -> SupervisionSessionQuerySet:
    return SupervisionSession.objects.visible_to(person).defer(*WORDS)
