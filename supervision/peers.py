"""Peer pairs of leaders: asking, saying yes or no, and who can be asked."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notices import services as notices
from people.days import house_day
from people.locks import lock_people
from people.models import Membership, MembershipQuerySet, Organisation, User
from supervision.models import PeerRequest, PeerRequestQuerySet, Supervision
from supervision.services.pairs import NotPairedError, begin

ASKED, ACCEPTED = "peer-asked", "peer-accepted"
MOST_WAITING = 10  # requests of one person at a time: nobody writes round to a whole house


def leads(person: User) -> list[Organisation]:
    """The organisations in which the person is a leader today."""
    rows = _leading().filter(user=person).select_related("organisation")
    return [row.organisation for row in rows]


def peers_of(person: User) -> list[Supervision]:
    """The person's side of each pair that runs: who reads what they give."""
    pairs = Supervision.objects.read_by_peers(person).current()
    return list(pairs.select_related("supervisor").order_by("started_on", "pk"))


def may_be_asked(person: User) -> list[User]:
    """The other leaders of the person's houses, by name; not those who are peers or asked."""
    taken = {person.pk, *(pair.supervisor_id for pair in peers_of(person))}
    for one in PeerRequest.objects.visible_to(person).waiting():
        taken |= {one.asker_id, one.asked_id}
    here = _leading().filter(organisation__in=leads(person)).exclude(user__in=taken)
    leaders = User.objects.filter(is_active=True, pk__in=here.values("user"))
    found = [one for one in leaders if not one.has_left]
    return sorted(found, key=lambda one: (str(one).casefold(), one.pk))


def _leading() -> MembershipQuerySet:
    return Membership.objects.current().holding(Membership.Role.LEADER)


@transaction.atomic
def ask_peer(*, asker: User, asked_id: uuid.UUID) -> PeerRequest:
    """Ask another leader of a house that both lead in. Twice is once. Raises NotPairedError."""
    lock_people({asker.pk, asked_id})
    asked = next((one for one in may_be_asked(asker) if one.pk == asked_id), None)
    waiting = PeerRequest.objects.visible_to(asker).waiting()
    before = waiting.between(asker.pk, asked_id).first()
    if before is not None:
        return before
    if asked is None:
        raise NotPairedError("Nobody of that id can be asked.")
    if waiting.filter(asker=asker).count() >= MOST_WAITING:
        raise NotPairedError("Too many wait for an answer already.")
    # What is left of one in a house where they do not both lead any more.
    _let_go(PeerRequest.objects.between(asker.pk, asked_id))
    house = next(house for house in leads(asker) if house in leads(asked))
    request = PeerRequest.objects.create(asker=asker, asked=asked, organisation=house)
    notices.tell(person=asked, kind=ASKED, once_for=request.pk.hex, about=request)
    return request


@transaction.atomic
def answer_peer(*, request: PeerRequest, asked: User, yes: bool) -> bool:
    """A yes starts the pair, both ways and from today; a no is said to nobody.

    False when it was not theirs to answer, or no longer: answered in another tab, taken back.
    """
    lock_people({request.asker_id, request.asked_id})
    waiting = PeerRequest.objects.visible_to(asked).waiting().filter(asked=asked)
    found = waiting.select_related("asker", "organisation").filter(pk=request.pk).first()
    if found is None:
        return False
    if not yes:
        _let_go(waiting.filter(pk=found.pk))
        return True
    notices.retract(kind=ASKED, about=found)
    found.answered_at = timezone.now()
    found.save(update_fields=["answered_at"])
    _let_go(PeerRequest.objects.between(found.asker_id, asked.pk))
    for supervisor, supervisee in ((found.asker, asked), (asked, found.asker)):
        _start(supervisor, supervisee, found.organisation, actor=asked)
    notices.tell(person=found.asker, kind=ACCEPTED, once_for=found.pk.hex, about=found)
    return True


def _let_go(requests: PeerRequestQuerySet) -> int:
    """Of those among them that still wait, with the news of them. How many there were."""
    rows = list(requests.waiting())
    for one in rows:
        notices.retract(kind=ASKED, about=one)
        one.delete()
    return len(rows)


def _start(supervisor: User, supervisee: User, organisation: Organisation, *, actor: User) -> None:
    """Unless one of them supervises the other anyway: then that side is there."""
    runs = Q(ended_on__isnull=True) | Q(ended_on__gt=house_day())
    pairs = Supervision.objects.filter(runs, supervisor=supervisor, supervisee=supervisee)
    if not pairs.exists():
        begin(
            supervisor=supervisor,
            supervisee=supervisee,
            organisation=organisation,
            is_peer=True,
            actor=actor,
        )


@transaction.atomic
def take_back(*, request: PeerRequest, asker: User) -> bool:
    """Ask no longer. What was answered meanwhile stands. False when there is nothing to."""
    lock_people({request.asker_id, request.asked_id})
    own = PeerRequest.objects.visible_to(asker).waiting().filter(asker=asker, pk=request.pk)
    return _let_go(own) > 0
