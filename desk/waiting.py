"""What cannot wait: what begins soon, promises whose day has come, what others ask."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from desk.soon import Soon, soon_for
from people.models import Membership, Organisation, User
from people.roles import administers_somewhere, leads_somewhere
from promises import news
from promises.models import HandOver, Promise
from supervision.models import PeerRequest

SHOWN = 3


@dataclass(frozen=True)
class Waiting:
    """What stands on home before anything else; and where an administrator goes from there."""

    soon: list[Soon]
    leads: bool
    due: list[Promise]
    administers: list[Organisation]


def waiting_for(person: User, session: SessionBase) -> Waiting:
    if person.is_held:
        return Waiting([], False, [], [])
    leads = leads_somewhere(person, session)
    due = Promise.objects.visible_to(person).due_by(timezone.localdate()).by_day()
    return Waiting(
        soon=soon_for(person),
        leads=leads,
        due=list(due.select_related("key_holder")[:SHOWN]) if leads else [],
        administers=_administered_by(person) if administers_somewhere(person, session) else [],
    )


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
