"""What cannot wait: a meeting of one's team, promises whose day has come, what others ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import OPENS, Asking, Meeting
from people.models import Membership, Organisation, User
from people.roles import administers_somewhere, leads_somewhere
from promises import news
from promises.models import HandOver, Promise
from supervision.models import PeerRequest

SHOWN = 3


@dataclass(frozen=True)
class Soon:
    """A meeting of the person's team that goes on, or is near enough to answer beforehand."""

    meeting: Meeting
    is_theirs: bool  # to lead
    asks: bool  # something that is answered in writing

    @property
    def is_running(self) -> bool:
        return self.meeting.state == Meeting.State.RUNNING

    @property
    def is_today(self) -> bool:
        return timezone.localdate(self.meeting.starts_at) == timezone.localdate()

    @property
    def way_in(self) -> str:
        """What the link that takes part is called; empty where there is nothing to take part in.

        Who leads never answers: they open the screen, on the page of the meeting.
        """
        if self.is_theirs or not self.asks:
            return ""
        return _("Join") if self.is_running else _("Answer beforehand")


@dataclass(frozen=True)
class Waiting:
    """What stands on home before anything else; and where an administrator goes from there."""

    meetings: list[Soon]
    leads: bool
    due: list[Promise]
    administers: list[Organisation]


def waiting_for(person: User, session: SessionBase) -> Waiting:
    if person.is_held:
        return Waiting([], False, [], [])
    leads = leads_somewhere(person, session)
    due = Promise.objects.visible_to(person).due_by(timezone.localdate()).by_day()
    return Waiting(
        meetings=_soon(person),
        leads=leads,
        due=list(due.select_related("key_holder")[:SHOWN]) if leads else [],
        administers=_administered_by(person) if administers_somewhere(person, session) else [],
    )


def _soon(person: User) -> list[Soon]:
    """One query, and no sealed word."""
    near = Q(state=Meeting.State.RUNNING) | Q(starts_at__lt=timezone.now() + OPENS)
    written = Asking.objects.filter(meeting=OuterRef("pk")).exclude(questions=[])
    rows = Meeting.objects.visible_to(person).coming().filter(near).select_related("team")
    found: Any = rows.defer("aim", "devices").annotate(asks=Exists(written))[:SHOWN]
    return [Soon(one, one.facilitator_id == person.pk, one.asks) for one in found]


def _administered_by(person: User) -> list[Organisation]:
    held = Membership.objects.current().filter(user=person).select_related("organisation")
    return [one.organisation for one in held if Membership.Role.ADMINISTRATOR in one.roles]


@dataclass(frozen=True)
class Asked:
    """What other leaders ask of the person and wait to hear about."""

    offers: list[HandOver]
    peers: list[PeerRequest]

    def __bool__(self) -> bool:
        return bool(self.offers or self.peers)


def asked_of(person: User) -> Asked:
    offers = HandOver.objects.visible_to(person).offered_to(person).open()
    peers = PeerRequest.objects.visible_to(person).waiting().filter(asked=person)
    return Asked(
        list(offers.select_related("promise__owner").defer(*news.WORDS).newest_first()),
        list(peers.select_related("asker").order_by("made_at", "pk")),
    )
