"""What the page of a change in supervision says, to each of the three whom it concerns.

The supervisor asks, the colleague would take over or stand in, and the one who is supervised
says the last word. One sentence for all three is misread by two of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import User
from supervision.models import Handing, SupervisionSession

MINE, COLLEAGUES, WRITERS = "mine", "colleague's", "writer's"  # whose page it is
ASKS, ASKED, DONE = "asks", "asked", "done"

FOR_GOOD: dict[tuple[str, str], Any] = {
    (ASKS, MINE): gettext_lazy(
        "You ask whether %(to)s would take over the supervision of %(writer)s."
    ),
    (ASKS, COLLEAGUES): gettext_lazy(
        "%(supervisor)s asks whether you would take over the supervision of %(writer)s."
    ),
    (ASKS, WRITERS): gettext_lazy(
        "%(supervisor)s asks whether %(to)s may take over your supervision."
    ),
    (ASKED, MINE): gettext_lazy(
        "You asked whether %(to)s would take over the supervision of %(writer)s."
    ),
    (ASKED, COLLEAGUES): gettext_lazy(
        "%(supervisor)s asked whether you would take over the supervision of %(writer)s."
    ),
    (ASKED, WRITERS): gettext_lazy(
        "%(supervisor)s asked whether %(to)s may take over your supervision."
    ),
    (DONE, MINE): gettext_lazy(
        "On %(day)s %(to)s took over the supervision of %(writer)s from you."
    ),
    (DONE, COLLEAGUES): gettext_lazy(
        "On %(day)s you took over the supervision of %(writer)s from %(supervisor)s."
    ),
    (DONE, WRITERS): gettext_lazy(
        "On %(day)s %(to)s took over your supervision from %(supervisor)s."
    ),
}
FOR_A_WHILE: dict[tuple[str, str], Any] = {
    (ASKS, MINE): gettext_lazy(
        "You ask whether %(to)s would stand in for you, and supervise %(writer)s from %(first)s "
        "to %(last)s."
    ),
    (ASKS, COLLEAGUES): gettext_lazy(
        "%(supervisor)s asks whether you would stand in, and supervise %(writer)s from "
        "%(first)s to %(last)s."
    ),
    (ASKS, WRITERS): gettext_lazy(
        "%(supervisor)s asks whether %(to)s may stand in, and supervise you from %(first)s to "
        "%(last)s."
    ),
    (ASKED, MINE): gettext_lazy(
        "You asked whether %(to)s would stand in for you, and supervise %(writer)s from "
        "%(first)s to %(last)s."
    ),
    (ASKED, COLLEAGUES): gettext_lazy(
        "%(supervisor)s asked whether you would stand in, and supervise %(writer)s from "
        "%(first)s to %(last)s."
    ),
    (ASKED, WRITERS): gettext_lazy(
        "%(supervisor)s asked whether %(to)s may stand in, and supervise you from %(first)s to "
        "%(last)s."
    ),
    (DONE, MINE): gettext_lazy(
        "It was agreed that %(to)s stands in for you, and supervises %(writer)s from %(first)s "
        "to %(last)s."
    ),
    (DONE, COLLEAGUES): gettext_lazy(
        "It was agreed that you stand in for %(supervisor)s, and supervise %(writer)s from "
        "%(first)s to %(last)s."
    ),
    (DONE, WRITERS): gettext_lazy(
        "It was agreed that %(to)s stands in for %(supervisor)s, and supervises you from "
        "%(first)s to %(last)s."
    ),
}


def said(handing: Handing, person: User) -> str:
    """What is asked, was asked or has come of it, in one sentence."""
    when = DONE if handing.state == Handing.State.DONE else ASKS if handing.is_open else ASKED
    words = FOR_A_WHILE if handing.is_cover else FOR_GOOD
    pair = handing.supervision
    told: dict[str, Any] = {
        "supervisor": pair.supervisor,
        "to": handing.to,
        "writer": pair.supervisee,
    }
    if handing.settled_at:
        told["day"] = _day(timezone.localtime(handing.settled_at))
    if handing.first_on and handing.last_on:
        told |= {"first": _day(handing.first_on), "last": _day(handing.last_on)}
    return str(words[when, _whose(handing, person)] % told)


def badge(handing: Handing, person: User) -> str:
    """Who has the next word: the reader, or somebody by name."""
    asked = {
        Handing.State.ASKED: handing.to,
        Handing.State.WILLING: handing.supervision.supervisee,
    }.get(Handing.State(handing.state))
    if asked is None:
        return str(handing.get_state_display())
    if asked == person:
        return _("You are asked")
    if handing.state == Handing.State.ASKED:
        return _("%(name)s is asked") % {"name": asked}
    if handing.to_id == person.pk:
        return _("You would, and %(name)s is asked") % {"name": asked}
    return _("%(to)s would, and %(name)s is asked") % {"to": handing.to, "name": asked}


def falls_away(handing: Handing, writer: User) -> list[datetime]:
    """When the sessions begin that a yes of the writer's would put off for good: also those of
    that supervisor's groups."""
    pair = handing.supervision
    theirs = Q(supervision=pair) | Q(kind="group", supervisor=pair.supervisor_id)
    rows = SupervisionSession.objects.that_stand_for(writer).planned()
    rows = rows.filter(theirs, starts_at__gt=timezone.now())
    return list(rows.order_by("starts_at").values_list("starts_at", flat=True))


def _whose(handing: Handing, person: User) -> str:
    if handing.supervision.supervisee_id == person.pk:
        return WRITERS
    return COLLEAGUES if handing.to_id == person.pk else MINE


def _day(day: Any) -> str:
    return date_format(day, "j F Y")
