"""What people are told when a supervision of theirs begins or ends, by whatever way.

Peers hear of the beginning by a yes to what they asked (supervision.news), and of the end of
their two sides once.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from notices import services
from notices.kinds import Kind, register, things_of
from notices.models import Notice
from people.days import house_day
from people.models import User
from supervision.models import Supervision

STARTED, ENDED = "supervision-started", "supervision-ended"


def started(pair: Supervision, people: Sequence[User]) -> None:
    if not pair.is_peer:
        services.tell_all(people=people, kind=STARTED, once_for=pair.pk.hex, about=pair)


def ended(pair: Supervision, people: Sequence[User]) -> None:
    for kind in (STARTED, ENDED):  # also of an end on a later day, that comes sooner now
        services.retract(kind=kind, about=pair)
    once_for = f"{pair.pk.hex}-{pair.ended_on}"
    if pair.is_peer:
        both = sorted(one.pk.hex for one in (pair.supervisor, pair.supervisee))
        once_for = f"{both[0]}-{both[1]}-{pair.ended_on:%y%m%d}"
    services.tell_all(people=people, kind=ENDED, once_for=once_for, about=pair)


def register_kinds() -> None:
    register(
        Kind(
            key=STARTED,
            label=_("A supervision of mine begins"),
            text=_of_start,
            still_open=_not_ended,
            url=lambda notice: notice.thing.get_absolute_url(),
            who=_other,
        )
    )
    register(
        Kind(
            key=ENDED,
            label=_("A supervision of mine ends"),
            text=_of_end,
            still_open=_with_an_end,
            url=lambda notice: notice.thing.get_absolute_url(),
            who=_other,
        )
    )


def _of_start(notice: Notice) -> Any:
    pair: Supervision = notice.thing
    if pair.is_to_come:
        said = _("A supervision with %(who)s begins on %(day)s.")
        return said % {"who": "%(who)s", "day": date_format(pair.started_on, "j F Y")}
    if pair.supervisor_id == notice.person_id:
        return _("You supervise %(who)s now.")
    return _("%(who)s supervises you now.")


def _of_end(notice: Notice) -> Any:
    pair: Supervision = notice.thing
    day = pair.ended_on
    if pair.started_on > house_day():
        said = _("Your supervision with %(who)s, from %(day)s on, will not begin.")
        return said % {"who": "%(who)s", "day": date_format(pair.started_on, "j F Y")}
    if day is not None and day > house_day():
        said = _("Your supervision with %(who)s ends on %(day)s.")
        return said % {"who": "%(who)s", "day": date_format(day, "j F Y")}
    return _("Your supervision with %(who)s has ended. What was shared in it is closed.")


def _other(notice: Notice) -> str:
    pair: Supervision = notice.thing
    return str(pair.supervisee if pair.supervisor_id == notice.person_id else pair.supervisor)


def _not_ended(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    own = Supervision.objects.visible_to(person).select_related("supervisor", "supervisee")
    ended = Q(ended_on__lte=house_day())
    return things_of(own.exclude(ended), notices)


def _with_an_end(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    own = Supervision.objects.visible_to(person).select_related("supervisor", "supervisee")
    return things_of(own.filter(ended_on__isnull=False), notices)
