"""What begins soon or goes on: meetings of one's team, and one's sessions of supervision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, CharField, Exists, F, IntegerField, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import OPENS, Asking, Meeting
from people.models import User
from supervision.models import SupervisionSession

SHOWN = 3  # of each
LOOKED_AT = 24
MEETING = "a-meeting"  # sorts before what sessions are


@dataclass(frozen=True)
class Soon:
    """One of them, with no sealed word. Of a session not even a name: home asks no second step."""

    person: UUID  # who looks
    pk: UUID
    what: str  # MEETING, or a session's kind
    starts_at: datetime
    state: str
    leader: UUID | None
    minutes: int  # of a session
    team: str  # these three of a meeting
    join_code: str
    asks: bool  # something that is answered in writing

    @property
    def is_meeting(self) -> bool:
        return self.what == MEETING

    @property
    def url(self) -> str:
        name = "meetings:meeting_detail" if self.is_meeting else "supervision:session_detail"
        return reverse(name, args=[self.pk])

    @property
    def is_theirs(self) -> bool:
        """To lead."""
        return self.leader == self.person

    @property
    def is_running(self) -> bool:
        if self.is_meeting:
            return self.state == Meeting.State.RUNNING
        return self.starts_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        """By the clock. A meeting says so itself, and is not here then."""
        ends_at = self.starts_at + timedelta(minutes=self.minutes)
        return not self.is_meeting and ends_at <= timezone.now()

    @property
    def is_today(self) -> bool:
        return timezone.localdate(self.starts_at) == timezone.localdate()

    @property
    def kind(self) -> str:
        """What a session is, in words."""
        if self.what == SupervisionSession.Kind.GROUP:
            return _("Group supervision")
        if self.what == SupervisionSession.Kind.DROP_IN:
            return _("Drop-in supervision")
        return _("Supervision")

    @property
    def way_in(self) -> str:
        """What the link that takes part is called; empty where there is nothing to take part in.

        Who leads never answers: they open the screen, on the page of the meeting.
        """
        if self.is_theirs or not self.asks:
            return ""
        return _("Join") if self.is_running else _("Answer beforehand")


def soon_for(person: User) -> list[Soon]:
    """Meetings up to a week ahead, sessions up to tomorrow night: one query for both."""
    names = ("pk", "what", "starts_at", "state", "leader", "lasts", "of", "code", "asks")
    meetings, sessions = (
        _meetings(person).values_list(*names),
        _sessions(person).values_list(*names),
    )
    # Sessions first: a meeting that nobody ever closed keeps none of them away.
    rows = meetings.union(sessions, all=True).order_by("-what", "starts_at", "pk")[:LOOKED_AT]
    found = [Soon(person.pk, *row) for row in rows]
    first = [one for one in found if one.is_meeting][:SHOWN]
    first += [one for one in found if not one.is_meeting and not one.is_over][:SHOWN]
    return sorted(first, key=lambda one: one.starts_at)


def _meetings(person: User) -> Any:
    near = Q(state=Meeting.State.RUNNING) | Q(starts_at__lt=timezone.now() + OPENS)
    written = Asking.objects.filter(meeting=OuterRef("pk")).exclude(questions=[])
    rows: Any = Meeting.objects.visible_to(person).coming().filter(near).order_by()
    return rows.annotate(
        what=Value(MEETING, CharField()),
        leader=F("facilitator"),
        lasts=Value(0, IntegerField()),
        of=F("team__name"),
        code=F("join_code"),
        asks=Exists(written),
    )


def _sessions(person: User) -> Any:
    # By the person's own calendar.
    after = timezone.localdate() + timedelta(days=2)
    until = timezone.make_aware(datetime.combine(after, time.min))
    rows: Any = SupervisionSession.objects.that_stand_for(person).coming()
    return (
        rows.filter(starts_at__lt=until)
        .order_by()
        .annotate(
            what=F("kind"),
            leader=F("supervisor"),
            lasts=F("planned_minutes"),
            of=Value("", CharField()),
            code=Value("", CharField()),
            asks=Value(False, BooleanField()),
        )
    )
